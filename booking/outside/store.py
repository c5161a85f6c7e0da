"""Outside bookings in the database, and the cells that they take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    literal,
    select,
    union_all,
    update,
)

from booking.calendars import rules as calendar
from booking.ground.adding import adding_or_taking_over
from booking.ground.prepared import Prepared
from booking.ground.tables import Instant, key, metadata
from booking.ground.transaction import Transaction
from booking.outside.model import OutsideBooking, Wanted
from booking.outside.rules import cells_of, days_of, kept_reference
from booking.visits import slots
from booking.visits.model import VisitState
from booking.visits.tables import holds, taken_slots, visits

outside_bookings = Table(
    "outside_bookings",
    metadata,
    key(),
    Column("counter", String(60), nullable=False),
    Column("reference", String(100), nullable=False),
    Column("start", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("whole", Boolean, nullable=False),
    UniqueConstraint("counter", "reference", "start"),
    CheckConstraint("minutes > 0", name="minutes_are_some"),
)
"""What an outside system has given away at a counter. `whole` tells that all its cells are taken in
`taken_slots`; else somebody has a part of that time with us."""

_TAKE = adding_or_taking_over(
    taken_slots,
    (
        "counter",
        "start",
        "day",
        "cell",
        "hold_id",
        "visit_id",
        "freed_by",
        "outside_id",
        "expires_at",
    ),
    by=["counter", "start"],
    where=(taken_slots.c.expires_at <= bindparam("now"))
    | taken_slots.c.freed_by.is_not(None)
    | (taken_slots.c.outside_id == bindparam("own")),
)
_ADD = Prepared(
    insert(outside_bookings).returning(outside_bookings.c.id),
    ("counter", "reference", "start", "minutes", "whole"),
)
_SET_WHOLE = Prepared(
    update(outside_bookings).where(outside_bookings.c.id == bindparam("which")), ("whole",)
)
_FREE = Prepared(delete(taken_slots).where(taken_slots.c.outside_id == bindparam("which")))
_FORGET = Prepared(delete(outside_bookings).where(outside_bookings.c.id == bindparam("which")))

Place = tuple[str, datetime, int]
"""Reference as it is kept, start and minutes: what makes two bookings of one counter the same."""


def take_in(
    tx: Transaction,
    counter: str,
    grid: int,
    first: date,
    last: date,
    bookings: Sequence[OutsideBooking],
    zone: ZoneInfo,
) -> int:
    """Make our image of these days what the system says; how many bookings came or went.

    Args:
        tx: the transaction.
        counter: whose.
        grid: minutes of its cells.
        first: the first of the days.
        last: the last one.
        bookings: all that the system has given away on them (`usable`); ours are left out.
        zone: the town's.
    """
    said = {_place(one): one for one in bookings if not one.is_ours}
    known = _known(tx, counter, first, last, zone)
    gone = [row for place, (row, _) in known.items() if place not in said]
    new = [one for place, one in said.items() if place not in known]
    torn = [
        (row, said[place]) for place, (row, whole) in known.items() if place in said and not whole
    ]
    changed = [place for place in known if place not in said]
    changed += [_place(one) for one in [*new, *(one for _, one in torn)]]
    days = {day for _, start, length in changed for day, _, _ in days_of(start, length, zone)}
    if not days:
        return 0
    slots.lock_days(tx, days)
    for row in gone:
        tx.run(_FREE, which=row)
        tx.run(_FORGET, which=row)
    for row, one in [*((_added(tx, one), one) for one in new), *torn]:
        tx.run(_SET_WHOLE, which=row, whole=_take(tx, row, one, grid, zone))
    return len(gone) + len(new)


def wanted(tx: Transaction, counter: str, keep_on: timedelta) -> list[Wanted]:
    """Our visits and live holds at a counter that are still to come.

    Args:
        tx: the transaction.
        counter: which.
        keep_on: so long after a hold's end its time is still kept, for what was held may become a
            visit at the last moment.
    """
    rows = tx.all(
        union_all(
            select(visits.c.start, visits.c.minutes, literal(None, Instant).label("until")).where(
                visits.c.counter == counter,
                visits.c.state == VisitState.BOOKED,
                visits.c.start > tx.now,
            ),
            select(holds.c.start, holds.c.minutes, holds.c.expires_at.label("until")).where(
                holds.c.counter == counter, holds.c.expires_at > tx.now, holds.c.start > tx.now
            ),
        )
    )
    return [
        Wanted(counter, row.start, row.minutes, None if row.until is None else row.until + keep_on)
        for row in rows
    ]


def sold(tx: Transaction) -> set[int]:
    """Visits still to come whose time, or a part of it, a system has given to somebody else."""
    there = outside_bookings
    rows = tx.all(
        select(visits.c.id, visits.c.start, visits.c.minutes, there.c.start, there.c.minutes)
        .join_from(visits, there, there.c.counter == visits.c.counter)
        .where(~there.c.whole, visits.c.state == VisitState.BOOKED, visits.c.start > tx.now)
    )
    return {
        visit
        for visit, start, minutes, other, other_minutes in map(tuple, rows)
        if start < other + timedelta(minutes=other_minutes)
        and other < start + timedelta(minutes=minutes)
    }


def forget_old(tx: Transaction) -> int:
    """Drop what has passed by a day, its cells too; how many."""
    before = tx.now - timedelta(days=1)
    old = [
        row.id
        for row in tx.all(select(outside_bookings.c.id).where(outside_bookings.c.start < before))
    ]
    for row in old:
        tx.run(_FREE, which=row)
        tx.run(_FORGET, which=row)
    return len(old)


def _known(
    tx: Transaction, counter: str, first: date, last: date, zone: ZoneInfo
) -> dict[Place, tuple[int, bool]]:
    begins = calendar.instant(first, 0, zone)
    ends = calendar.instant(last + timedelta(days=1), 0, zone)
    rows = tx.all(
        select(outside_bookings).where(
            outside_bookings.c.counter == counter,
            outside_bookings.c.start >= begins,
            outside_bookings.c.start < ends,
        )
    )
    return {(row.reference, row.start, row.minutes): (row.id, row.whole) for row in rows}


def _place(one: OutsideBooking) -> Place:
    return kept_reference(one.reference), one.start, one.minutes


def _added(tx: Transaction, one: OutsideBooking) -> int:
    row = tx.one(
        _ADD,
        counter=one.counter,
        reference=kept_reference(one.reference),
        start=one.start,
        minutes=one.minutes,
        whole=False,
    )
    return int(row.id)


def _take(tx: Transaction, row: int, one: OutsideBooking, grid: int, zone: ZoneInfo) -> bool:
    """Take its cells; whether all of them could be had."""
    cells = [
        (day, cell)
        for day, first, last in days_of(one.start, one.minutes, zone)
        for cell in cells_of(first, last - first, grid)
    ]
    got = sum(
        tx.run(
            _TAKE,
            counter=one.counter,
            start=calendar.instant(day, cell * grid, zone),
            day=day,
            cell=cell,
            hold_id=None,
            visit_id=None,
            freed_by=None,
            outside_id=row,
            expires_at=None,
            now=tx.now,
            own=row,
        )
        for day, cell in cells
    )
    return got == len(cells)
