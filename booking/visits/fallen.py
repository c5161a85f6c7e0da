"""Looks for visits that have fallen out of the town's description, in an open transaction."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import ColumnElement, and_, select

from booking.catalogue.directory import Directory
from booking.ground.transaction import Transaction
from booking.visits import store
from booking.visits.fallen_out import Booked, FallenVisit, Judge
from booking.visits.model import VisitState
from booking.visits.tables import visit_parts, visits

_WHAT_COUNTS = (
    visits.c.id,
    visits.c.activity,
    visits.c.office,
    visits.c.counter,
    visits.c.start,
    visits.c.minutes,
)


def fallen_visits(tx: Transaction, directory: Directory) -> list[FallenVisit]:
    """The booked visits still to come that this description does not carry, the nearest first.

    Args:
        tx: the transaction.
        directory: the present description, or one that is planned.
    """
    found = []
    for fallen in Judge(directory).fallen(_booked(tx)):
        visit = store.find(tx, fallen.visit_id, directory.zone)
        if visit is not None:
            found.append(FallenVisit(visit, fallen.why, fallen.remark))
    return found


def _booked(tx: Transaction) -> Iterator[Booked]:
    """All that is booked; of a large town some ten thousand rows, so only what counts of each."""
    to_come = and_(visits.c.state == VisitState.BOOKED.value, visits.c.start >= tx.now)
    rows = tx.all(select(*_WHAT_COUNTS).where(to_come).order_by(visits.c.start, visits.c.id))
    several = _activities(tx, to_come)
    for row in rows:
        activities = several.get(row.id, (row.activity,))
        yield Booked(row.id, activities, row.office, row.counter, row.start, row.minutes)


def _activities(tx: Transaction, which: ColumnElement[bool]) -> dict[int, tuple[str, ...]]:
    """What is done at those of these visits that have several parts."""
    rows = tx.all(
        select(visit_parts.c.visit_id, visit_parts.c.activity)
        .join(visits, visits.c.id == visit_parts.c.visit_id)
        .where(which, visits.c.part_count > 1)
        .order_by(visit_parts.c.visit_id, visit_parts.c.position)
    )
    by_visit = groupby(rows, key=lambda row: row.visit_id)
    return {number: tuple(row.activity for row in parts) for number, parts in by_visit}
