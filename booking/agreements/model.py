"""An agreement, a claim to it, and what a check of the PIN can end in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from booking.ground.events import Event, event


@dataclass(frozen=True, slots=True)
class Agreement:
    """The contract of one citizen; its login and PIN are not shown.

    Attributes:
        id: its number.
        citizen_id: whose it is.
        concluded_at: when it was signed at the counter.
        ended_at: when it was ended, None while it is in force.
    """

    id: int
    citizen_id: int
    concluded_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A caller says: this is my login. Nothing is proven yet.

    A dialog goes on in the same way whether or not there is such an agreement, so that nobody can
    find logins out by trying.

    Attributes:
        agreement_id: the agreement, None where no agreement has this login.
        mark: stands for the keyed login where there is none; tells nothing about its digits.
    """

    agreement_id: int | None
    mark: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The PIN is right: this citizen is on the line."""

    citizen_id: int
    agreement_id: int
    kind: Literal["verified"] = "verified"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Login and PIN do not match; so many tries are left before the lock."""

    tries_left: int
    kind: Literal["wrong"] = "wrong"


@dataclass(frozen=True, slots=True)
class Locked:
    """Nothing is checked for so many minutes, neither right nor wrong."""

    minutes: int
    kind: Literal["locked"] = "locked"


PinCheck = Verified | Wrong | Locked
"""What a check of the PIN ends in."""


@event
class AgreementLockedOut(Event):
    """Too many wrong PINs: an agreement is locked for a time.

    Attributes:
        agreement_id: which agreement.
        citizen_id: whose.
        locked_until: when a PIN is checked again.
        caller: the calling number in E.164, None where it was hidden.
    """

    agreement_id: int
    citizen_id: int
    locked_until: datetime
    caller: str | None


@event
class AgreementConcluded(Event):
    """A citizen has got a login and a PIN at the counter."""

    agreement_id: int
    citizen_id: int
    by: str
