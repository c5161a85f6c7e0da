"""What a contact must look like before it is kept, and when a caller counts as known."""

from __future__ import annotations

import re
from collections.abc import Collection

from booking.citizens.model import IdentityMark
from booking.contacts import parse_phone
from booking.errors import Refused

FEWEST_MARKS = 2
"""One answer may be known to a neighbour or guessed."""

STRONG = frozenset({IdentityMark.PHONE_BACK})
"""What is enough alone: it shows who holds the number that was shown at the counter."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def checked_phone(phone: str) -> str:
    """The number if it is a possible one in E.164.

    Raises:
        Refused: it is not.
    """
    if parse_phone(phone) != phone:
        raise Refused("phone", "a number in international form is needed, such as +420601000001")
    return phone


def checked_email(email: str) -> str:
    """The address if a message could be sent there; whether it arrives shows only in sending.

    Raises:
        Refused: it has no place to send to.
    """
    if not _EMAIL.fullmatch(email):
        raise Refused("email", "this is no e-mail address")
    return email


def are_enough(marks: Collection[IdentityMark]) -> bool:
    """Whether these marks together tell who calls."""
    return len(set(marks)) >= FEWEST_MARKS or not STRONG.isdisjoint(marks)
