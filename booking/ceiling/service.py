"""Whether SMS that anybody can provoke wait for now: asked before one is promised."""

from __future__ import annotations

from booking.ceiling import store
from booking.ceiling.store import Reached
from booking.citizens.rules import checked_phone
from booking.citizens.store import proven_phones
from booking.ground.database import Database
from booking.ground.transaction import Transaction


class MessageCeiling:
    """The ceiling of an hour for all numbers together that nobody has proven to be theirs.

    It is the notifier that counts and holds; see `MessageSettings.provoked_hour`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reached(self) -> Reached | None:
        """Since when and until when they wait; None while they go."""
        return await self._database.read(store.reached)

    async def holds(self, phone: str) -> bool:
        """Whether an SMS that was asked for without a login would wait for now.

        Never where a citizen has proven the number.

        Args:
            phone: where it would go, in E.164.

        Raises:
            Refused: this is no number.
        """
        number = checked_phone(phone)

        def look(tx: Transaction) -> bool:
            return store.reached(tx) is not None and not proven_phones(tx, [number])

        return await self._database.read(look)
