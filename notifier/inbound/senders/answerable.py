"""To whom an answer may go. Pure."""

from __future__ import annotations

from collections.abc import Collection

from booking.api import is_mobile, parse_phone


def why_not_answered(sender: str, own: Collection[str]) -> str | None:
    """Why a message gets no answer and does nothing; None where it is a citizen's.

    Machines write from short codes and names; answering one that answers would never end.

    Args:
        sender: as the provider has brought it.
        own: the town's numbers, as they are written.
    """
    phone = parse_phone(sender)
    if phone is None:
        return "no-number"
    if phone in {parse_phone(one) for one in own}:
        return "own-number"
    return None if is_mobile(phone) else "not-a-mobile"
