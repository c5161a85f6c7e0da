"""Periods of hours beside one another: which contradict, and what stands in where one is silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from math import lcm

from booking.calendars.model import Period

_SOME_DAY = date(2024, 1, 1)
"""Where a rhythm without beginning and end is looked at; any day would do."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two periods that both tell the hours of a day.

    Attributes:
        one: which of those that were compared, counted from 0.
        other: a later one.
        day: the first such day; where both have no beginning, one of them.
    """

    one: int
    other: int
    day: date


def first_clash(periods: Sequence[Period]) -> Clash | None:
    """A day whose hours two periods tell, None where there is none.

    Two that hold at once and tell of different days of the week do not contradict: on working days
    each week, on Saturday every other week.
    """
    for (one, first), (other, second) in combinations(enumerate(periods), 2):
        if day := _both_on(first, second):
            return Clash(one, other, day)
    return None


def filled(own: Sequence[Period], others: Iterable[Period]) -> tuple[Period, ...]:
    """A counter's own periods, and on all days outside of them its office's.

    A period of its own counts with all its days, those of weeks that it leaves out among them: who
    comes every other week does not have the office's hours in between.
    """
    cut = (_within(period, *gap) for period in others for gap in _gaps(own))
    return (*own, *(period for period in cut if period is not None))


def _both_on(one: Period, other: Period) -> date | None:
    common = _within(one, other.first, other.last)
    if common is None:
        return None
    days = 7 * lcm(one.every, other.every)
    start = common.first or (common.last - days * _ONE_DAY if common.last else _SOME_DAY)
    end = min(start + days * _ONE_DAY, common.last or date.max)
    return next((d for d in _days(start, end) if one.on(d) and other.on(d)), None)


def _gaps(periods: Iterable[Period]) -> Iterator[tuple[date | None, date | None]]:
    """The stretches outside of all these periods: first and last day, None without an end."""
    start: date | None = date.min
    for period in sorted(periods, key=lambda period: period.first or date.min):
        first = period.first or date.min
        if start is None:
            return
        if first > start:
            yield (None if start == date.min else start), first - _ONE_DAY
        start = max(start, period.last + _ONE_DAY) if period.last else None
    if start is not None:
        yield (None if start == date.min else start), None


def _within(period: Period, first: date | None, last: date | None) -> Period | None:
    """The part of a period that lies in a stretch, None where there is none."""
    begins = max(filter(None, (period.first, first)), default=None)
    ends = min(filter(None, (period.last, last)), default=None)
    if begins and ends and begins > ends:
        return None
    return replace(period, first=begins, last=ends)


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range((end - start).days + 1))
