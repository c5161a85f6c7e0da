"""Who works here, and who may log in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from booking.errors import NotFound
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.staff import absences, finding, notices, store
from booking.staff.absences import Absence
from booking.staff.model import StaffMember

StaffList = list[StaffMember]
"""`Staff.list` hides the built-in name inside its class."""


class Staff:
    """Operators, clerks, supervisors, administrators, auditors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, username: str) -> StaffMember:
        """The member with this username.

        Raises:
            NotFound: there is none.
        """
        member = await self._database.read(lambda tx: store.find(tx, username))
        if member is None:
            raise NotFound("username", username)
        return member

    async def list(self) -> StaffList:
        """Everybody, by username."""
        return await self._database.read(store.all_members)

    async def search(self, text: str, limit: int = 20) -> StaffList:
        """Those who work here now and may be meant by a name that was heard, the likeliest first.

        Args:
            text: names as they were heard or begun, or keyed on a telephone's letters.
            limit: at most so many.
        """
        members = await self._database.read(store.all_members)
        return finding.find([one for one in members if one.active], text)[:limit]

    async def absences(self, since: date | None = None) -> Sequence[Absence]:
        """Who is away when, the first one first; with `since` only what is not over by then."""
        return await self._database.read(lambda tx: absences.everybody(tx, since))

    async def add_absence(
        self,
        username: str,
        first: date,
        last: date,
        *,
        substitute: str | None,
        by: str,
        key: str | None = None,
    ) -> Absence:
        """Keep that somebody is away from the first to the last day, and who stands in.

        Raises:
            NotFound: there is no such member of the staff.
            Refused: it ends before it begins, runs into another one, or names the absent.
        """

        def act(tx: Transaction) -> Absence:
            return absences.add(tx, username, first, last, substitute, by)

        return await self._database.once(key, act, Absence)

    async def remove_absence(self, absence_id: int, *, by: str) -> None:
        """Take an absence back.

        Raises:
            NotFound: there is none with this number.
        """
        await self._database.write(lambda tx: absences.remove(tx, absence_id, by))

    async def notice_address(self, username: str) -> str | None:
        """Where this member wants letters about their applications, None where they want none."""
        return await self._database.read(lambda tx: notices.address_of(tx, username))

    async def set_notices(
        self, username: str, email: str | None, *, by: str, key: str | None = None
    ) -> None:
        """Write this member about their applications from now on; with None no more.

        Raises:
            NotFound: there is no such member of the staff.
            Refused: this is no e-mail address ('email').
        """
        await self._database.once(key, lambda tx: notices.put(tx, username, email, by), None)
