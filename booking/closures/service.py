"""Which closures people have made beside the town's files."""

from __future__ import annotations

from collections.abc import Sequence

from booking.catalogue.service import Directories
from booking.closures import store
from booking.closures.model import Closure
from booking.ground.database import Database
from booking.ground.transaction import Transaction


class Closures:
    """Closures beside those of the town's files; the next change of those leaves them alone.

    `Rebookings` makes and lifts them, for nobody may be closed out without being looked after.
    """

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories

    async def in_force(self) -> Sequence[Closure]:
        """Those that hold and are not over, by their first day; not those of the town's files."""

        def look(tx: Transaction) -> Sequence[Closure]:
            zone = self._directories.zone(tx)
            return store.in_force(tx, tx.now.astimezone(zone).date())

        return await self._database.read(look)
