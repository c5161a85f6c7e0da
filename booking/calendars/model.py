"""Hours, breaks and exceptions.

Times of day are minutes after midnight on the wall clock; they become instants only when a day is
known, for not every day has 24 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
    hours: WeeklyHours
    breaks: WeeklyHours
    exceptions: tuple[DayException, ...]
