"""A call that the system is to place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking.ground.events import Event, event
from booking.language import Language


class RingState(StrEnum):
    """How far a ring is."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Ring:
    """Whom to ring and why.

    Attributes:
        phone: in E.164.
        dialog: what the call is about, 'callback' for one.
        topic: what the caller had chosen so far, None where nothing.
        call_id: the call in which it was asked for, None where there was none.
        note: for the operator.
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
