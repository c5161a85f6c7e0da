"""Keeps open pages true: rows to fragments, by server-sent events, on the database's wake-ups.

A wake-up says nothing but 'look again'. A fragment is drawn anew then and sent if it has changed;
the first one is always sent, so a page that was cut off is right again as soon as it is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

from booking.api import Database, changes

RETRY_MS = 1000
"""How soon a browser comes back after the connection was lost."""

QUIET_SECONDS = 15.0
"""How often a page without news hears that the connection lives; proxies cut silent ones."""

CALM_SECONDS = 0.05
"""A page is drawn at most this often, however much happens."""

GONE = ("gone", "log in again")
"""The session is over. An event without data would reach no page."""

Draw = Callable[[], Coroutine[Any, Any, str]]
Alive = Callable[[], Awaitable[bool]]


class Live:
    """One look-out for wake-ups, for all open pages."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._woken = asyncio.Event()
        self._is_closed = False
        self._drawn: dict[str, asyncio.Task[str]] = {}

    async def watch(self) -> None:
        """Pass wake-ups on until cancelled."""
        async for _ in changes(self._database):
            self._wake()

    def close(self) -> None:
        """Let all streams end; the pages come back to whoever answers next."""
        self._is_closed = True
        self._wake()

    def _wake(self) -> None:
        self._drawn.clear()
        self._woken.set()
        self._woken = asyncio.Event()

    async def _fragment(self, name: str, draw: Draw) -> str:
        """Drawn once a wake-up for all who look at the same."""
        drawing = self._drawn.get(name)
        if drawing is None:
            drawing = self._drawn[name] = asyncio.create_task(draw())
        return await asyncio.shield(drawing)  # one page that closes must not cut off the others

    async def fragments(self, name: str, draw: Draw, alive: Alive) -> AsyncIterator[str]:
        """A fragment as server-sent events 'rows'; ends with 'gone' when the session is over.

        Args:
            name: the same for pages that show the same.
            draw: makes the fragment.
            alive: whether the session still is.
        """
        loop = asyncio.get_running_loop()
        yield f"retry: {RETRY_MS}\n\n"
        shown: str | None = None
        spoken = loop.time()
        while not self._is_closed:
            woken = self._woken
            if not await alive():
                yield event(*GONE)
                return
            fragment = await self._fragment(name, draw)
            if fragment != shown:
                shown, spoken = fragment, loop.time()
                yield event("rows", fragment)
            elif loop.time() - spoken > QUIET_SECONDS:
                spoken = loop.time()
                yield ": still here\n\n"
            await asyncio.sleep(CALM_SECONDS)
            await woken.wait()


def event(name: str, data: str) -> str:
    """One server-sent event."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{lines}\n"
