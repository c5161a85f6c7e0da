"""Entries of the waiting list, offers, and what happens to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from booking.errors import BookingError
from booking.ground.events import Event, event
from booking.language import Language
from booking.visits.model import Contact, Slot, Visit, VisitPart


class EntryState(StrEnum):
    """How an entry stands."""

    WAITING = "waiting"
    PAUSED = "paused"
    """Several offers in a row were not answered; nothing is offered until they ask for it."""
    BOOKED = "booked"
    LEFT = "left"
    OVER = "over"
    """Its time is over, or the visit that it was to replace is."""


LIVE = (EntryState.WAITING, EntryState.PAUSED)
"""The states in which somebody is on the list."""


class OfferState(StrEnum):
    """How an offer stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    WITHDRAWN = "withdrawn"
    """Its entry has ended, or its slot is lost."""


class WaitChannel(StrEnum):
    """How somebody wants to hear of a slot."""

    SMS = "sms"
    EMAIL = "email"
    RING = "ring"
    """An operator rings them."""


class DayPart(StrEnum):
    """A half of the day, on the town's wall clock."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class OfferOver(BookingError):
    """The offer is not open any more: its time is over, or it was answered otherwise."""

    field = "offer"


@dataclass(frozen=True, slots=True)
class Wants:
    """What somebody waits for.

    Attributes:
        activity: what for.
        persons: how many come for it.
        also: what else is to be done at the same visit.
        offices: only at these; empty for any.
        first: not before this day, None for any.
        last: not after this day, None for any.
        weekdays: only on these, Monday is 0; empty for any.
        part: only in this half of the day, None for both.
        notice_hours: they need so long to get ready: no slot sooner than that after the offer.
    """

    activity: str
    persons: int = 1
    also: tuple[VisitPart, ...] = ()
    offices: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    weekdays: tuple[int, ...] = ()
    part: DayPart | None = None
    notice_hours: int = 12

    @property
    def parts(self) -> tuple[VisitPart, ...]:
        """All that is to be done at the visit."""
        return (VisitPart(self.activity, self.persons), *self.also)

    def done_as(self, parts: tuple[VisitPart, ...]) -> Wants:
        """The same for a visit of these parts."""
        first, *also = parts
        return replace(self, activity=first.activity, persons=first.persons, also=tuple(also))


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on the waiting list; the number is the place in the order.

    Attributes:
        visit_id: the visit that an earlier slot would replace; None where they have none.
        citizen_id: None where nobody was verified.
        contact: where offers go.
        name: as the caller gave it; stands in no message.
        unanswered: offers in a row that were not answered.
        declined: offers that were declined.
        valid_until: from then on nothing is offered.
    """

    id: int
    wants: Wants
    visit_id: int | None
    citizen_id: int | None
    contact: Contact
    name: str | None
    language: Language
    channel: WaitChannel
    state: EntryState
    unanswered: int
    declined: int
    joined_at: datetime
    valid_until: datetime

    @property
    def is_live(self) -> bool:
        """Whether they are on the list."""
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot that is kept for somebody on the list until they answer.

    Attributes:
        entry_id: whom it is offered to.
        code: six digits, the last a Damm check digit; who does not call from the number of the
            entry names the offer by it.
        hold_id: what keeps the slot; None once it was let go, passed on or booked.
        tell_at: when they are to be told: not at night.
        told_at: when they were, None where that is still to come.
        answer_by: what they are told; a little later the slot goes to the next.
        visit_id: the visit that was made or moved, once accepted.
        ring_id: the entry in the operators' list of people to ring, None where a message went out.
    """

    id: int
    entry_id: int
    code: str
    slot: Slot
    activity: str
    persons: int
    also: tuple[VisitPart, ...]
    language: Language
    hold_id: int | None
    state: OfferState
    made_at: datetime
    tell_at: datetime
    told_at: datetime | None
    answer_by: datetime
    visit_id: int | None
    ring_id: int | None

    @property
    def parts(self) -> tuple[VisitPart, ...]:
        """All that is to be done at the visit."""
        return (VisitPart(self.activity, self.persons), *self.also)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an accepted offer has led to.

    Attributes:
        moved: an earlier visit was moved; otherwise a new one was booked.
    """

    offer: Offer
    visit: Visit
    moved: bool


@dataclass(frozen=True, slots=True)
class Waiter:
    """A line of the list for people.

    Attributes:
        place: 1 for the first among those who wait for the same activity; 0 for paused ones.
        offer: what is offered to them now.
        replaces: when the visit begins that they have.
        offers: how many were made to them.
    """

    entry: Entry
    place: int
    offer: Offer | None
    replaces: datetime | None
    offers: int


@dataclass(frozen=True, slots=True)
class EntryEvent(Event):
    """What all events of the list hold: enough for a message, without a look at the list."""

    entry_id: int
    activity: str
    channel: WaitChannel
    language: Language
    citizen_id: int | None
    phone: str | None
    email: str | None
    verified: bool


@event
class WaitlistJoined(EntryEvent):
    """Somebody is on the list, or wants something else from now on."""


@event
class WaitlistLeft(EntryEvent):
    """Somebody left the list.

    Attributes:
        by: who took them off.
    """

    by: str


@event
class WaitlistPaused(EntryEvent):
    """Too many offers in a row were not answered; no more are made."""


@event
class WaitlistEnded(EntryEvent):
    """An entry has ended by itself: its time is over, or the visit that it was to replace is."""


@dataclass(frozen=True, slots=True)
class OfferEvent(EntryEvent):
    """What all events of an offer hold."""

    offer_id: int
    code: str
    office: str
    counter: str
    start: datetime
    minutes: int
    persons: int


@event
class SlotOffered(OfferEvent):
    """A slot is offered: now they are to be told.

    Attributes:
        answer_by: until then they may answer.
        replaces: when the visit begins that would be moved; None where they have none.
    """

    answer_by: datetime
    replaces: datetime | None


@event
class OfferAccepted(OfferEvent):
    """Somebody took what was offered.

    Attributes:
        visit_id: the visit that was booked or moved.
    """

    visit_id: int


@event
class OfferDeclined(OfferEvent):
    """Somebody does not want what was offered; they stay on the list."""


@event
class OfferUnanswered(OfferEvent):
    """Nobody answered in time."""


@event
class OfferWithdrawn(OfferEvent):
    """What was offered is not to be had any more."""
