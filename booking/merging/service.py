"""Finds records that may be one person, makes them one, and takes it back."""

from __future__ import annotations

from booking.catalogue.service import Directories
from booking.citizens.model import Citizen
from booking.errors import NotFound
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.merging import acts, rules, store
from booking.merging.model import Holdings, Merge, Pair


class Merging:
    """Nothing is merged by itself: a person looks at both and decides."""

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories

    async def candidates(self, limit: int = 50) -> list[Pair]:
        """The pairs that may be one person, the likeliest first."""

        def look(tx: Transaction) -> tuple[list[Citizen], set[tuple[int, int]]]:
            return acts.everybody(tx), store.distinct(tx)

        everybody, decided = await self._database.read(look)
        return await self._database.aside(lambda: rules.pairs(everybody, decided, limit))

    async def holdings(self, citizen_id: int) -> Holdings:
        """What hangs on a citizen, to be looked at before a merge.

        Raises:
            NotFound: there is no such citizen, or it was merged into another.
        """
        return await self._database.read(lambda tx: acts.holdings(tx, citizen_id))

    async def merge(
        self,
        kept_id: int,
        gone_id: int,
        *,
        agreement_id: int | None = None,
        by: str,
        key: str | None = None,
    ) -> Merge:
        """Make two records one; everything of the second hangs on the first from then on.

        What the one who stays had not (a number, an address, a date of birth, a wish how messages
        come, quiet hours) comes from the other. Its own contacts, wishes and language hold. Places
        on the waiting list follow; of two for the same thing one stays. The old number leads to
        the one who stays. The audit is not touched: the merge ties its names together.

        Args:
            kept_id: who stays.
            gone_id: whose number leads there from now on.
            agreement_id: where both have an agreement in force: the one that stays so. The other
                one ends, and its login opens nothing any more.
            by: the username.
            key: the command's key.

        Raises:
            NotFound: one of them is not there, or was merged or erased already.
            Refused: they are the same ('citizen'), a person and a company ('kind'), or both have
                an agreement and none was chosen ('agreement').
        """

        def act(tx: Transaction) -> int:
            directory = self._directories.current(tx)
            return acts.merge(tx, directory, kept_id, gone_id, agreement_id, by=by)

        return await self._database.write(lambda tx: _found(tx, tx.once(key, lambda: act(tx), int)))

    async def undo(self, merge_id: int, *, by: str, key: str | None = None) -> Merge:
        """Make them two again, within a month.

        What was moved goes back as far as it is still there; what came since stays where it is. An
        agreement that had ended stays ended: its PIN is kept nowhere.

        Raises:
            NotFound: there is no such merge.
            Refused: it was undone, is too old, or one of them was merged or erased since
                ('merge': undone, too-late, changed).
        """

        def act(tx: Transaction) -> Merge:
            tx.once(key, lambda: acts.undo(tx, merge_id, by=by), None)
            return _found(tx, merge_id)

        return await self._database.write(act)

    async def say_distinct(
        self, first: int, second: int, *, by: str, key: str | None = None
    ) -> None:
        """Write down that these are two people; the pair is not shown again.

        Raises:
            NotFound: one of them is not there.
        """

        def act(tx: Transaction) -> None:
            acts.holdings(tx, first)
            acts.holdings(tx, second)
            store.say_distinct(tx, first, second, by=by)
            tx.audit(by, "citizens-told-apart", f"citizen:{first}", citizen=second)

        await self._database.once(key, act, None)

    async def recent(self, limit: int = 50) -> list[Merge]:
        """The last merges, the newest first; those that were undone, too."""
        return await self._database.read(lambda tx: store.recent(tx, limit))


def _found(tx: Transaction, merge_id: int) -> Merge:
    found = store.find(tx, merge_id)
    if found is None:
        raise NotFound("merge", merge_id)
    return found
