"""Closures are ordered and lifted, in an open transaction."""

from __future__ import annotations

from datetime import date, timedelta

from booking.catalogue import store as catalogue_store
from booking.catalogue.directory import Directory
from booking.catalogue.service import Directories
from booking.closures import rules, store
from booking.closures.model import Closing, Closure
from booking.errors import NotFound
from booking.ground.transaction import Transaction
from booking.visits import slots

_MOST_DAYS = 400
"""No horizon is longer; beyond it nothing is booked that could come between."""


def order(tx: Transaction, directories: Directories, closing: Closing, by: str) -> Closure:
    """Close; whoever books on these days at this moment has booked before, or is refused after.

    The days are locked, as everybody does who books on them; whoever has waited for that looks at
    the hours again (`visits.opening`).

    Raises:
        Refused: it is over, ends before it begins, has no reason, or is nowhere.
    """
    made = store.add(tx, checked(tx, directories.current(tx), closing), by)
    what = made.closing
    slots.lock_days(tx, _days(what, tx.today))
    catalogue_store.renew(tx)
    tx.audit(
        by,
        "closed",
        f"closure:{made.id}",
        first=what.first.isoformat(),
        last=what.last.isoformat(),
        office=what.office,
        counter=what.counter,
        reason=what.reason,
    )
    return made


def lift(tx: Transaction, closure_id: int, by: str) -> Closure:
    """Take a closure back; one that is lifted stays so.

    Raises:
        NotFound: there is none of this number.
    """
    if store.lift(tx, closure_id, by):
        catalogue_store.renew(tx)
        tx.audit(by, "closure-lifted", f"closure:{closure_id}")
    found = store.find(tx, closure_id)
    if found is None:
        raise NotFound("closure", closure_id)
    return found


def checked(tx: Transaction, directory: Directory, closing: Closing) -> Closing:
    """The closing as it is kept. Raises Refused."""
    return rules.checked(closing, directory, tx.now.astimezone(directory.zone).date())


def _days(closing: Closing, today: date) -> list[date]:
    first = max(closing.first, today)
    count = min((closing.last - first).days + 1, _MOST_DAYS)
    return [first + timedelta(days=n) for n in range(count)]
