"""A contact that is to be proven, and what a check of its code can end in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from booking.ground.events import Event, event
from booking.language import Language


class ContactKind(StrEnum):
    """What is proven."""

    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class ContactProof:
    """A contact to which a code is on its way. The code itself is not in here.

    Attributes:
        id: its number.
        citizen_id: whose contact it shall become.
        kind: a number or an address.
        value: in E.164, or the address; nothing personal goes there yet.
        until: when the code ends.
        tries_left: how often a code may still be tried.
    """

    id: int
    citizen_id: int
    kind: ContactKind
    value: str
    until: datetime
    tries_left: int


@dataclass(frozen=True, slots=True)
class Proven:
    """The code is right: the contact is the citizen's now."""

    citizen_id: int
    value: str
    kind: Literal["proven"] = "proven"


@dataclass(frozen=True, slots=True)
class NotProven:
    """The code is wrong; so many tries are left."""

    tries_left: int
    kind: Literal["not-proven"] = "not-proven"


@dataclass(frozen=True, slots=True)
class ProofOver:
    """The code has ended: by time, by wrong tries, or by a newer one."""

    kind: Literal["over"] = "over"


ProofCheck = Proven | NotProven | ProofOver
"""What a check of a code ends in."""


@event
class ContactProposed(Event):
    """A code is to be sent to a contact; the code is not in here.

    Attributes:
        proof_id: by it the code is found at the moment of sending.
        citizen_id: whose contact it shall become.
        language: the citizen's.
        phone: the number in E.164, None for an address.
        email: the address, None for a number.
        until: when the code ends.
    """

    proof_id: int
    citizen_id: int
    language: Language
    phone: str | None
    email: str | None
    until: datetime


@event
class ContactChanged(Event):
    """A citizen has another verified number or address; the earlier ones are told.

    Attributes:
        citizen_id: whose it is.
        language: the citizen's.
        contact: which of the two.
        ending: the new number's last three digits; empty for an address.
        phones: the numbers that were verified before.
        emails: the addresses that were verified before.
    """

    citizen_id: int
    language: Language
    contact: ContactKind
    ending: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
