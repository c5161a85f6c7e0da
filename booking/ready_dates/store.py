"""Ready dates in the database."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, String, Table, delete, select, update

from booking.ground.tables import Instant, key, metadata
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing
from booking.ready_dates.model import ReadyDate, ReadyLine

ready_dates = Table(
    "ready_dates",
    metadata,
    Column("service", String(60), primary_key=True),
    Column("day", Date, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("by", String(100), nullable=False),
)

ready_date_lines = Table(
    "ready_date_lines",
    metadata,
    key(),
    Column("service", String(60), nullable=False),
    Column("day", Date, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("by", String(100), nullable=False),
    Column("undone_at", Instant),
)
"""Every line that was ever written; `ready_dates` is the last one that holds, for callers."""
Index("ix_ready_date_lines_service", ready_date_lines.c.service, ready_date_lines.c.written_at)


def find(tx: Transaction, service: str) -> ReadyDate | None:
    """The service's ready date."""
    row = tx.one(select(ready_dates).where(ready_dates.c.service == service))
    return None if row is None else ReadyDate(row.service, row.day, row.written_at, row.by)


def put(tx: Transaction, value: ReadyDate) -> int:
    """Keep the service's ready date, in place of the one before; the line's number."""
    _put(tx, value)
    return tx.insert(
        ready_date_lines,
        service=value.service,
        day=value.day,
        written_at=value.written_at,
        by=value.by,
    )


def lines(tx: Transaction, service: str, limit: int | None = None) -> list[ReadyLine]:
    """What was written for the service, the newest first."""
    table = ready_date_lines
    newest = (table.c.written_at.desc(), table.c.id.desc())
    rows = tx.all(select(table).where(table.c.service == service).order_by(*newest).limit(limit))
    return [
        ReadyLine(r.id, ReadyDate(r.service, r.day, r.written_at, r.by), r.undone_at) for r in rows
    ]


def take_back(tx: Transaction, line_id: int, before: ReadyDate | None, service: str) -> None:
    """Mark a line as taken back, and bring back the ready date before it."""
    same = ready_date_lines.c.id == line_id
    tx.execute(update(ready_date_lines).where(same).values(undone_at=tx.now))
    if before is None:
        tx.execute(delete(ready_dates).where(ready_dates.c.service == service))
    else:
        _put(tx, before)


def _put(tx: Transaction, value: ReadyDate) -> None:
    values = {"day": value.day, "written_at": value.written_at, "by": value.by}
    insert_missing(tx, ready_dates, service=value.service, **values)
    tx.execute(update(ready_dates).where(ready_dates.c.service == value.service).values(**values))
