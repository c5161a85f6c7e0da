"""Codes that prove a contact, as plain functions."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from booking.citizens.rules import checked_email
from booking.contacts import is_mobile, parse_phone
from booking.errors import Refused
from booking.ground.secrets import Secret
from booking.proofs.model import ContactKind

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
"""NIST SP 800-63B, 5.1.3.2: a code sent out of band is good for ten minutes at most."""

CODE_TRIES = 3
"""Three of a million codes: nobody gets in by guessing."""

MOST_FOR_CITIZEN = 5
MOST_TO_CONTACT = 5
COUNTED_OVER = timedelta(hours=24)
"""So many codes a day for one citizen, and to one contact whoever asks: nobody is pestered."""


def code_of(seed: str, proof_id: int, value: str) -> Secret:
    """The code of a proof: six digits that nobody can tell without its seed.

    HMAC-SHA256, cut down as by RFC 4226, section 5.3; of four bytes, so that no digit is likelier
    than another by more than a four-thousandth.
    """
    digest = hmac.new(seed.encode(), f"{proof_id}/{value}".encode(), hashlib.sha256).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return Secret(f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}")


def is_right(code: Secret, seed: str, proof_id: int, value: str) -> bool:
    """Whether it is the proof's code; takes the same time for each wrong one."""
    expected = code_of(seed, proof_id, value).reveal().encode()
    return hmac.compare_digest(expected, code.reveal().encode())


def code_is_well_formed(code: Secret) -> bool:
    """Whether it is complete: an incomplete one is asked for again and costs no try."""
    digits = code.reveal()
    return len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit()


def checked(kind: ContactKind, value: str) -> str:
    """The contact as it is kept.

    Raises:
        Refused: nothing can be sent there. The fields are 'phone' and 'email'.
    """
    if kind is ContactKind.EMAIL:
        return checked_email(value.strip())
    phone = parse_phone(value)
    if phone is None:
        raise Refused("phone", "malformed")
    if not is_mobile(phone):
        raise Refused("phone", "not-a-mobile")
    return phone
