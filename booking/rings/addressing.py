"""Whether a ring's number is still theirs whom it is about; in an open transaction.

Between asking and dialling numbers change hands. A ring without a record is rung as it was keyed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from booking.ground.transaction import Transaction
from booking.proofs import present
from booking.rings.model import Ring


def given_up(tx: Transaction, asked: Sequence[Ring]) -> dict[int, str | None]:
    """Rings whose number was given up: by the ring's, the number at which they are now, or None."""
    now = present.of_records(tx, {one.about for one in asked if one.about is not None})
    return {
        one.id: contact.phone
        for one in asked
        if (contact := now.get(one.about or "")) is not None
        and present.is_given_up(one.phone, contact)
    }


def with_present_numbers(tx: Transaction, asked: Sequence[Ring]) -> list[Ring]:
    """These rings as a person is to place them; `phone` is empty where there is no number now."""
    moved = given_up(tx, asked)
    return [
        replace(one, phone=moved[one.id] or "", former=one.phone) if one.id in moved else one
        for one in asked
    ]
