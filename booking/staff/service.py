"""Who works here, and who may log in."""

from __future__ import annotations

from booking.errors import NotFound
from booking.ground.database import Database
from booking.ground.secrets import Hashing, Secret
from booking.staff import store
from booking.staff.model import StaffMember

StaffList = list[StaffMember]
"""`Staff.list` hides the built-in name inside its class."""


class Staff:
    """Operators, clerks, supervisors, administrators, auditors."""

    def __init__(self, database: Database, hashing: Hashing) -> None:
        self._database = database
        self._hashing = hashing

    async def get(self, username: str) -> StaffMember:
        """The member with this username.

        Raises:
            NotFound: there is none.
        """
        member = await self._database.read(lambda tx: store.find(tx, username))
        if member is None:
            raise NotFound
        return member

    async def check_password(self, username: str, password: Secret) -> StaffMember | None:
        """The active member whose username and password these are, None otherwise.

        It takes the same time for an unknown username. argon2 runs outside any transaction.
        """
        stored = await self._database.read(lambda tx: store.password_hash(tx, username))
        right = await self._database.aside(lambda: self._hashing.matches(password, stored))
        return await self.get(username) if right else None

    async def list(self) -> StaffList:
        """Everybody, by username."""
        return await self._database.read(store.all_members)
