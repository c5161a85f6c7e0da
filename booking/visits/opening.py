"""Whether a time that was chosen earlier is still within the hours."""

from __future__ import annotations

from datetime import datetime

from booking.catalogue import store as catalogue
from booking.catalogue.directory import Directory
from booking.errors import NotBookable
from booking.ground.transaction import Transaction
from booking.visits.bookable import WhyNot


def check_open(
    tx: Transaction, directory: Directory, counter: str, start: datetime, cells: int
) -> None:
    """Let a time pass at which the counter is open by the hours that hold now.

    Its day is locked by now. Whoever closes a counter locks the day too, so a closure was either
    there before this look, or finds what is booked here.

    Hours may change between a hold and its visit, or while a visit is cancelled. Whoever changed
    them was told of the visits that there were, so nobody would ever tell of this one.

    Raises:
        NotBookable: the counter is closed for a part of it.
    """
    if not is_open(_as_of_now(tx, directory), counter, start, cells):
        raise NotBookable(WhyNot.CLOSED)


def is_open(directory: Directory, counter: str, start: datetime, cells: int) -> bool:
    """Whether the counter is open for so many cells from then on."""
    desk = directory.counters.get(counter)
    if desk is None or counter not in directory.listed:
        return False
    local = start.astimezone(directory.zone)
    first, beside = divmod(local.hour * 60 + local.minute, desk.grid)
    if beside:  # its grid was changed since
        return False
    wanted = ((1 << cells) - 1) << first
    return not wanted & ~directory.open_cells(counter, local.date())


def _as_of_now(tx: Transaction, directory: Directory) -> Directory:
    """The description again, where it was changed while this transaction waited for its day."""
    if not tx.has_waited() or catalogue.revision(tx) == directory.revision:
        return directory
    return catalogue.load(tx)
