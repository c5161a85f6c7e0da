"""Open pages that note when they change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from cli.bench.delays import Change
from cli.bench.staff import Account
from cli.phone.browser import Browser, Operator

NOTES = Path(__file__).parent / "changes.js"
SETTLED = 3.0
"""Seconds for freshly opened pages to come to rest."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Each in a profile of its own, as in a browser of its own."""

    pages: Sequence[Page]

    async def changes(self) -> list[list[Change]]:
        """What each page has noted."""
        noted = [json.loads(await one.evaluate(TAKE)) for one in self.pages]
        return [[_change(one) for one in changes] for changes in noted]


TAKE = "JSON.stringify(window.linkaChanges)"


def _change(noted: dict[str, Any]) -> Change:
    return Change(noted["ending"], noted["change"], noted["at"] / 1000)


@asynccontextmanager
async def desks(browser: Browser, url: str, accounts: Sequence[Account]) -> AsyncIterator[Pages]:
    """The desks of these operators, their telephones ready."""
    operators = [await Operator.arrive(browser, url) for _ in accounts]
    try:
        for operator, account in zip(operators, accounts, strict=True):
            await operator.context.add_init_script(path=NOTES)
            await operator.log_in(account.username, account.password)
            await operator.phone_is("ready", within=30)
        await asyncio.sleep(SETTLED)
        yield Pages([operator.page for operator in operators])
    finally:
        for operator in operators:
            await operator.leave()


@asynccontextmanager
async def bare_pages(browser: Browser, url: str, count: int) -> AsyncIterator[Pages]:
    """So many of the yardstick's pages."""
    contexts = [(await browser.context())[0] for _ in range(count)]
    try:
        pages = []
        for context in contexts:
            await context.add_init_script(path=NOTES)
            pages.append(await context.new_page())
            await pages[-1].goto(url)
        await asyncio.sleep(SETTLED)
        yield Pages(pages)
    finally:
        for context in contexts:
            await context.close()
