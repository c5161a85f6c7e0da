"""What a provider can do wrong; for tests, given to the inbox when it is made."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """One kind of trouble, for one message."""

    BUSY = "busy"
    """Too many requests: not taken."""

    BROKEN = "broken"
    """An error of the server: not taken, but nobody outside can know."""

    BROKEN_AFTER = "broken-after"
    """An error of the server after it was taken."""

    REFUSED = "refused"
    """Such a message is never taken."""

    DROPPED = "dropped"
    """The connection breaks before it was taken."""

    DROPPED_AFTER = "dropped-after"
    """The connection breaks after it was taken."""

    SLOW = "slow"
    """It is taken at once, but the answer waits for `Faults.answer`."""


@dataclass(slots=True)
class Faults:
    """Trouble for the next messages, in this order; after that all is well.

    Attributes:
        coming: None lets a message pass.
        answer: set it to let slow answers go.
        waiting: set as soon as a slow answer waits.
    """

    coming: deque[Fault | None] = field(default_factory=deque)
    answer: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: asyncio.Event = field(default_factory=asyncio.Event)

    def next(self) -> Fault | None:
        """The trouble for this message."""
        return self.coming.popleft() if self.coming else None

    async def wait(self) -> None:
        """Hold an answer back."""
        self.waiting.set()
        await self.answer.wait()
