"""What all of `Visits` stands on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from booking.catalogue.service import Directories
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.visits.taken import TakenDays

T = TypeVar("T")


class OnVisits:
    """A part of the face of visits, on one database."""

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories
        self._taken = TakenDays()

    async def _once(self, key: str | None, act: Callable[[Transaction], T], kind: object) -> T:
        return await self._database.write(lambda tx: tx.once(key, lambda: act(tx), kind))
