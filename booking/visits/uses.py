"""How often a number is used for something in a day: messages to it, call-backs, filings.

A row counts them and is its own lock: whoever comes second waits for the first and counts on. What
is refused is undone with its transaction, so it does not count.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select

from booking.catalogue.directory import Directory
from booking.errors import LimitReached
from booking.ground.adding import counting_up
from booking.ground.prepared import Prepared
from booking.ground.transaction import Transaction
from booking.visits.limit_tables import number_uses
from booking.visits.limits import Limit

_COUNT = counting_up(
    number_uses, ("number", "kind", "day", "uses"), by=("number", "kind", "day"), count="uses"
)

_USED = Prepared(
    select(number_uses.c.uses).where(
        number_uses.c.number == bindparam("number"),
        number_uses.c.kind == bindparam("kind"),
        number_uses.c.day == bindparam("day", type_=number_uses.c.day.type),
    )
)


def use(tx: Transaction, directory: Directory, number: str, limit: Limit) -> None:
    """Use a number (E.164), or an e-mail address in lower case, once more today.

    Args:
        tx: the transaction.
        directory: the town's.
        number: which one.
        limit: what for: messages to it, call-backs, or filings by keys.

    Raises:
        LimitReached: it was used often enough today.
    """
    most: int | None = getattr(directory.town.person_limits, limit.value)
    if most is None:
        return
    today = tx.now.astimezone(directory.zone).date()
    uses = tx.one(_COUNT, number=number, kind=limit.value, day=today, uses=1).uses
    if uses > most:
        raise LimitReached(limit.value, most, uses - 1)


def use_hidden(tx: Transaction, directory: Directory, limit: Limit) -> None:
    """Let one more book, or file, this hour of whom nothing is known.

    Raises:
        LimitReached: so many have.
    """
    use(tx, directory, _this_hour(tx, directory), limit)


def of_hidden(tx: Transaction, directory: Directory) -> int:
    """How many of whom nothing is known have booked this hour."""
    kind, today = Limit.HIDDEN_BOOKINGS_HOUR.value, tx.now.astimezone(directory.zone).date()
    row = tx.one(_USED, number=_this_hour(tx, directory), kind=kind, day=today)
    return 0 if row is None else int(row.uses)


def _this_hour(tx: Transaction, directory: Directory) -> str:
    """Stands where a number does: they are counted together."""
    return f"hidden/{tx.now.astimezone(directory.zone).hour:02}"
