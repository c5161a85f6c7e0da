"""An event loop whose clock jumps: an hour of silence passes at once.

For golden transcripts and for arbitrary keys and hang-ups; nothing on it may wait for the real
world. Work in threads is done at once, so that its time does not count.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from booking.api import PRAGUE

T = TypeVar("T")


class VirtualLoop(asyncio.SelectorEventLoop):
    """Its time goes on only when everybody waits."""

    def __init__(self) -> None:
        self._virtual = 0.0
        super().__init__(_JumpingSelector(self))

    def time(self) -> float:
        return self._virtual

    def jump(self, seconds: float) -> None:
        """Let this much time pass."""
        self._virtual += seconds

    def run_in_executor(  # type: ignore[override]  # the same arguments, a narrower result
        self,
        executor: Any,  # noqa: ANN401, ARG002  asyncio's signature
        func: Callable[..., T],
        *args: Any,
    ) -> asyncio.Future[T]:
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001  handed to whoever awaits it
            done.set_exception(error)
        return done


class _JumpingSelector(selectors.DefaultSelector):
    """Instead of waiting, moves the clock on; the loop waits only when nothing else is due."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if timeout is None and not ready:
            raise RuntimeError("everybody waits, and nothing will ever happen")
        if timeout and not ready:
            self._loop.jump(timeout)
        return ready


class VirtualClock:
    """The backend's clock on a virtual loop."""

    def __init__(self, loop: VirtualLoop, start: datetime, zone: ZoneInfo = PRAGUE) -> None:
        self._loop = loop
        self._start = start
        self.zone = zone

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._loop.time())

    def local(self) -> datetime:
        return self.now().astimezone(self.zone)

    def today(self) -> date:
        return self.local().date()
