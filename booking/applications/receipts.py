"""The code on the receipt of a filing: who has it may hear how the application stands.

Six digits, the last a Damm check digit, as the code of a visit. It is a weak secret that is printed
on paper, and opens only what stands in the same row as itself: so it is kept as it is, and can be
printed again. Guesses are counted and locked out, as those of a PIN are.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from booking.applications.model import Application
from booking.ground.secrets import Secret
from booking.visits.codes import is_well_formed, make_code


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant gets in the hand.

    Attributes:
        application: what was filed.
        code: the six digits.
    """

    application: Application
    code: str


@dataclass(frozen=True, slots=True)
class StatusTold:
    """The number and the code belong together.

    Attributes:
        application: how it stands; whose it is, is not for whoever has only the code.
    """

    application: Application
    kind: Literal["told"] = "told"


@dataclass(frozen=True, slots=True)
class WrongCode:
    """They do not, or there is no such application; and so many tries are left."""

    tries_left: int
    kind: Literal["wrong"] = "wrong"


@dataclass(frozen=True, slots=True)
class ReceiptLocked:
    """Nothing is checked for so many minutes."""

    minutes: int
    kind: Literal["locked"] = "locked"


ReceiptCheck = StatusTold | WrongCode | ReceiptLocked
"""What a question by number and code ends in."""


def receipt_code_is_well_formed(code: Secret) -> bool:
    """Whether it can be a code: a mistyped one is told at once and costs no try."""
    return is_well_formed(code.reveal())


def fresh_code(taken: Collection[str]) -> str:
    """A code that no other application with the same number and year has: it tells them apart."""
    while (code := make_code()) in taken:
        pass
    return code


def is_code(code: Secret, kept: str | None) -> bool:
    """Whether this is the kept one; in the same time for any that is not."""
    return hmac.compare_digest(code.reveal().encode(), (kept or "").encode())


def subjects_of(number: int, year: int, caller: str | None, call_id: str | None) -> tuple[str, ...]:
    """What wrong tries are counted for: the number, whoever has it, and who rings."""
    first = f"receipt:{number}/{year}"
    if caller is not None:
        return (first, f"receipt-caller:{caller}")
    return (first,) if call_id is None else (first, f"receipt-call:{call_id}")
