"""Visits that a change of hours, counters or closures has left behind, as plain data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic
from zoneinfo import ZoneInfo

from booking.api import FallenVisit
from operator_console import formats
from operator_console.desk.view import Names

MOST = 20
"""Lines on the page; whoever has more to call begins with the nearest."""


LOOK_SECONDS = 30.0
"""The page is drawn anew whenever anything happens; all visits to come are looked through, which
takes a second with fifty thousand of them, only so often."""


class Unhurried:
    """What an open page knows of the visits without a place, at most so many seconds old."""

    def __init__(self, look: Callable[[], Awaitable[Sequence[FallenVisit]]]) -> None:
        self._look = look
        self._known: Sequence[FallenVisit] = ()
        self._until = float("-inf")

    async def latest(self) -> Sequence[FallenVisit]:
        """What was found last; looked for again where that is too long ago."""
        if monotonic() >= self._until:
            self._known = await self._look()
            self._until = monotonic() + LOOK_SECONDS
        return self._known


@dataclass(frozen=True, slots=True)
class FallenLine:
    """One visit; without the name, which stands in the list of its day.

    Attributes:
        day: of the list that has it.
        why: in words, with the town's own words for a closure.
    """

    id: int
    day: date
    when: str
    place: str
    activity: str
    why: str


def fallen_lines(
    fallen: Sequence[FallenVisit],
    names: Names,
    say: Callable[[str], str],
    zone: ZoneInfo,
    today: date,
) -> list[FallenLine]:
    """The nearest of them, in their order."""
    return [
        FallenLine(
            id=one.visit.id,
            day=one.visit.start.date(),
            when=formats.moment(one.visit.start, zone, today, names.language),
            place=_place(one, names),
            activity=names.activity(one.visit.activity),
            why=_why(one, say),
        )
        for one in fallen[:MOST]
    ]


def _place(one: FallenVisit, names: Names) -> str:
    """A counter that is gone has no sign any more, but people remember what it was called."""
    place = names.place(one.visit.office, one.visit.counter)
    return place if one.visit.counter in names.counters else f"{place}, {one.visit.counter}"


def _why(one: FallenVisit, say: Callable[[str], str]) -> str:
    words = say(f"supervisor.fallen_why.{one.why.value}")
    return f"{words}: {one.remark}" if one.remark else words
