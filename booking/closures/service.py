"""Closes counters and offices at once, for people who cannot wait for the town's files."""

from __future__ import annotations

from collections.abc import Sequence

from booking.catalogue.service import Directories
from booking.closures import ordering, rules, store
from booking.closures.model import Closing, Closure
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.visits.fallen import fallen_visits
from booking.visits.fallen_out import FallenVisit


class Closures:
    """Closures beside those of the town's files; the next change of those leaves them alone.

    A closure takes no visit away. Whom it leaves behind is told by `left_behind` before, and by
    `Visits.fallen_out` after. `Rebookings` closes too, and looks after everyone concerned.
    """

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories

    async def close(self, closing: Closing, *, by: str, key: str | None = None) -> Closure:
        """Close a counter, an office or the town for a time; from now on nobody is booked there.

        Raises:
            Refused: it is over, ends before it begins, has no reason, or is nowhere.
        """

        def act(tx: Transaction) -> Closure:
            return ordering.order(tx, self._directories, closing, by)

        return await self._database.once(key, act, Closure)

    async def lift(self, closure_id: int, *, by: str, key: str | None = None) -> Closure:
        """Take a closure back: its time can be booked again. One that is lifted stays so.

        Raises:
            NotFound: there is none of this number.
        """

        def act(tx: Transaction) -> Closure:
            return ordering.lift(tx, closure_id, by)

        return await self._database.once(key, act, Closure)

    async def in_force(self) -> Sequence[Closure]:
        """Those that hold and are not over, by their first day; not those of the town's files."""

        def look(tx: Transaction) -> Sequence[Closure]:
            zone = self._directories.zone(tx)
            return store.in_force(tx, tx.now.astimezone(zone).date())

        return await self._database.read(look)

    async def left_behind(self, closing: Closing) -> list[FallenVisit]:
        """The visits that would lose their place by it, the nearest first; changes nothing.

        Raises:
            Refused: as `close`.
        """

        def look(tx: Transaction) -> list[FallenVisit]:
            directory = self._directories.current(tx)
            planned = rules.with_closing(directory, ordering.checked(tx, directory, closing))
            now = {fallen.visit.id for fallen in fallen_visits(tx, directory)}
            return [one for one in fallen_visits(tx, planned) if one.visit.id not in now]

        return await self._database.read(look)
