"""The console on a fresh Lípov, and a browser in front of it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

from booking.api import Backend, Secret, SetClock
from ivr.menus import read_file
from ivr.routing.api import read_rules
from operator_console.config import ConsoleConfig
from operator_console.server import running
from tests.support.console import Worker, start
from tests.support.databases import LIPOV
from tests.support.routing import House

RULES = read_rules(LIPOV / "routing.yaml")


@pytest.fixture
async def url(backend: Backend) -> AsyncIterator[str]:
    config = ConsoleConfig(
        key=Secret("of the test"),
        port=0,
        rules=RULES,
        menus=read_file(LIPOV / "menus.yaml"),
    )
    async with running(backend, config) as address:
        yield address


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await start(playwright)
        yield opened
        await opened.close()


@pytest.fixture
async def worker(browser: Browser, url: str) -> Worker:
    return await Worker.arrive(browser, url)


@pytest.fixture
def house(backend: Backend, clock: SetClock) -> House:
    """Callers and operators without telephones, by Lípov's rules."""
    return House.on(backend.database, clock, RULES)
