"""One line a service, written by a clerk every day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from booking.ground.events import Event, event


@dataclass(frozen=True, slots=True)
class ReadyDate:
    """Passports and identity cards are made by the state; the office knows only this.

    Attributes:
        service: the service's code.
        day: documents that were asked for up to this day, in the ordinary term, are ready.
        written_at: when a clerk wrote it.
        by: which clerk.
    """

    service: str
    day: date
    written_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """One line of what was written.

    Attributes:
        id: the number in this database.
        written: what, when, by whom.
        undone_at: when it was taken back, None where it was not.
    """

    id: int
    written: ReadyDate
    undone_at: datetime | None


@event
class ReadyDateWritten(Event):
    """A clerk has written a new ready date."""

    service: str
    day: date
    by: str
