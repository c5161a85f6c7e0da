"""What is done by itself for those whose counter closes: a town's settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from booking.calendars.model import Span

_DAYTIME = Span(8 * 60, 20 * 60)


@dataclass(frozen=True, slots=True)
class RebookingRules:
    """What is done without asking, and how long people have. See `booking.rebooking`.

    Attributes:
        answer_minutes: so long an offer stands, in the time in which people may be told.
        least_answer_minutes: with less time than this nobody is asked in writing; they are rung.
        grace_minutes: so long after the time that was told an answer still counts.
        told: nobody is told anything at another time of the day; minutes from midnight.
        moved_within_minutes: a visit is moved without asking to a counter of the same office, if
            it begins at most so much earlier or later there; 0: at the same time only.
        rung_before_minutes: so long before the visit the time for an answer ends, and an operator
            rings.
        notice_minutes: so long before it begins what is offered must have been answered.
    """

    answer_minutes: int = 240
    least_answer_minutes: int = 30
    grace_minutes: int = 2
    told: Span = _DAYTIME
    moved_within_minutes: int = 0
    rung_before_minutes: int = 180
    notice_minutes: int = 120

    @property
    def answer(self) -> timedelta:
        """How long an offer stands."""
        return timedelta(minutes=self.answer_minutes)

    @property
    def least_answer(self) -> timedelta:
        """The shortest time for an answer."""
        return timedelta(minutes=self.least_answer_minutes)

    @property
    def grace(self) -> timedelta:
        """How long after that an answer still counts."""
        return timedelta(minutes=self.grace_minutes)

    @property
    def moved_within(self) -> timedelta:
        """How far a visit is moved without asking."""
        return timedelta(minutes=self.moved_within_minutes)

    @property
    def rung_before(self) -> timedelta:
        """How long before the visit an operator rings."""
        return timedelta(minutes=self.rung_before_minutes)

    @property
    def notice(self) -> timedelta:
        """How long ahead of the new time the answer must be there."""
        return timedelta(minutes=self.notice_minutes)
