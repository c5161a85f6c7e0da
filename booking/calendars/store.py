"""Hours and exceptions in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, String, Table, select

from booking.calendars.model import DayException, Span, WeeklyHours
from booking.ground.sync import sync
from booking.ground.tables import key, metadata
from booking.ground.transaction import Transaction

weekly_hours = Table(
    "weekly_hours",
    metadata,
    key(),
    Column("office", String(60), nullable=False),
    Column("counter", String(60)),
    Column("is_break", Boolean, nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("opens", Integer, nullable=False),
    Column("closes", Integer, nullable=False),
)

calendar_exceptions = Table(
    "calendar_exceptions",
    metadata,
    key(),
    Column("number", Integer, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("office", String(60)),
    Column("counter", String(60)),
    Column("opens", Integer),
    Column("closes", Integer),
    Column("is_open", Boolean, nullable=False),
    Column("reason", String(200), nullable=False),
)

Owner = tuple[str, str | None, bool]
"""Whose weekly hours: office, counter, whether they are breaks.

Each counter has its own lines, also where they are those of its office; the office's (counter
None) are for telling people.
"""


def load_weekly(tx: Transaction) -> dict[Owner, WeeklyHours]:
    """All weekly hours and breaks."""
    found: dict[Owner, list[list[Span]]] = {}
    for row in tx.all(select(weekly_hours)):
        owner = (row.office, row.counter, row.is_break)
        days = found.setdefault(owner, [[] for _ in range(7)])
        days[row.weekday].append(Span(row.opens, row.closes))
    return {
        owner: WeeklyHours(tuple(tuple(sorted(spans)) for spans in days))
        for owner, days in found.items()
    }


def put_weekly(tx: Transaction, hours: Mapping[Owner, WeeklyHours]) -> bool:
    """Keep these and no others; whether anything had to be changed."""
    rows = [
        {
            "office": office,
            "counter": counter,
            "is_break": is_break,
            "weekday": weekday,
            "opens": span.opens,
            "closes": span.closes,
        }
        for (office, counter, is_break), week in hours.items()
        for weekday, spans in enumerate(week.days)
        for span in spans
    ]
    columns = ("office", "counter", "is_break", "weekday", "opens", "closes")
    return sync(tx, weekly_hours, rows, by=columns)


def load_exceptions(tx: Transaction) -> list[DayException]:
    """All exceptions, in the order in which the town wrote them."""
    table = calendar_exceptions
    rows = tx.all(select(table).order_by(table.c.number, table.c.opens))
    return [_exception(list(lines)) for _, lines in groupby(rows, key=lambda row: row.number)]


def put_exceptions(tx: Transaction, exceptions: Iterable[DayException]) -> bool:
    """Keep these and no others; whether anything had to be changed."""
    rows = [
        {
            "number": number,
            "first_day": exception.first,
            "last_day": exception.last,
            "office": exception.office,
            "counter": exception.counter,
            "opens": span.opens if span else None,
            "closes": span.closes if span else None,
            "is_open": exception.is_open,
            "reason": exception.reason,
        }
        for number, exception in enumerate(exceptions)
        for span in (exception.spans or (None,))
    ]
    return sync(tx, calendar_exceptions, rows, by=("number", "opens"))


def _exception(lines: Sequence[Any]) -> DayException:
    first = lines[0]
    return DayException(
        first=first.first_day,
        last=first.last_day,
        spans=tuple(Span(line.opens, line.closes) for line in lines if line.opens is not None),
        is_open=first.is_open,
        office=first.office,
        counter=first.counter,
        reason=first.reason,
    )
