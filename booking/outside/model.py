"""What an outside system and Linka tell each other about a counter's time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PREFIX = "linka-"
"""Begins each reference of ours, so that our own time is known when the system lists it."""


@dataclass(frozen=True, slots=True)
class OutsideBooking:
    """Time at a counter that the system has given away.

    Attributes:
        counter: our code of the counter.
        reference: the system's name for it, or ours (see `reference_of`).
        start: aware.
        minutes: how long.
        until: until when it is kept, if not for good.
    """

    counter: str
    reference: str
    start: datetime
    minutes: int
    until: datetime | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it was kept for us."""
        return self.reference.startswith(PREFIX)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Time that the system is to keep for us.

    Attributes:
        until: until when it is to be kept; None for good, since a visit is booked then.
    """

    counter: str
    start: datetime
    minutes: int
    until: datetime | None

    @property
    def reference(self) -> str:
        """See `reference_of`."""
        return reference_of(self.counter, self.start)


def reference_of(counter: str, start: datetime) -> str:
    """Our name for a time at a counter.

    It names the time, not the hold or the visit: of each time there is one owner at most, and what
    was held stays the same for the system when it becomes a visit.
    """
    return f"{PREFIX}{counter}-{int(start.timestamp()) // 60}"
