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


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of a message that was taken, and how its sender is told.

    Attributes:
        statuses: Twilio's words, in the order in which they are told, which need not be theirs.
        code: Twilio's error code, where it did not arrive.
        repeated: how many times each is told.
        pace: seconds before each.
        is_late: nothing is told before `Faults.later` is set.
    """

    statuses: tuple[str, ...] = ("queued", "sent", "delivered")
    code: int | None = None
    repeated: int = 1
    pace: float = 0.0
    is_late: bool = False

    @property
    def end(self) -> str:
        """What has become of it, in whatever order it is told."""
        return max(self.statuses, key=RANKS.index, default=RANKS[0])


RANKS = ("accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed")
"""Twilio's statuses of a message, from its beginning to its ends."""


def lost(code: int, status: str = "undelivered") -> Course:
    """The course of a message that does not arrive."""
    return Course(("queued", "sent", status), code)


@dataclass(slots=True)
class Faults:
    """Trouble for the next messages, in this order; after that all is well.

    Attributes:
        coming: None lets a message pass.
        courses: what becomes of the next messages; None is the usual course.
        usual: of all others.
        later: set it to let late receipts go.
        answer: set it to let slow answers go.
        waiting: set as soon as a slow answer waits.
    """

    coming: deque[Fault | None] = field(default_factory=deque)
    courses: deque[Course | None] = field(default_factory=deque)
    usual: Course = field(default_factory=Course)
    later: asyncio.Event = field(default_factory=asyncio.Event)
    answer: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: asyncio.Event = field(default_factory=asyncio.Event)

    def next(self) -> Fault | None:
        """The trouble for this message."""
        return self.coming.popleft() if self.coming else None

    def course(self) -> Course:
        """What becomes of the message that was just taken."""
        return (self.courses.popleft() if self.courses else None) or self.usual

    async def wait(self) -> None:
        """Hold an answer back."""
        self.waiting.set()
        await self.answer.wait()
