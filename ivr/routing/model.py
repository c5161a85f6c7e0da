"""What routing knows: operators, callers who wait, offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from booking.api import Language


class OperatorState(StrEnum):
    """Where an operator is. OFFLINE, AVAILABLE, BREAK are chosen, the others follow from calls."""

    OFFLINE = "offline"
    AVAILABLE = "available"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    BREAK = "break"


CHOSEN_STATES = frozenset({OperatorState.OFFLINE, OperatorState.AVAILABLE, OperatorState.BREAK})

NODE = "linka"
"""The one node of a town with one machine."""

MISSED_BREAK = "missed"
"""The reason of the break into which missed rings lead."""


class RequestState(StrEnum):
    """How far a contact request is. ABANDONED hung up; CALLBACK asked to be rung instead."""

    WAITING = "waiting"
    OFFERED = "offered"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    CALLBACK = "callback"
    DONE = "done"


OPEN_STATES = (RequestState.WAITING, RequestState.OFFERED, RequestState.ANSWERED)


class OfferOutcome(StrEnum):
    """How an offer ended. WITHDRAWN: the caller was gone first."""

    ANSWERED = "answered"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class Priority(StrEnum):
    """How soon somebody should answer; the seconds stand in the town's routing."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class NeedKind(StrEnum):
    """Needs of a kind are relaxed together."""

    SERVICE = "service"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Need:
    """A skill that the operator must have, and the level that is asked for at first."""

    skill: str
    level: int
    kind: NeedKind

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"


@dataclass(frozen=True, slots=True)
class Asking:
    """What a caller who wants a person brings along.

    Attributes:
        call_id: the call's id.
        language: spoken in the call.
        caller: the number as the network gave it, None when it is hidden.
        service: the agenda it is about, None where the caller has chosen none.
        topic: what exactly was chosen, for the operator's eyes.
        path: menus and dialogs passed.
        citizen_id: who was verified in this call.
        keyed: what was keyed and looked at, by the name of its question; never a secret.
        priority: how soon it should be answered.
        node: which node holds the call.
    """

    call_id: str
    language: Language
    caller: str | None = None
    service: str | None = None
    topic: str | None = None
    path: str = ""
    citizen_id: int | None = None
    keyed: Mapping[str, str] = field(default_factory=dict)
    priority: Priority = Priority.NORMAL
    node: str = NODE


@dataclass(frozen=True, slots=True)
class ContactRequest:
    """A caller who waits for a person, talks with one, or did.

    Attributes:
        asked: what the caller brought along.
        needs: the skills asked for, the weightiest first.
        target_seconds: within which an answer is aimed at.
        asked_at: since when the caller waits; it stays when a ring is missed.
        operator: who answered.
        ended_at: when the caller was gone or the talk over.
        result: how it ended, a code that the operator chose.
    """

    id: int
    asked: Asking
    needs: tuple[Need, ...]
    target_seconds: float
    state: RequestState
    asked_at: datetime
    operator: str | None
    answered_at: datetime | None
    ended_at: datetime | None
    result: str | None

    @property
    def call_id(self) -> str:
        """The call's id."""
        return self.asked.call_id


@dataclass(frozen=True, slots=True)
class Offer:
    """A ring at one operator.

    Attributes:
        until: then it is missed.
        outcome: None while it rings.
        note: why it ended so, for people.
    """

    id: int
    request_id: int
    operator: str
    offered_at: datetime
    until: datetime
    outcome: OfferOutcome | None
    settled_at: datetime | None
    note: str | None
    decision_id: int


@dataclass(frozen=True, slots=True)
class OperatorStatus:
    """One operator now.

    Attributes:
        reason: of a break.
        since: when this state began.
        free_since: since when they have had no call; a ring that the caller ended does not count.
        until: when the wrap-up ends by itself.
        wish: the state that follows after call and wrap-up, None for available.
        misses: rings missed in a row.
        node: where the softphone is registered.
        endpoint: the softphone; None while there is none.
        request_id: whom they ring for, talk with or wrap up.
    """

    username: str
    state: OperatorState
    reason: str | None
    since: datetime
    free_since: datetime
    until: datetime | None
    wish: OperatorState | None
    wish_reason: str | None
    misses: int
    node: str | None
    endpoint: str | None
    request_id: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a caller stands.

    Attributes:
        position: 1 for whoever is next among those who wait for the same people.
        waiting: how many wait for a person, all together.
        expected_seconds: how much longer it will probably take; None where nobody can tell.
    """

    position: int
    waiting: int
    expected_seconds: float | None
