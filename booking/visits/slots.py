"""Taken slots and holds in the database.

Whoever changes a counter's day locks that day first (`lock_days`), always in one order, and only
then reads the clock: a hold is expired for everybody at the same moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from booking.calendars.rules import DAY_MINUTES
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_or_take_over
from booking.visits.model import Hold, Slot
from booking.visits.tables import holds, taken_slots

_PART = 48
"""Cells are summed up in parts, for a whole day of them does not fit into a 64-bit integer."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Where a slot lies on its counter's grid."""

    counter: str
    day: date
    first: int
    count: int
    grid: int

    @classmethod
    def of(cls, slot: Slot, count: int, grid: int, zone: ZoneInfo) -> Cells:
        """The cells of a slot of so many grid steps."""
        local = slot.start.astimezone(zone)
        return cls(
            slot.counter, local.date(), (local.hour * 60 + local.minute) // grid, count, grid
        )


def lock_days(tx: Transaction, days: Iterable[tuple[str, date]]) -> bool:
    """Nobody else changes these days of these counters until the transaction ends.

    The days come first in the order of the locks, so that whoever finds a day full may go on to a
    later one and lock that too.

    Returns:
        Whether somebody else may have changed what was seen before: look again.
    """
    return tx.lock(*(f"slots:{day}:{counter}" for counter, day in days))


def taken(tx: Transaction, days: Sequence[date], finest_grid: int) -> dict[tuple[str, date], int]:
    """The cells that are taken now, as bits, by counter and day; of all counters.

    The database makes the bits, so that a full calendar of two months is read in a few thousand
    rows. It is not asked for some counters only: SQLite would leave the index by day for that.

    Args:
        tx: the transaction.
        days: from the first to the last of them.
        finest_grid: the least grid of the counters that matter; how far their cells count.
    """
    if not days:
        return {}
    parts = range(-(-DAY_MINUTES // finest_grid // _PART))
    rows = tx.all(
        select(taken_slots.c.day, taken_slots.c.counter, *(_bits(part) for part in parts))
        .where(
            taken_slots.c.day.between(min(days), max(days)),
            or_(taken_slots.c.expires_at.is_(None), taken_slots.c.expires_at > tx.now),
        )
        .group_by(taken_slots.c.day, taken_slots.c.counter)
    )
    return {
        (counter, day): sum(int(bits) << (_PART * part) for part, bits in enumerate(sums))
        for day, counter, *sums in map(tuple, rows)
    }


def _bits(part: int) -> ColumnElement[Any]:
    cell = taken_slots.c.cell - _PART * part
    bit = literal(1, BigInteger).bitwise_lshift(cell)
    return func.sum(case((cell.between(0, _PART - 1), bit), else_=literal(0, BigInteger)))


def take(tx: Transaction, hold: Hold, cells: Cells) -> bool:
    """Take all cells of a hold; False, and nothing usable, if one of them belongs to another."""
    step = timedelta(minutes=cells.grid)
    rows = [
        {
            "counter": cells.counter,
            "start": hold.slot.start + step * n,
            "day": cells.day,
            "cell": cells.first + n,
            "hold_id": hold.id,
            "visit_id": None,
            "expires_at": hold.expires_at,
        }
        for n in range(cells.count)
    ]
    expired = taken_slots.c.expires_at <= tx.now
    taken_now = insert_or_take_over(tx, taken_slots, rows, by=("counter", "start"), where=expired)
    return taken_now == cells.count


def keep(tx: Transaction, hold_id: int, visit_id: int) -> int:
    """Make a hold's cells the visit's, for good; how many there were."""
    result = tx.execute(
        update(taken_slots)
        .where(taken_slots.c.hold_id == hold_id)
        .values(hold_id=None, visit_id=visit_id, expires_at=None)
    )
    return result.rowcount


def free_visit(tx: Transaction, visit_id: int) -> None:
    """A visit's cells can be taken again."""
    tx.execute(delete(taken_slots).where(taken_slots.c.visit_id == visit_id))


def free_hold(tx: Transaction, hold_id: int) -> None:
    """A hold and its cells are gone."""
    tx.execute(delete(taken_slots).where(taken_slots.c.hold_id == hold_id))
    forget_hold(tx, hold_id)


def add_hold(
    tx: Transaction,
    slot: Slot,
    count: int,
    activity: str,
    persons: int,
    owner: str,
    until: datetime,
) -> Hold:
    """Write a hold; its cells are taken apart."""
    number = tx.insert(
        holds,
        counter=slot.counter,
        office=slot.office,
        start=slot.start,
        minutes=slot.minutes,
        cells=count,
        activity=activity,
        persons=persons,
        owner=owner,
        expires_at=until,
    )
    return Hold(number, slot, activity, persons, owner, until)


def forget_hold(tx: Transaction, hold_id: int) -> None:
    """Take the hold's row away."""
    tx.execute(delete(holds).where(holds.c.id == hold_id))


def hold_row(tx: Transaction, hold_id: int) -> Row[Any] | None:
    """The hold's row."""
    return tx.one(select(holds).where(holds.c.id == hold_id))


def hold_rows(tx: Transaction, owner: str) -> list[Row[Any]]:
    """All rows of an owner."""
    return tx.all(select(holds).where(holds.c.owner == owner).order_by(holds.c.id))


def hold_of(row: Row[Any], zone: ZoneInfo) -> Hold:
    """The hold in a row."""
    slot = Slot(row.counter, row.office, row.start.astimezone(zone), row.minutes)
    return Hold(row.id, slot, row.activity, row.persons, row.owner, row.expires_at)
