"""Hours, breaks and exceptions.

Times of day are minutes after midnight on the wall clock; they become instants only when a day is
known, for not every day has 24 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Part of a day: from a minute after midnight up to, not including, another."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Spans of each day of the week, Monday first."""

    days: tuple[tuple[Span, ...], ...]

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of that day of the week."""
        return self.days[day.weekday()]


NEVER = WeeklyHours(((),) * 7)


class DayHours(Protocol):
    """Tells the hours of any day."""

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of that day."""


@dataclass(frozen=True, slots=True)
class Period:
    """Weekly hours that hold for a time, perhaps not in every week of it.

    Attributes:
        week: the hours.
        first: the first day on which they hold, None without a beginning.
        last: the last one, None without an end.
        every: 1 is each week, 2 every other week, and so on.
        anchor: a day in a week that counts; needed where not every week does.
    """

    week: WeeklyHours
    first: date | None = None
    last: date | None = None
    every: int = 1
    anchor: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day, be it open then or not."""
        if (self.first and day < self.first) or (self.last and day > self.last):
            return False
        return (
            self.anchor is None or (_monday(day) - _monday(self.anchor)).days // 7 % self.every == 0
        )

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of that day, none where the period does not hold."""
        return self.week.on(day) if self.holds_on(day) else ()


@dataclass(frozen=True, slots=True)
class Timetable:
    """Hours that change with the time of the year and the week; no day is told by two periods."""

    periods: tuple[Period, ...]

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of that day."""
        return tuple(sorted(span for period in self.periods for span in period.on(day)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class DayException:
    """Days that differ from the week's hours.

    Attributes:
        first: the first such day.
        last: the last one.
        spans: the part of the day that is meant; empty for all of it.
        is_open: extra hours; otherwise a closure. A closure wins over extra hours.
        office: at which office, None for all of the town.
        counter: at which counter only, None for the whole office.
        reason: for people.
    """

    first: date
    last: date
    spans: tuple[Span, ...]
    is_open: bool
    office: str | None
    counter: str | None
    reason: str

    def at(self, office: str, counter: str) -> bool:
        """Whether that counter is meant."""
        return self.office in (None, office) and self.counter in (None, counter)


@dataclass(frozen=True, slots=True)
class CounterCalendar:
    """All that decides when one counter is open, holidays apart.

    Attributes:
        grid: minutes from one possible start to the next.
        hours: when it is open; the office's, unless the counter has its own.
        breaks: when nobody is at the counter within those hours.
        exceptions: those that concern this counter.
    """

    office: str
    counter: str
    grid: int
    hours: DayHours
    breaks: DayHours
    exceptions: tuple[DayException, ...]
