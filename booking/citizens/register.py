"""Keeps the index of citizens in memory true to the table."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from booking.citizens import store
from booking.citizens.finding import Entry, Index
from booking.ground.transaction import Transaction


class Register:
    """The index, with the last change that it knows; only what is newer is read.

    Transactions run in threads; one at a time brings the index up to date and searches it.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self._index = Index()
        self._revision = 0

    def current(self, tx: Transaction) -> Index:
        """The index as of this transaction; hold `lock` as long as you use it.

        Whoever was deleted may still be in it: see `forget`.
        """
        last = store.last_revision(tx)
        # lower: the newest were deleted, or this transaction began before another that searched
        self._revision = min(self._revision, last)
        if last > self._revision:
            newer = store.changed_since(tx, self._revision)
            self._index.put(
                Entry(row.id, row.name, row.born, row.street, row.town, row.phone)
                for row in newer
                if row.merged_into is None
            )
            self._index.drop(row.id for row in newer if row.merged_into is not None)
            self._revision = newer[-1].revision
        return self._index

    def forget(self, numbers: Iterable[int]) -> None:
        """Leave out who is not in the table any more; hold `lock`.

        To count everybody before each search would tell as well, and take longer than the search.
        """
        self._index.drop(numbers)
