"""Times of day and days of the week, as a town's files write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BeforeValidator

from booking.calendars.model import Span, WeeklyHours
from booking.calendars.rules import DAY_MINUTES

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


def _span(value: object) -> Span:
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError("a span of time such as 08:00-12:30 is needed")
    hour, minute, end_hour, end_minute = (int(part) for part in found.groups())
    opens, closes = hour * 60 + minute, end_hour * 60 + end_minute
    if max(minute, end_minute) > 59 or closes > DAY_MINUTES:
        raise ValueError("there is no such time of day")
    if opens >= closes:
        raise ValueError("it ends before it begins")
    return Span(opens, closes)


def _spans(value: object) -> tuple[Span, ...]:
    spans = sorted(_span(part) for part in (value if isinstance(value, list) else [value]))
    if any(earlier.closes > later.opens for earlier, later in pairwise(spans)):
        raise ValueError("two spans overlap")
    return tuple(spans)


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Spans = Annotated[tuple[Span, ...], BeforeValidator(_spans)]
Week = dict[Weekday, Spans]
"""Spans by day of the week; a day that is left out is closed."""

_WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def week(days: Mapping[Weekday, tuple[Span, ...]]) -> WeeklyHours:
    """A week from its days."""
    return WeeklyHours(tuple(days.get(day, ()) for day in _WEEKDAYS))
