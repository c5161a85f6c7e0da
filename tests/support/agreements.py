"""Agreements with a login and a PIN that a test knows."""

from __future__ import annotations

from booking.agreements import counter
from booking.agreements.model import Agreement
from booking.agreements.service import check_pair
from booking.api import Hashing, Secret
from booking.ground.database import Database
from tests.support.databases import CHEAP_HASHING


async def adopt(
    database: Database,
    citizen_id: int,
    login: Secret,
    pin: Secret,
    hashing: Hashing = CHEAP_HASHING,
) -> Agreement:
    """As the import of a town does it."""
    check_pair(login, pin)
    hashed = hashing.hash(pin)
    return await database.write(
        lambda tx: counter.adopt(tx, citizen_id, login, hashed, by="vesely")
    )
