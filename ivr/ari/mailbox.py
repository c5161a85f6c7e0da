"""Where events wait for the one who listens."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from ivr.ari.events import Event

AnEvent = TypeVar("AnEvent", bound=Event)


class Mailbox:
    """The events of one resource, in the order in which Asterisk told them."""

    def __init__(self, forget: Callable[[], None] = lambda: None) -> None:
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._forget = forget
        self.put = self._events.put_nowait

    async def get(self) -> Event:
        """The next event, as soon as there is one."""
        return await self._events.get()

    def get_nowait(self) -> Event | None:
        """The next event if it is there already."""
        return None if self._events.empty() else self._events.get_nowait()

    async def first(self, kind: type[AnEvent]) -> AnEvent:
        """The next event of this kind; the ones before it are thrown away."""
        while True:
            event = await self._events.get()
            if isinstance(event, kind):
                return event

    def close(self) -> None:
        """Listen no more. Later events of the resource go to the arrivals."""
        self._forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
