"""Who is who."""

from __future__ import annotations

from collections.abc import Collection

from booking.citizens import store
from booking.citizens.model import Citizen
from booking.errors import NotFound
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.language import Language


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

    async def many(self, ids: Collection[int]) -> dict[int, Citizen]:
        """The citizens with these numbers, as far as they are there."""
        return await self._database.read(lambda tx: store.find_many(tx, ids))

    async def by_phone(self, phone: str) -> list[Citizen]:
        """All who gave this number (E.164).

        A calling number can be forged: this may help an operator, and proves nothing.
        """
        return await self._database.read(lambda tx: store.find_by_phone(tx, phone))

    async def remember_speech(
        self, citizen_id: int, language: Language, *, slow: bool, key: str | None = None
    ) -> None:
        """Keep in which language and at which pace this verified citizen wants to be spoken to.

        Raises:
            NotFound: there is no such citizen.
        """

        def act(tx: Transaction) -> None:
            if not store.set_speech(tx, citizen_id, language, slow=slow):
                raise NotFound
            who = f"citizen:{citizen_id}"
            tx.audit(who, "speech-chosen", who, language=language.value, slow=slow)

        await self._database.write(lambda tx: tx.once(key, lambda: act(tx), None))
