"""Taken slots and holds in the database.

Whoever changes a day locks it first (`lock_days`), always in the order of the days, and only then
reads the clock: a hold is expired for everybody at the same moment. The lock is the row of the
day's version, so that whoever keeps in mind what is taken (`booking.visits.taken`) can tell whether
it still holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, delete, insert, null, or_, select, update

from booking.ground.adding import adding_or_taking_over
from booking.ground.prepared import Prepared
from booking.ground.transaction import Transaction
from booking.visits.model import Hold, Parts, Slot, VisitPart, persons_of
from booking.visits.tables import day_versions, holds, taken_slots

_CHANGE_DAY = adding_or_taking_over(day_versions, ("day", "version"), by=["day"])
_CHANGE_DAY_OF = adding_or_taking_over(
    day_versions,
    ("day", "version"),
    by=["day"],
    rows=select(taken_slots.c.day, bindparam("version", type_=day_versions.c.version.type))
    .where(taken_slots.c.hold_id == bindparam("hold_id"))
    .distinct(),
)


def _taking(freed: ColumnElement[bool]) -> Prepared:
    """Takes a cell that is nobody's, or whose time is over, or that was freed and may be had."""
    return adding_or_taking_over(
        taken_slots,
        ("counter", "start", "day", "cell", "hold_id", "visit_id", "freed_by", "expires_at"),
        by=["counter", "start"],
        where=or_(taken_slots.c.expires_at <= bindparam("now"), freed),
    )


_TAKE = _taking(taken_slots.c.freed_by == bindparam("own", type_=taken_slots.c.freed_by.type))
_TAKE_FREED_TOO = _taking(taken_slots.c.freed_by.is_not(None))
_KEEP = Prepared(
    update(taken_slots)
    .where(taken_slots.c.hold_id == bindparam("kept"))
    .values(hold_id=null(), visit_id=bindparam("visit"), expires_at=null())
)
_KEEP_BACK = Prepared(
    update(taken_slots)
    .where(taken_slots.c.visit_id == bindparam("freed"))
    .values(visit_id=null(), freed_by=bindparam("freed"), expires_at=bindparam("until"))
)
_FREE_VISIT = Prepared(delete(taken_slots).where(taken_slots.c.visit_id == bindparam("visit_id")))
_FREE_HOLD = Prepared(delete(taken_slots).where(taken_slots.c.hold_id == bindparam("hold_id")))

_HOLD_COLUMNS = [column.name for column in holds.columns if not column.primary_key]
_ADD_HOLD = Prepared(insert(holds).returning(holds.c.id), _HOLD_COLUMNS)
_FORGET_HOLD = Prepared(delete(holds).where(holds.c.id == bindparam("hold_id")))
_TAKE_HOLD_AWAY = Prepared(
    delete(holds).where(holds.c.id == bindparam("hold_id")).returning(*holds.columns)
)
_HOLD = Prepared(select(holds).where(holds.c.id == bindparam("hold_id")))
_HOLDS_OF = Prepared(select(holds).where(holds.c.owner == bindparam("owner")).order_by(holds.c.id))


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


def lock_days(tx: Transaction, days: Iterable[date]) -> bool:
    """Nobody else changes these days until the transaction ends; they count as changed by it.

    Whoever finds a day full may go on to a later one and lock that too, never to an earlier one:
    so no two transactions ever wait for each other.

    Returns:
        Whether somebody else may have changed what was seen before: look again.
    """
    for day in sorted(set(days)):
        tx.run(_CHANGE_DAY, day=day, version=tx.mark)
    return tx.has_waited()


def lock_day_of(tx: Transaction, hold_id: int) -> None:
    """The same for the day of a hold; nothing where it is gone, or has lost all its cells."""
    tx.run(_CHANGE_DAY_OF, hold_id=hold_id, version=tx.mark)
    tx.has_waited()


def take(
    tx: Transaction, hold: Hold, cells: Cells, *, freed_too: bool = False, own: int | None = None
) -> bool:
    """Take all cells of a hold; False, and nothing usable, if one of them belongs to another.

    Args:
        tx: the transaction.
        hold: who takes them.
        cells: which.
        freed_too: also such as were freed a moment ago and are kept back from the public.
        own: also such as were freed by this visit.
    """
    step = timedelta(minutes=cells.grid)
    statement, who = (_TAKE_FREED_TOO, {}) if freed_too else (_TAKE, {"own": own})
    taken_now = sum(
        tx.run(
            statement,
            counter=cells.counter,
            start=hold.slot.start + step * n,
            day=cells.day,
            cell=cells.first + n,
            hold_id=hold.id,
            visit_id=None,
            freed_by=None,
            expires_at=hold.expires_at,
            now=tx.now,
            **who,
        )
        for n in range(cells.count)
    )
    return taken_now == cells.count


def keep(tx: Transaction, hold_id: int, visit_id: int) -> int:
    """Make a hold's cells the visit's, for good; how many there were."""
    return tx.run(_KEEP, kept=hold_id, visit=visit_id)


def free_visit(tx: Transaction, visit_id: int, after: timedelta) -> None:
    """A visit's cells can be taken again: by everybody after a while, by some at once (`take`)."""
    if after:
        tx.run(_KEEP_BACK, freed=visit_id, until=tx.now + after)
    else:
        tx.run(_FREE_VISIT, visit_id=visit_id)


def free_hold(tx: Transaction, hold_id: int) -> None:
    """A hold and its cells are gone."""
    tx.run(_FREE_HOLD, hold_id=hold_id)
    forget_hold(tx, hold_id)


def add_hold(
    tx: Transaction,
    slot: Slot,
    count: int,
    parts: Parts,
    owner: str,
    until: datetime,
) -> Hold:
    """Write a hold of so many cells; the cells are taken apart.

    Args:
        tx: the transaction.
        slot: which.
        count: of how many cells.
        parts: all that is to be done.
        owner: whose.
        until: when it ends.
    """
    activity, persons = parts[0].activity, persons_of(parts)
    row = tx.one(
        _ADD_HOLD,
        counter=slot.counter,
        office=slot.office,
        start=slot.start,
        minutes=slot.minutes,
        cells=count,
        activity=activity,
        persons=persons,
        owner=owner,
        parts=[[one.activity, one.persons] for one in parts],
        expires_at=until,
    )
    return Hold(row.id, slot, activity, persons, owner, until, parts)


def forget_hold(tx: Transaction, hold_id: int) -> None:
    """Take the hold's row away."""
    tx.run(_FORGET_HOLD, hold_id=hold_id)


def take_hold_away(tx: Transaction, hold_id: int) -> Any:  # noqa: ANN401  a row, or None
    """Take the hold's row away, and look at it once more; its cells stay."""
    return tx.one(_TAKE_HOLD_AWAY, hold_id=hold_id)


def hold_row(tx: Transaction, hold_id: int) -> Any:  # noqa: ANN401  a row, or None
    """The hold's row."""
    return tx.one(_HOLD, hold_id=hold_id)


def hold_rows(tx: Transaction, owner: str) -> list[Any]:
    """All rows of an owner."""
    return tx.all(_HOLDS_OF, owner=owner)


def hold_of(row: Any, zone: ZoneInfo) -> Hold:  # noqa: ANN401  a row
    """The hold in a row."""
    slot = Slot(row.counter, row.office, row.start.astimezone(zone), row.minutes)
    parts = tuple(VisitPart(activity, persons) for activity, persons in row.parts)
    return Hold(row.id, slot, row.activity, row.persons, row.owner, row.expires_at, parts)
