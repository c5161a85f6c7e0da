"""A call that somebody is to place: an operator, or the machine by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking.ground.events import Event, event
from booking.language import Language

VOICE_MESSAGE = "voice_message"
"""The dialog of the rings that the machine places by itself; all others are for people."""


MESSAGE = "message"
"""The dialog of the rings by which a person tells what no message could."""

NOTE_LETTERS = 500
"""As many as a ring's note holds."""


class RingState(StrEnum):
    """How far a ring is.

    A person's ring goes from open to done. The machine's goes from open to dialling, once and
    never again, and from there to ended; it is done where nobody is to be rung any more.
    """

    OPEN = "open"
    DIALLING = "dialling"
    ENDED = "ended"
    DONE = "done"


class RingOutcome(StrEnum):
    """What became of a ring that the machine placed."""

    CONFIRMED = "confirmed"
    """Somebody pressed the key for it."""
    HEARD = "heard"
    """It was answered and said to its end; an answering machine does that, too."""
    HUNG_UP = "hung_up"
    """It was answered, and the receiver put down before all was said."""
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    """The network did not get through to the number."""
    UNKNOWN = "unknown"
    """It may have rung: whoever dialled was interrupted. A person decides; nothing is dialled
    again."""
    TOO_LATE = "too_late"
    """It was not dialled while it was of use."""
    STALE = "stale"
    """It was not dialled, for what it tells is not true any more."""
    NUMBER_GIVEN_UP = "number_given_up"
    """It was not dialled: the number is not theirs any more whom it is about."""
    OPTED_OUT = "opted_out"
    """It was not dialled: whoever has the number asked to be left alone."""


class Matter(StrEnum):
    """What a voice message speaks of."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    APPLICATION = "application"
    """Something has changed with an application. What, is not told to whoever picks up."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What a voice message says, as data: anybody may pick up, so no name, no code, no activity.

    Attributes:
        matter: what it speaks of; all but `APPLICATION` are about a visit.
        visit_id: the visit, to see whether it still holds; never spoken.
        start: when it is; of a cancelled one, when it would have been.
        office: the code of the place.
    """

    matter: Matter
    visit_id: int | None = None
    start: datetime | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Ring:
    """Whom to ring and why.

    Attributes:
        phone: in E.164.
        dialog: what the call is about, 'callback' for one; `VOICE_MESSAGE` for the machine's.
        topic: what the caller had chosen so far, None where nothing.
        call_id: the call in which it was asked for, None where there was none.
        note: for the operator.
        speech: what the machine is to say, None for a person's ring; so are the others below.
        asked_by: the key under which it was asked for.
        not_before: when it may be dialled at the earliest.
        until: from then on it would only confuse.
        node: whose Asterisk has dialled it, or is about to.
        dialled_at: when that node was given it.
        ended_at: when its outcome was known.
        outcome: what became of it; while it is dialled, what has been reached so far.
        about: the record that it tells of, 'visit:12', by which the number is checked again before
            anybody rings it. None where it is rung as it was keyed: the caller wished that.
        former: the number that was asked for, where another is rung now, or none; see
            `addressing`. Only of rings that are shown.
    """

    id: int
    phone: str
    dialog: str
    language: Language
    topic: str | None
    call_id: str | None
    note: str | None
    state: RingState
    requested_at: datetime
    speech: Speech | None = None
    asked_by: str | None = None
    not_before: datetime | None = None
    until: datetime | None = None
    node: str | None = None
    dialled_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: RingOutcome | None = None
    about: str | None = None
    former: str | None = None


@event
class RingSettled(Event):
    """Somebody has rung, or there was no need to any more."""

    ring_id: int
    by: str


@event
class RingReopened(Event):
    """It was not settled after all."""

    ring_id: int
    by: str


@event
class RingRequested(Event):
    """Somebody wants to be rung."""

    ring_id: int
    phone: str
    dialog: str
    language: Language
    topic: str | None
    call_id: str | None


@event
class RingEnded(Event):
    """The machine's ring is over.

    Attributes:
        asked_by: the key under which it was asked for.
    """

    ring_id: int
    asked_by: str
    outcome: RingOutcome
