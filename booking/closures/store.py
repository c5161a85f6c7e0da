"""Closures in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, Integer, String, Table, select, update

from booking.calendars.model import Span
from booking.closures.model import Closing, Closure
from booking.ground.tables import Instant, key, metadata
from booking.ground.transaction import Transaction

closures = Table(
    "closures",
    metadata,
    key(),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("opens", Integer),
    Column("closes", Integer),
    Column("office", String(60)),
    Column("counter", String(60)),
    Column("reason", String(200), nullable=False),
    Column("closed_by", String(100), nullable=False),
    Column("closed_at", Instant, nullable=False),
    Column("lifted_by", String(100)),
    Column("lifted_at", Instant),
    CheckConstraint("first_day <= last_day", name="days"),
    CheckConstraint(
        "(opens IS NULL AND closes IS NULL) OR (0 <= opens AND opens < closes AND closes <= 1440)",
        name="span",
    ),
    CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name="lifted"),
)
"""Beside `calendar_exceptions`, which hold what the town's files describe and nothing else."""


def add(tx: Transaction, closing: Closing, by: str) -> Closure:
    """Write a closure."""
    span = closing.span
    number = tx.insert(
        closures,
        first_day=closing.first,
        last_day=closing.last,
        opens=span.opens if span else None,
        closes=span.closes if span else None,
        office=closing.office,
        counter=closing.counter,
        reason=closing.reason,
        closed_by=by,
        closed_at=tx.now,
    )
    return Closure(number, closing, by, tx.now)


def find(tx: Transaction, closure_id: int) -> Closure | None:
    """The closure with this number."""
    row = tx.one(select(closures).where(closures.c.id == closure_id))
    return None if row is None else _closure(row)


def lift(tx: Transaction, closure_id: int, by: str) -> bool:
    """Take a closure back; False where that was done already."""
    holds = (closures.c.id == closure_id) & closures.c.lifted_at.is_(None)
    taken = update(closures).where(holds).values(lifted_by=by, lifted_at=tx.now)
    return tx.execute(taken).rowcount == 1


def in_force(tx: Transaction, since: date | None = None) -> Sequence[Closure]:
    """Those that hold, by their first day; with `since` only such as are not over by then."""
    holds = select(closures).where(closures.c.lifted_at.is_(None))
    if since is not None:
        holds = holds.where(closures.c.last_day >= since)
    return [_closure(row) for row in tx.all(holds.order_by(closures.c.first_day, closures.c.id))]


def _closure(row: Any) -> Closure:  # noqa: ANN401  a row
    closing = Closing(
        first=row.first_day,
        last=row.last_day,
        reason=row.reason,
        span=None if row.opens is None else Span(row.opens, row.closes),
        office=row.office,
        counter=row.counter,
    )
    return Closure(row.id, closing, row.closed_by, row.closed_at, row.lifted_by, row.lifted_at)
