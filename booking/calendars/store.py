"""Hours and exceptions in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Integer,
    String,
    Table,
    select,
)

from booking.calendars.model import DayException, Period, Span, Timetable, WeeklyHours
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
    Column("first_day", Date),
    Column("last_day", Date),
    Column("every", Integer, nullable=False, server_default="1"),
    Column("anchor", Date),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    CheckConstraint("0 <= opens AND opens < closes AND closes <= 1440", name="span"),
    CheckConstraint("first_day IS NULL OR last_day IS NULL OR first_day <= last_day", name="days"),
    CheckConstraint("every = 1 OR (every > 1 AND anchor IS NOT NULL)", name="rhythm"),
)
"""One row a span of a weekday, with the period in which it holds; a day without rows is closed."""

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

_Validity = tuple[date | None, date | None, int, date | None]


def load_weekly(tx: Transaction) -> dict[Owner, Timetable]:
    """All weekly hours and breaks."""
    found: dict[Owner, dict[_Validity, list[list[Span]]]] = {}
    for row in tx.all(select(weekly_hours).order_by(weekly_hours.c.id)):
        periods = found.setdefault((row.office, row.counter, row.is_break), {})
        validity = (row.first_day, row.last_day, row.every, row.anchor)
        days = periods.setdefault(validity, [[] for _ in range(7)])
        days[row.weekday].append(Span(row.opens, row.closes))
    return {
        owner: Timetable(tuple(Period(_week(days), *validity) for validity, days in made.items()))
        for owner, made in found.items()
    }


def put_weekly(tx: Transaction, hours: Mapping[Owner, Timetable]) -> bool:
    """Keep these and no others; whether anything had to be changed."""
    rows = [
        {
            "office": office,
            "counter": counter,
            "is_break": is_break,
            "weekday": weekday,
            "opens": span.opens,
            "closes": span.closes,
            "first_day": period.first,
            "last_day": period.last,
            "every": period.every,
            "anchor": period.anchor,
        }
        for (office, counter, is_break), timetable in hours.items()
        for period in timetable.periods
        for weekday, spans in enumerate(period.week.days)
        for span in spans
    ]
    columns = [column.name for column in weekly_hours.columns if not column.primary_key]
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


def _week(days: Iterable[Iterable[Span]]) -> WeeklyHours:
    return WeeklyHours(tuple(tuple(sorted(spans)) for spans in days))


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
