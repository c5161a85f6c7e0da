"""When a counter is open, as bits: cell 0 begins at midnight, each cell is one grid step long.

A whole day of a counter is one integer. Whatever is asked of a calendar is then a few shifts and
ANDs, which is why sixty counters over sixty days cost milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from booking.calendars.model import CounterCalendar, Span, WeeklyHours

DAY_MINUTES = 24 * 60


def open_cells(calendar: CounterCalendar, day: date, zone: ZoneInfo) -> int:
    """The cells in which the counter is open on that day.

    Weekly hours and extra hours add, breaks and closures take away, in this order; a public
    holiday takes all, whatever a weekly or an extra line says.
    """
    if is_holiday(day):
        return 0
    grid = calendar.grid
    exceptions = [e for e in calendar.exceptions if e.first <= day <= e.last]
    cells = inner_cells(calendar.hours.on(day), grid)
    for extra in exceptions:
        if extra.is_open:
            cells |= inner_cells(extra.spans, grid)
    cells &= ~touched_cells(calendar.breaks.on(day), grid)
    for closure in exceptions:
        if not closure.is_open:
            cells &= ~touched_cells(closure.spans or (Span(0, DAY_MINUTES),), grid)
    return cells & ~odd_cells(day, grid, zone) if cells else 0


def inner_cells(spans: Iterable[Span], grid: int) -> int:
    """The cells that lie wholly within a span: nobody is booked past closing time."""
    cells = 0
    for span in spans:
        cells |= _range(-(-span.opens // grid), span.closes // grid)
    return cells


def touched_cells(spans: Iterable[Span], grid: int) -> int:
    """The cells that a span touches: nobody is booked into a break that begins half-way."""
    cells = 0
    for span in spans:
        cells |= _range(span.opens // grid, -(-span.closes // grid))
    return cells


@cache
def odd_cells(day: date, grid: int, zone: ZoneInfo) -> int:
    """The cells that are not there on this day, or there twice, because the clocks change.

    Nobody can be told such a time without doubt, so it cannot be booked.
    """
    if instant(day, 0, zone).utcoffset() == instant(day, DAY_MINUTES, zone).utcoffset():
        return 0
    cells = 0
    for cell in range(DAY_MINUTES // grid):
        if _is_odd(day, cell * grid, zone) or _is_odd(day, (cell + 1) * grid - 1, zone):
            cells |= 1 << cell
    return cells


def starts(free: int, length: int) -> int:
    """The cells from which `length` free ones follow, each of them free."""
    run = free
    for _ in range(length - 1):
        free >>= 1
        run &= free
    return run


def day_cells(grid: int) -> int:
    """How many cells a day has, the last one perhaps cut short by midnight."""
    return -(-DAY_MINUTES // grid)


def cells_in(mask: int) -> Iterator[int]:
    """The numbers of the cells that are set, ascending."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def cells_from(minute: int, grid: int) -> int:
    """All cells that begin at this minute of the day or later; negative numbers are whole days."""
    return -1 << max(-(-minute // grid), 0)


def cells_in_time(opened: int, grid: int, last_start: int) -> int:
    """The cells that begin at least `last_start` minutes before a day's last open cell ends.

    A break is no closing: what counts is when people go home, be it that a closure sends them
    early or that extra hours keep them late.
    """
    return (1 << max(opened.bit_length() - -(-last_start // grid) + 1, 0)) - 1


def instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """That minute of that day on the wall clock, aware. Minute 1440 is the next midnight."""
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minute)
    return wall.replace(fold=0)


def minute_of(at: datetime, day: date, zone: ZoneInfo) -> int:
    """What the wall clock shows then, in minutes after that day's midnight; rounded up."""
    wall = at.astimezone(zone)
    minutes = (wall.date() - day).days * DAY_MINUTES + wall.hour * 60 + wall.minute
    return minutes + (1 if wall.second or wall.microsecond else 0)


def is_open(hours: WeeklyHours, at: datetime) -> bool:
    """Whether these hours include that moment of the wall clock; holidays are never included."""
    minute = at.hour * 60 + at.minute
    return not is_holiday(at.date()) and any(
        span.opens <= minute < span.closes for span in hours.on(at.date())
    )


def next_opening(hours: WeeklyHours, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first opening later than that moment; None where there is none within a year."""
    for days in range(367):
        day = after.date() + timedelta(days=days)
        if is_holiday(day):
            continue
        for span in sorted(hours.on(day)):
            opening = instant(day, span.opens, zone)
            if opening.astimezone(UTC) > after.astimezone(UTC):
                return opening
    return None


def is_holiday(day: date) -> bool:
    """Whether it is a Czech public holiday (act 245/2000; Easter moves)."""
    return day in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CZ", years=year))


def _range(first: int, end: int) -> int:
    return (1 << end) - (1 << first) if end > first else 0


def _is_odd(day: date, minute: int, zone: ZoneInfo) -> bool:
    wall = datetime.combine(day, time(minute // 60, minute % 60), zone)
    return wall.utcoffset() != wall.replace(fold=1).utcoffset()
