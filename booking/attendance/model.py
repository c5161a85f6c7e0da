"""A visit on its day: whether they came, where they were called to, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from booking.ground.events import event
from booking.visits.model import Visit, VisitEvent


class Presence(StrEnum):
    """How far a visit is on its day."""

    EXPECTED = "expected"
    """Nobody has checked in. Also after a check-in that was taken back: the ticket stays theirs."""
    ARRIVED = "arrived"
    CALLED = "called"
    SERVED = "served"
    """At the counter; the name was compared with the booking."""
    FINISHED = "finished"
    MISSED = "missed"


AT_COUNTER = (Presence.CALLED, Presence.SERVED)
"""Somebody is called to a counter or sits there: it takes nobody else meanwhile."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """What is known of a visit on its day.

    Attributes:
        start: the time that it was for; when a visit is moved, what was known is void.
        ticket: the number shown on the wall, unique in an office and on a day; None where nobody
            has checked in. It is given once: a second check-in gets the same.
        calls: how often they were called.
        counter: which counter they were called to last.
        clerk: who called them.
        arrived_at: when they checked in; the others likewise.
    """

    visit_id: int
    office: str
    day: date
    start: datetime
    presence: Presence = Presence.EXPECTED
    ticket: int | None = None
    calls: int = 0
    counter: str | None = None
    clerk: str | None = None
    arrived_at: datetime | None = None
    called_at: datetime | None = None
    served_at: datetime | None = None
    finished_at: datetime | None = None
    missed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """A visit with what is known of it on its day."""

    visit: Visit
    attendance: Attendance

    @property
    def presence(self) -> Presence:
        """How far it is."""
        return self.attendance.presence


@dataclass(frozen=True, slots=True)
class NoShowCount:
    """How many of the visits with these in common were missed.

    Attributes:
        service: code of the service.
        weekday: 0 is Monday.
        channel: how they were booked.
        visits: all whose time has come, in offices where people check in.
        missed: those that nobody came to.
    """

    service: str
    weekday: int
    channel: str
    visits: int
    missed: int


@dataclass(frozen=True, slots=True)
class MissedVisits:
    """The visits that a citizen or a number has missed lately, the last one first.

    Attributes:
        starts: when they would have been, on the town's wall clock.
        days: within how many days.
    """

    starts: tuple[datetime, ...]
    days: int

    @property
    def count(self) -> int:
        """How many."""
        return len(self.starts)


ALLOWED: Mapping[Presence, tuple[Presence, ...]] = {
    Presence.EXPECTED: (Presence.ARRIVED, Presence.MISSED),
    Presence.ARRIVED: (Presence.CALLED,),
    Presence.CALLED: (Presence.SERVED, Presence.ARRIVED, Presence.MISSED),
    Presence.SERVED: (Presence.FINISHED,),
    Presence.FINISHED: (),
    Presence.MISSED: (Presence.ARRIVED,),
}
"""What may follow what; for slips there are steps back besides (`rules.undone`)."""


@event
class VisitArrived(VisitEvent):
    """Somebody checked in for a visit.

    Attributes:
        ticket: their number in the waiting room.
        by: who let them in.
    """

    ticket: int
    by: str


@event
class VisitCalled(VisitEvent):
    """Somebody was called to a counter.

    Attributes:
        ticket: their number in the waiting room.
        called_to: which counter, which need not be the one that was booked.
        calls: how often they were called by now.
        by: which clerk called.
    """

    ticket: int
    called_to: str
    calls: int
    by: str


@event
class VisitFinished(VisitEvent):
    """What a visit was for is done, as far as the counter goes.

    Attributes:
        by: which clerk served them.
    """

    by: str


@event
class VisitMissed(VisitEvent):
    """Nobody came, or nobody came to the counter after all calls.

    Attributes:
        had_arrived: they had checked in.
        by: which clerk, or 'linka'.
    """

    had_arrived: bool
    by: str


@event
class VisitAttendanceCorrected(VisitEvent):
    """A slip at the counter was taken back.

    Attributes:
        was: how far the visit seemed to be.
        now: how far it is.
        by: who took it back.
    """

    was: str
    now: str
    by: str
