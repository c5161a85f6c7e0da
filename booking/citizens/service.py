"""Who is who."""

from __future__ import annotations

from booking.citizens import store
from booking.citizens.model import Citizen
from booking.errors import NotFound
from booking.ground.database import Database


class Citizens:
    """Finds citizens; knowing one proves nothing about who is calling."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, citizen_id: int) -> Citizen:
        """The citizen with this number.

        Raises:
            NotFound: there is none.
        """
        citizen = await self._database.read(lambda tx: store.find(tx, citizen_id))
        if citizen is None:
            raise NotFound
        return citizen

    async def by_phone(self, phone: str) -> list[Citizen]:
        """All who gave this number (E.164).

        A calling number can be forged: this may help an operator, and proves nothing.
        """
        return await self._database.read(lambda tx: store.find_by_phone(tx, phone))
