"""What a contact must look like before it is kept."""

from __future__ import annotations

import re

from booking.errors import Refused

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def checked_phone(phone: str) -> str:
    """The number if it is in E.164 (ITU-T E.164: a plus and at most fifteen digits).

    Raises:
        Refused: it is not.
    """
    if not _E164.fullmatch(phone):
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
