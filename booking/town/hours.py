"""`hours.yaml`: when offices and counters are open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from booking.calendars.model import DayException, Span, WeeklyHours
from booking.calendars.rules import DAY_MINUTES, is_holiday
from booking.calendars.store import Owner
from booking.catalogue.model import Counter, Office
from booking.errors import TownFileError
from booking.town.files import Code, Described
from booking.town.files import read as read_file

FILE = "hours.yaml"

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


class Times(Described):
    """Hours and breaks of an office, or of one counter instead of the office's.

    What a counter leaves out is the office's; `breaks: {}` is no break at all.
    """

    hours: Week | None = None
    breaks: Week | None = None


class ExceptionEntry(Described):
    """Days that differ: a closure, or extra hours.

    `day`, or `first` and `last`; `hours` tells the part of the day, and without them a closure
    lasts all day. Without `office` the whole town is meant, without `counter` the whole office.
    """

    day: date | None = None
    first: date | None = None
    last: date | None = None
    open: bool = False
    hours: Spans = ()
    office: Code | None = None
    counter: Code | None = None
    reason: str = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _makes_sense(self) -> ExceptionEntry:
        if (self.day is None) == (self.first is None or self.last is None):
            raise ValueError("either 'day', or 'first' and 'last' are needed")
        if self.first and self.last and self.first > self.last:
            raise ValueError("the last day is before the first")
        if self.open and not self.hours:
            raise ValueError("extra hours need 'hours'")
        if self.open and self.day is None:
            raise ValueError("extra hours are for one 'day' each")
        if self.open and self.day and is_holiday(self.day):
            raise ValueError("this is a public holiday: nobody can be booked on it")
        return self

    def exception(self) -> DayException:
        """The exception to keep."""
        first, last = self.day or self.first, self.day or self.last
        if first is None or last is None:
            raise TypeError("checked when it was read")
        return DayException(
            first, last, self.hours, self.open, self.office, self.counter, self.reason
        )


class HoursFile(Described):
    """The whole file."""

    offices: dict[Code, Times]
    counters: dict[Code, Times] = Field(default_factory=dict)
    exceptions: tuple[ExceptionEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """What the file says, checked."""

    weekly: Mapping[Owner, WeeklyHours]
    exceptions: tuple[DayException, ...]


def read(folder: Path, *, offices: Iterable[Office], counters: Sequence[Counter]) -> Hours:
    """When the town is open.

    Raises:
        TownFileError: a time will not do, an office has no hours, or something is nowhere.
    """
    file = read_file(folder, FILE, HoursFile)
    places = {office.code for office in offices}
    office_of = {counter.code: counter.office for counter in counters}
    _check_codes("offices", file.offices, places)
    _check_codes("counters", file.counters, office_of)
    for code in places:
        if code not in file.offices or file.offices[code].hours is None:
            raise TownFileError(FILE, f"offices.{code}", "the office has no hours")
    for number, entry in enumerate(file.exceptions):
        _check_exception(f"exceptions.{number}", entry, places, office_of)
    weekly = {
        **_weekly((office, None, times) for office, times in file.offices.items()),
        **_weekly((c.office, c.code, _of(c, file)) for c in counters),
    }
    return Hours(weekly, tuple(entry.exception() for entry in file.exceptions))


def _of(counter: Counter, file: HoursFile) -> Times:
    own, office = file.counters.get(counter.code, Times()), file.offices[counter.office]
    return Times.model_construct(  # both were checked when they were read
        hours=office.hours if own.hours is None else own.hours,
        breaks=office.breaks if own.breaks is None else own.breaks,
    )


def _weekly(
    entries: Iterable[tuple[str, str | None, Times]],
) -> dict[Owner, WeeklyHours]:
    found: dict[Owner, WeeklyHours] = {}
    for office, counter, times in entries:
        for days, is_break in ((times.hours, False), (times.breaks, True)):
            if days is not None:
                found[office, counter, is_break] = week(days)
    return found


def _check_codes(place: str, given: Iterable[str], known: Iterable[str]) -> None:
    for code in given:
        if code not in set(known):
            raise TownFileError(FILE, f"{place}.{code}", "there is none of this name")


def _check_exception(
    place: str, entry: ExceptionEntry, offices: Iterable[str], office_of: Mapping[str, str]
) -> None:
    if entry.office is not None and entry.office not in set(offices):
        raise TownFileError(FILE, place, f"there is no office '{entry.office}'")
    if entry.counter is None:
        return
    if entry.counter not in office_of:
        raise TownFileError(FILE, place, f"there is no counter '{entry.counter}'")
    if entry.office not in (None, office_of[entry.counter]):
        raise TownFileError(FILE, place, f"'{entry.counter}' is at another office")
