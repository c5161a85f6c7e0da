"""Looks for visits that have fallen out of the town's description, in an open transaction."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import groupby

from sqlalchemy import and_, bindparam, select

from booking.catalogue.directory import Directory
from booking.ground.prepared import Prepared
from booking.ground.tables import Instant
from booking.ground.transaction import Transaction
from booking.visits import store
from booking.visits.fallen_out import Booked, Fallen, FallenVisit, FallenWhy, Judge
from booking.visits.model import Visit, VisitState
from booking.visits.tables import visit_parts, visits

_TO_COME = and_(
    visits.c.state == VisitState.BOOKED.value, visits.c.start >= bindparam("now", type_=Instant)
)
_BOOKED = Prepared(
    select(
        visits.c.id,
        visits.c.activity,
        visits.c.office,
        visits.c.counter,
        visits.c.start,
        visits.c.minutes,
    )
    .where(_TO_COME)
    .order_by(visits.c.start, visits.c.id)
)
_ACTIVITIES = Prepared(
    select(visit_parts.c.visit_id, visit_parts.c.activity)
    .join(visits, visits.c.id == visit_parts.c.visit_id)
    .where(_TO_COME, visits.c.part_count > 1)
    .order_by(visit_parts.c.visit_id, visit_parts.c.position)
)
_AT_ONCE = 500
"""So many numbers in one statement."""


def fallen_visits(
    tx: Transaction, directory: Directory, sold: AbstractSet[int] = frozenset()
) -> list[FallenVisit]:
    """The booked visits still to come that this description does not carry, the nearest first.

    Args:
        tx: the transaction.
        directory: the present description, or one that is planned.
        sold: visits whose time somebody else has got from whoever owns the calendar.
    """
    judge = Judge(directory)
    fallen = [
        verdict
        for one in _booked(tx)
        if (verdict := judge.verdict(one)) or (verdict := _sold(one, sold))
    ]
    found: dict[int, Visit] = {}
    for begins in range(0, len(fallen), _AT_ONCE):
        some = [one.visit_id for one in fallen[begins : begins + _AT_ONCE]]
        rows = tx.all(select(visits).where(visits.c.id.in_(some)))
        found |= {visit.id: visit for visit in store.visits_of(tx, rows, directory.zone)}
    return [FallenVisit(found[one.visit_id], one.why, one.remark) for one in fallen]


def _sold(one: Booked, sold: AbstractSet[int]) -> Fallen | None:
    return Fallen(one.visit_id, FallenWhy.SOLD_OUTSIDE) if one.visit_id in sold else None


def _booked(tx: Transaction) -> Iterator[Booked]:
    """All that is booked; of a large town some ten thousand rows, so only what counts of each."""
    several = _activities(tx)
    for row in tx.all(_BOOKED, now=tx.now):
        activities = several.get(row.id, (row.activity,))
        yield Booked(row.id, activities, row.office, row.counter, row.start, row.minutes)


def _activities(tx: Transaction) -> dict[int, tuple[str, ...]]:
    """What is done at those of these visits that have several parts."""
    by_visit = groupby(tx.all(_ACTIVITIES, now=tx.now), key=lambda row: row.visit_id)
    return {number: tuple(row.activity for row in parts) for number, parts in by_visit}
