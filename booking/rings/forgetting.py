"""A ring is forgotten with the person whom it was about; in an open transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select, update

from booking.ground.events import events
from booking.ground.transaction import Transaction
from booking.rings.model import RingState
from booking.rings.store import rings


def forget(tx: Transaction, ring_ids: Iterable[int | None]) -> int:
    """End these rings, and empty them and what was told of them; how many there were.

    For those that are known by what they are about: the number is another's perhaps, but the
    person's name stands beside it, and an operator would ring about somebody erased.
    """
    numbers = {one for one in ring_ids if one is not None}
    gone = {"state": RingState.DONE.value, "phone": "", "note": None, "speech": None, "about": None}
    tx.execute(update(rings).where(rings.c.id.in_(numbers)).values(**gone))
    for number in numbers:
        told = events.c.body.contains(f'"ring_id":{number},', autoescape=True)
        tx.execute(update(events).where(told).values(kind="erased", body="{}"))
    return len(numbers)


def forget_asked_in(tx: Transaction, calls: Select[Any]) -> int:
    """`forget` for what was asked for in these calls, by their ids: whatever number was keyed."""
    asked = rings.c.call_id.in_(calls) & (rings.c.phone != "")
    return forget(tx, [row.id for row in tx.all(select(rings.c.id).where(asked))])
