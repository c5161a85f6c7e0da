"""Ready dates in the database."""

from __future__ import annotations

from sqlalchemy import Column, Date, String, Table, select, update

from booking.ground.tables import Instant, metadata
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing
from booking.ready_dates.model import ReadyDate

ready_dates = Table(
    "ready_dates",
    metadata,
    Column("service", String(60), primary_key=True),
    Column("day", Date, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("by", String(100), nullable=False),
)


def find(tx: Transaction, service: str) -> ReadyDate | None:
    """The service's ready date."""
    row = tx.one(select(ready_dates).where(ready_dates.c.service == service))
    return None if row is None else ReadyDate(row.service, row.day, row.written_at, row.by)


def put(tx: Transaction, value: ReadyDate) -> None:
    """Keep the service's ready date, in place of the one before."""
    values = {"day": value.day, "written_at": value.written_at, "by": value.by}
    insert_missing(tx, ready_dates, service=value.service, **values)
    tx.execute(update(ready_dates).where(ready_dates.c.service == value.service).values(**values))
