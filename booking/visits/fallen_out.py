"""Booked visits that the town's description does not carry any more. Pure.

A change of hours takes no visit away. It may leave some behind: at a counter that is gone, after
closing time, in a break. Somebody has to call these people; here is who, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from booking.calendars import rules as calendar
from booking.calendars.model import Span
from booking.catalogue.directory import Directory
from booking.visits.model import Visit


class FallenWhy(StrEnum):
    """Why a visit cannot take place as it is booked; of several reasons the first one here."""

    COUNTER_GONE = "counter-gone"
    COUNTER_ELSEWHERE = "counter-elsewhere"
    """The counter belongs to another office now."""
    NOT_DONE_THERE = "not-done-there"
    """The counter does not do this any more, or nobody does."""
    HOLIDAY = "holiday"
    CLOSURE = "closure"
    BREAK = "break"
    PAST_CLOSING = "past-closing"
    """It begins within the hours and ends after them."""
    CLOSED = "closed"
    """It begins outside of the hours."""
    SOLD_OUTSIDE = "sold-outside"
    """The outside system that owns the counter's calendar has given the time to somebody else."""


@dataclass(frozen=True, slots=True)
class Booked:
    """What has to be known of a visit to judge it.

    Attributes:
        activities: all that it is for.
        start: aware.
        minutes: for all who come.
    """

    visit_id: int
    activities: tuple[str, ...]
    office: str
    counter: str
    start: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Fallen:
    """Why one visit cannot take place as it is booked.

    Attributes:
        remark: the reason of a closure as the town or the supervisor wrote it; else empty.
    """

    visit_id: int
    why: FallenWhy
    remark: str = ""


@dataclass(frozen=True, slots=True)
class FallenVisit:
    """The same with the visit itself, for those who call people."""

    visit: Visit
    why: FallenWhy
    remark: str = ""


class Judge:
    """Tells of one visit after another whether a description carries it.

    Opening times are looked at by the minute, not by the cell: a visit that ends at closing time
    has not fallen out because closing time is off the grid. What a visit would take at its counter
    now, and how long before closing the last one may begin, is for new bookings only.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._open: dict[tuple[str, date], int] = {}

    def fallen(self, booked: Iterable[Booked]) -> Iterator[Fallen]:
        """Of these visits those that have fallen out."""
        for one in booked:
            if found := self.verdict(one):
                yield found

    def verdict(self, one: Booked) -> Fallen | None:
        """Why it has fallen out, None where it can take place."""
        if why := self._place(one):
            return Fallen(one.visit_id, why)
        local = one.start.astimezone(self._directory.zone)
        day, begins = local.date(), local.hour * 60 + local.minute
        missing = _minutes(Span(begins, begins + one.minutes)) & ~self._open_minutes(
            one.counter, day
        )
        return self._time(one, day, begins, missing) if missing else None

    def _place(self, one: Booked) -> FallenWhy | None:
        directory = self._directory
        counter = directory.counters.get(one.counter)
        if counter is None or counter.code not in directory.listed:
            return FallenWhy.COUNTER_GONE
        if counter.office != one.office:
            return FallenWhy.COUNTER_ELSEWHERE
        for code in one.activities:
            activity = directory.activities.get(code)
            if activity is None or code not in directory.listed or not counter.does(activity):
                return FallenWhy.NOT_DONE_THERE
        return None

    def _time(self, one: Booked, day: date, begins: int, missing: int) -> Fallen:
        if calendar.is_holiday(day):
            return Fallen(one.visit_id, FallenWhy.HOLIDAY)
        known = self._directory.calendars[one.counter]
        for exception in known.exceptions:
            if exception.is_open or not exception.first <= day <= exception.last:
                continue
            spans = exception.spans or (Span(0, calendar.DAY_MINUTES),)
            if calendar.touched_cells(spans, 1) & missing:
                return Fallen(one.visit_id, FallenWhy.CLOSURE, exception.reason)
        if calendar.touched_cells(known.breaks.on(day), 1) & missing:
            return Fallen(one.visit_id, FallenWhy.BREAK)
        if missing >> begins & 1:
            return Fallen(one.visit_id, FallenWhy.CLOSED)
        return Fallen(one.visit_id, FallenWhy.PAST_CLOSING)

    def _open_minutes(self, counter: str, day: date) -> int:
        known = self._open.get((counter, day))
        if known is None:
            by_minute = replace(self._directory.calendars[counter], grid=1)
            known = calendar.open_cells(by_minute, day, self._directory.zone)
            self._open[counter, day] = known
        return known


def _minutes(span: Span) -> int:
    return calendar.inner_cells([span], 1)
