"""Slots, holds, visits and what happens to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from booking.ground.events import Event, event
from booking.language import Language


class BookingChannel(StrEnum):
    """Whence somebody books; offices may keep a share of their time for some (`Share`)."""

    PHONE = "phone"
    OPERATOR = "operator"
    WEB = "web"
    WALK_IN = "walk-in"

    @property
    def is_staff(self) -> bool:
        """Staff books, for somebody whom they see or hear; nobody can trade in times that way."""
        return self in (BookingChannel.OPERATOR, BookingChannel.WALK_IN)


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
class VisitPart:
    """One thing that is done at a visit, for so many of those who come.

    A family that needs two passports and an identity card has one visit of two parts.
    """

    activity: str
    persons: int = 1


Parts = tuple[VisitPart, ...]


def all_parts(activity: str, persons: int, parts: Parts) -> Parts:
    """The parts; of what was written before visits had parts, its only one."""
    return parts or (VisitPart(activity, persons),)


def persons_of(parts: Sequence[VisitPart]) -> int:
    """For how many persons in all; who comes for two things counts twice."""
    return sum(part.persons for part in parts)


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
        activity: of the first part.
        persons: of all parts together.
        owner: whose; a call's id, for one.
        expires_at: from then on anybody may take it.
        parts: all that is to be done, in its order.
    """

    id: int
    slot: Slot
    activity: str
    persons: int
    owner: str
    expires_at: datetime
    parts: Parts = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", all_parts(self.activity, self.persons, self.parts))


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
class Visitor:
    """Who comes, as far as that is known.

    Attributes:
        contact: where messages about the visit go.
        language: which language they are in.
        citizen_id: None where nobody was verified; booking never asks for a login.
        name: as the caller gave it, for the counter; it proves nothing and stands in no message.
    """

    contact: Contact
    language: Language
    citizen_id: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A confirmed appointment.

    Attributes:
        code: six digits, the last a Damm check digit.
        activity: of the first part.
        start: aware, on the town's wall clock.
        minutes: for all who come.
        persons: of all parts together.
        citizen_id: None where nobody was verified; booking never asks for a login.
        channel: how it was booked, 'phone' for one.
        name: as the caller gave it, for the counter; it proves nothing and stands in no message.
        parts: all that is to be done, in its order.
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
    parts: Parts = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", all_parts(self.activity, self.persons, self.parts))


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
    parts: Parts = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", all_parts(self.activity, self.persons, self.parts))


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
        told_apart: another event tells the citizen of it, and why.
    """

    start_before: datetime
    office_before: str
    by: str
    told_apart: bool = field(default=False, kw_only=True)


@event
class VisitRestored(VisitEvent):
    """A cancellation was taken back: the visit holds as it was.

    Attributes:
        by: who took it back.
    """

    by: str
