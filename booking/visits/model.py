"""Slots, holds, visits and what happens to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from booking.ground.events import Event, event
from booking.language import Language


class VisitState(StrEnum):
    """How a visit stands."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    OVER = "over"
    """It was so long ago that its code may be given out again."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Time at a counter for one visit.

    Attributes:
        start: aware, on the town's wall clock.
        minutes: how long it is for all who come.
    """

    counter: str
    office: str
    start: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day on which something is free.

    Attributes:
        starts: how many starts there are, at all offices that were asked for.
        first: the earliest of them.
    """

    day: date
    starts: int
    first: Slot


@dataclass(frozen=True, slots=True)
class Hold:
    """A slot that is kept while somebody decides.

    Attributes:
        owner: whose; a call's id, for one.
        expires_at: from then on anybody may take it.
    """

    id: int
    slot: Slot
    activity: str
    persons: int
    owner: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """Where messages about a visit go.

    Attributes:
        phone: in E.164, None where none is known.
        email: None where none is known.
        verified: the citizen showed at a counter, or by login and PIN, that these are theirs. A
            calling number is never verified: it can be forged.
    """

    phone: str | None = None
    email: str | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """A confirmed appointment.

    Attributes:
        code: six digits, the last a Damm check digit.
        start: aware, on the town's wall clock.
        minutes: for all who come.
        citizen_id: None where nobody was verified; booking never asks for a login.
        channel: how it was booked, 'phone' for one.
        name: as the caller gave it, for the counter; it proves nothing and stands in no message.
    """

    id: int
    code: str
    activity: str
    office: str
    counter: str
    start: datetime
    minutes: int
    persons: int
    state: VisitState
    language: Language
    citizen_id: int | None
    phone: str | None
    email: str | None
    verified: bool
    channel: str
    created_at: datetime
    name: str | None = None


@dataclass(frozen=True, slots=True)
class VisitEvent(Event):
    """What all events of visits hold: enough for a message, without a look at the visit."""

    visit_id: int
    code: str
    activity: str
    office: str
    counter: str
    start: datetime
    minutes: int
    persons: int
    language: Language
    citizen_id: int | None
    phone: str | None
    email: str | None
    verified: bool


@event
class VisitBooked(VisitEvent):
    """A visit was booked."""


@event
class VisitContactGiven(VisitEvent):
    """The telephone number for a visit was keyed after the booking."""


@event
class VisitCancelled(VisitEvent):
    """A visit was cancelled; its time is free again."""

    by: str


@event
class VisitMoved(VisitEvent):
    """A visit is at another time or place now; its code stays.

    Attributes:
        start_before: when it was to begin.
        office_before: where.
        by: who moved it.
    """

    start_before: datetime
    office_before: str
    by: str


@event
class VisitRestored(VisitEvent):
    """A cancellation was taken back: the visit holds as it was.

    Attributes:
        by: who took it back.
    """

    by: str
