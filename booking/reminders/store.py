"""Reminders in the database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing
from booking.reminders.rules import Booked
from booking.reminders.tables import visit_reminders
from booking.visits import store as visit_store
from booking.visits.model import Visit, VisitState
from booking.visits.tables import visits

KEPT = timedelta(days=30)
"""How long after a visit it is known that it was reminded of."""

_BOOKED = visits.c.state == VisitState.BOOKED.value


def open_between(
    tx: Transaction, begins: datetime, ends: datetime, days: Collection[int]
) -> list[Booked]:
    """Booked visits in a stretch of time that some of these steps are not settled of.

    Args:
        tx: the transaction.
        begins: the first start.
        ends: before this.
        days: the steps.
    """
    settled = visit_reminders.c.days_before
    joined = visits.outerjoin(
        visit_reminders,
        (visit_reminders.c.visit_id == visits.c.id) & (visit_reminders.c.start == visits.c.start),
    )
    rows = tx.all(
        select(visits.c.id, visits.c.start, visits.c.settled_at, visits.c.created_at, settled)
        .select_from(joined)
        .where(_BOOKED, visits.c.start > begins, visits.c.start < ends)
        .order_by(visits.c.start, visits.c.id)
    )
    found: dict[int, Booked] = {}
    for row in rows:
        before = found[row.id].done if row.id in found else frozenset()
        done = before if row.days_before is None else before | {row.days_before}
        found[row.id] = Booked(row.id, row.start, row.settled_at or row.created_at, done)
    return [one for one in found.values() if not one.done.issuperset(days)]


def locked(tx: Transaction, visit_id: int, zone: ZoneInfo) -> tuple[Booked, Visit] | None:
    """The visit as it stands now, to nobody else's disposal; None where it is not booked."""
    row = tx.one(
        select(visits.c.id, visits.c.start, visits.c.settled_at, visits.c.created_at)
        .where(visits.c.id == visit_id, _BOOKED)
        .with_for_update()
    )
    tx.has_waited()
    visit = None if row is None else visit_store.find(tx, visit_id, zone)
    if row is None or visit is None:
        return None
    settled = select(visit_reminders.c.days_before).where(
        visit_reminders.c.visit_id == visit_id, visit_reminders.c.start == row.start
    )
    done = frozenset(one.days_before for one in tx.all(settled))
    return Booked(row.id, row.start, row.settled_at or row.created_at, done), visit


def standing(tx: Transaction, visit_ids: Collection[int]) -> dict[int, datetime]:
    """When those of these visits begin that are booked."""
    rows = tx.all(select(visits.c.id, visits.c.start).where(visits.c.id.in_(visit_ids), _BOOKED))
    return {row.id: row.start for row in rows}


def settle(tx: Transaction, visit: Booked, days_before: int, *, made: bool) -> bool:
    """Write down that this step is over; False where somebody else has."""
    return insert_missing(
        tx,
        visit_reminders,
        visit_id=visit.id,
        start=visit.start,
        days_before=days_before,
        at=tx.now,
        made=made,
    )


def forget_old(tx: Transaction) -> None:
    """Drop what is long over."""
    tx.execute(delete(visit_reminders).where(visit_reminders.c.start < tx.now - KEPT))
