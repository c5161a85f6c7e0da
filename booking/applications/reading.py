"""Reads applications; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from booking.applications import changing, desk, kinds, search, store
from booking.applications.assignment import Worker, stands_in_for
from booking.applications.deadlines import after_change
from booking.applications.model import (
    Application,
    ApplicationChange,
    ApplicationKind,
    ApplicationQuery,
    Filed,
    Note,
)
from booking.applications.states import KindState
from booking.catalogue.service import Directories
from booking.ground.database import Database
from booking.ground.transaction import Transaction


class Reading:
    """Finds applications by citizen, reference number and what clerks ask for."""

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories

    async def of(self, citizen_id: int) -> list[Application]:
        """All of a citizen's applications, the one that changed last first."""
        return await self._database.read(lambda tx: store.of_citizen(tx, citizen_id))

    async def by_reference(
        self, citizen_id: int, number: int, year: int, mark: str | None = None
    ) -> Application | None:
        """A citizen's application by number and year, None where the citizen has no such one.

        Two kinds with different marks may have the same number and year: without `mark` that is
        the one that changed last; `with_number` gives all.
        """
        found = await self.with_number(citizen_id, number, year)
        return next((one for one in found if mark in {None, one.mark}), None)

    async def with_number(self, citizen_id: int, number: int, year: int) -> list[Application]:
        """All of a citizen's applications with this number and year; their marks differ."""
        found = await self._database.read(lambda tx: store.with_number(tx, number, year))
        return [one for one in found if one.citizen_id == citizen_id]

    async def recent(self, limit: int = 50) -> list[Application]:
        """The ones that changed last, of all citizens; for clerks and lists."""
        return await self._database.read(lambda tx: store.recent(tx, limit))

    async def get(self, application_id: int) -> Filed:
        """The application with this number, and whose it is.

        Raises:
            NotFound: there is none.
        """

        def look(tx: Transaction) -> Filed:
            return search.filed(tx, [changing.found(tx, application_id)])[0]

        return await self._database.read(look)

    async def find(self, query: ApplicationQuery, limit: int = 200) -> list[Filed]:
        """The applications that a query means, the one that changed last first."""
        return await self._database.read(lambda tx: search.find(tx, query, limit))

    async def changes(self, application_id: int) -> list[ApplicationChange]:
        """The whole history, with what was taken back, the oldest first; for clerks."""
        return await self._database.read(lambda tx: store.changes(tx, application_id))

    async def next_states(self, application_id: int) -> list[KindState]:
        """What an application may become, in the order of its kind.

        Raises:
            NotFound: there is no such application.
        """

        def look(tx: Transaction) -> list[KindState]:
            one = changing.found(tx, application_id)
            kind = kinds.kind(tx, one.kind)
            after = kind.state(one.state).next
            return [state for state in kind.states if state.code in after]

        return await self._database.read(look)

    async def deadline_after(
        self, application_id: int, state: str, deadline: date | None = None
    ) -> date | None:
        """Which deadline an application would have, were it changed now; see `change_status`.

        Raises:
            NotFound: there is no such application, or its kind has no such state.
        """

        def look(tx: Transaction) -> date | None:
            kind = kinds.kind(tx, changing.found(tx, application_id).kind)
            kept = store.deadline(tx, application_id)
            return after_change(kept, kind.state(state).clock, tx.today, deadline).day

        return await self._database.read(look)

    async def kinds(self) -> list[ApplicationKind]:
        """All that can be applied for."""
        return await self._database.read(kinds.kinds)

    async def undoable_until(self, application_id: int) -> changing.Undoable | None:
        """The last change, while it can still be taken back; None where it cannot."""
        return await self._database.read(lambda tx: changing.undoable(tx, application_id))

    async def notes(self, application_id: int) -> Sequence[Note]:
        """The internal remarks, the oldest first; for clerks only."""
        return await self._database.read(lambda tx: desk.notes(tx, application_id))

    async def workers(self) -> list[Worker]:
        """The clerks with what they know and have to do, and whether they are there today."""
        return await self._database.read(desk.workers)

    async def stands_in_for(self, username: str) -> frozenset[str]:
        """Whose applications somebody works on today: their own, and those of the absent."""
        return stands_in_for(username, await self.workers())
