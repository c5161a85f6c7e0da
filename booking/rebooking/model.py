"""Cases, what becomes of each visit in them, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking.closures.model import Closure
from booking.errors import BookingError
from booking.ground.events import event
from booking.visits.model import Slot, Visit, VisitEvent


class RebookingState(StrEnum):
    """What has become of a visit that lost its place."""

    OPEN = "open"
    """Nothing is chosen yet; it lasts a second."""
    MOVED = "moved"
    """It is at another counter of the same office, at the same time or nearly; nobody was asked."""
    OFFERED = "offered"
    """Another time is kept, and they are asked."""
    ACCEPTED = "accepted"
    """They took what was offered."""
    REBOOKED = "rebooked"
    """They, or an operator for them, chose another time."""
    CANCELLED = "cancelled"
    UNREACHED = "unreached"
    """Nobody has reached them; why tells a `WhyUnreached`."""
    RUNG = "rung"
    """An operator has rung; what comes of it is still to be seen."""
    SETTLED = "settled"
    """Somebody of the staff has settled it in another way."""
    WITHDRAWN = "withdrawn"
    """The closure was lifted: the visit stays where it is."""
    OVER = "over"
    """The time of the visit came before anything was settled."""


LIVE = (
    RebookingState.OPEN,
    RebookingState.OFFERED,
    RebookingState.UNREACHED,
    RebookingState.RUNG,
)
"""The states in which the visit has no place, and somebody has to do something."""

NOBODY_REACHED = (RebookingState.UNREACHED, RebookingState.RUNG, RebookingState.OVER)


class WhyUnreached(StrEnum):
    """Why somebody has not been reached."""

    NO_CONTACT = "no-contact"
    NO_ANSWER = "no-answer"
    TOO_LATE = "too-late"
    """The visit begins so soon that they are rung at once."""
    NOTHING_FREE = "nothing-free"
    NOT_DELIVERED = "not-delivered"


class RebookingOver(BookingError):
    """What was offered is not to be had any more, or it was answered otherwise."""

    field = "rebooking"


@dataclass(frozen=True, slots=True)
class Case:
    """All whom one closure, or one change of hours, concerns.

    Attributes:
        closure_id: the closure; None where the town's hours were changed.
        reason: for people.
        ended_at: when it was lifted; None where it holds.
    """

    id: int
    closure_id: int | None
    reason: str
    opened_by: str
    opened_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rebooking:
    """One visit of a case.

    Attributes:
        was: where and when the visit was booked.
        offered: what is kept for them, or was moved to; None where there is nothing.
        hold_id: what keeps it.
        tell_at: when they are to be told; not at night.
        told_at: when they were; None where that is still to come, or nothing is to be told.
        answer_by: what they are told.
        ring_id: the entry in the operators' list of people to ring.
        by: who settled it; None where nobody of the staff did.
    """

    id: int
    case_id: int
    visit_id: int
    state: RebookingState
    why: WhyUnreached | None
    was: Slot
    offered: Slot | None
    hold_id: int | None
    tell_at: datetime | None
    told_at: datetime | None
    answer_by: datetime | None
    ring_id: int | None
    by: str | None
    changed_at: datetime

    @property
    def is_live(self) -> bool:
        """Whether the visit still has no place."""
        return self.state in LIVE

    @property
    def can_accept(self) -> bool:
        """Whether something is kept for them."""
        return self.state is RebookingState.OFFERED and self.hold_id is not None


@dataclass(frozen=True, slots=True)
class Concern:
    """A visit and what has become of it, for people."""

    rebooking: Rebooking
    visit: Visit


@dataclass(frozen=True, slots=True)
class CaseReport:
    """A case with everyone in it, the nearest visit first."""

    case: Case
    closure: Closure | None
    concerns: tuple[Concern, ...]

    @property
    def left(self) -> int:
        """How many have no place yet."""
        return sum(1 for one in self.concerns if one.rebooking.is_live)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of one visit, were the counter closed now.

    Attributes:
        state: moved, offered or unreached.
        slot: where to.
    """

    visit: Visit
    state: RebookingState
    why: WhyUnreached | None
    slot: Slot | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a closing would bring.

    Attributes:
        foreseen: the nearest visits, each with what would become of it.
        beyond: how many more there are.
    """

    foreseen: tuple[Foreseen, ...]
    beyond: int


@dataclass(frozen=True, slots=True)
class Closed:
    """A counter is closed, and the case is open."""

    closure: Closure
    case: Case


@event
class VisitRebooked(VisitEvent):
    """A visit was moved, for its counter is closed; nobody was asked. It tells the new place.

    Attributes:
        counter_before: the counter that is closed.
        start_before: when it was to begin.
    """

    rebooking_id: int
    counter_before: str
    start_before: datetime


@event
class RebookingOffered(VisitEvent):
    """A visit lost its place, and another time is kept for them. The event has its old place.

    Attributes:
        new_office: where it would be.
        new_start: when.
        answer_by: until then they may answer.
    """

    rebooking_id: int
    new_office: str
    new_start: datetime
    answer_by: datetime


@event
class VisitUnplaced(VisitEvent):
    """A visit lost its place, and nothing could be kept for them; they are rung, or ring."""

    rebooking_id: int


@event
class RebookingWithdrawn(VisitEvent):
    """The closure was lifted; the visit takes place as it was booked."""

    rebooking_id: int


@event
class RebookingUnreached(VisitEvent):
    """Nobody was reached about a visit that has no place; nothing is told, a person has to act."""

    rebooking_id: int
    why: str
