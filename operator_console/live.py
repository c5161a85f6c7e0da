"""Keeps open pages true: rows to fragments, by server-sent events, on the database's wake-ups.

A wake-up says nothing but 'look again'. A fragment is drawn anew then and sent if it has changed;
the first one is always sent, so a page that was cut off is right again as soon as it is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from booking.api import Database, changes

RETRY_MS = 1000
"""How soon a browser comes back after the connection was lost."""

QUIET_SECONDS = 15.0
"""How often a page without news hears that the connection lives; proxies cut silent ones."""

CALM_SECONDS = 0.05
"""A page is drawn at most this often, however much happens."""

GONE = ("gone", "log in again")
"""The session is over. An event without data would reach no page."""

T = TypeVar("T")
Draw = Callable[[], Coroutine[Any, Any, str]]
Alive = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a page.

    Attributes:
        event: the name under which it comes to the page.
        name: the same for pages that show the same.
        draw: makes it.
    """

    event: str
    name: str
    draw: Draw


class Live:
    """One look-out for wake-ups, for all open pages."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._woken = asyncio.Event()
        self._is_closed = False
        self._found: dict[str, asyncio.Task[Any]] = {}

    async def watch(self) -> None:
        """Pass wake-ups on until cancelled."""
        async for _ in changes(self._database):
            self._wake()

    def close(self) -> None:
        """Let all streams end; the pages come back to whoever answers next."""
        self._is_closed = True
        self._wake()

    def _wake(self) -> None:
        self._found.clear()
        self._woken.set()
        self._woken = asyncio.Event()

    async def once(self, name: str, find: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Look something up once a wake-up, for all pages that need it.

        It may be some milliseconds old, until the next wake-up puts it right.

        Args:
            name: the same for whoever wants the same.
            find: looks it up.
        """
        finding: asyncio.Task[T] | None = self._found.get(name)
        if finding is None:
            finding = self._found[name] = asyncio.create_task(find())
        return await asyncio.shield(finding)  # one page that closes must not cut off the others

    async def stream(self, fragments: Sequence[Fragment], alive: Alive) -> AsyncIterator[str]:
        """Fragments as server-sent events; ends with 'gone' when the session is over.

        The event 'clock' tells the page our time, in milliseconds of the Unix epoch: at the
        beginning, and whenever there has been nothing else to tell.

        Args:
            fragments: the most urgent first.
            alive: whether the session still is.
        """
        loop = asyncio.get_running_loop()
        yield f"retry: {RETRY_MS}\n\n{self._clock()}"
        shown: dict[str, str] = {}
        spoken = loop.time()
        while not self._is_closed:
            woken = self._woken
            if not await alive():
                yield event(*GONE)
                return
            for one in fragments:
                drawn = await self.once(one.name, one.draw)
                if drawn != shown.get(one.event):
                    shown[one.event], spoken = drawn, loop.time()
                    yield event(one.event, drawn)
            if loop.time() - spoken > QUIET_SECONDS:
                spoken = loop.time()
                yield self._clock()
            await asyncio.sleep(CALM_SECONDS)
            await woken.wait()

    def _clock(self) -> str:
        return event("clock", str(round(self._database.clock.now().timestamp() * 1000)))


def event(name: str, data: str) -> str:
    """One server-sent event."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{lines}\n"
