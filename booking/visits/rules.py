"""Which slots are free. Pure: a description of the town, what is taken, and a wish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Protocol

from booking.calendars import rules as calendar
from booking.catalogue.alike import Alike, Start
from booking.catalogue.directory import Directory
from booking.catalogue.model import Activity
from booking.errors import Refused
from booking.visits.model import Slot


class Taken(Protocol):
    """What is taken."""

    def cells(self, alike: Alike, day: date) -> int:
        """The cells that are taken at these counters on that day, side by side."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a citizen wants.

    Attributes:
        office: only there, None for any.
        after: only later than this instant.
        on: only on this day.
        per_day: at most so many of each day, None for all.
        freed_too: also what was freed a moment ago and is kept back from the public.
    """

    activity: Activity
    persons: int = 1
    office: str | None = None
    after: datetime | None = None
    on: date | None = None
    per_day: int | None = None
    freed_too: bool = False


def length_in_cells(minutes: Iterable[int], persons: int, grid: int) -> int:
    """How many grid cells a visit takes: whole cells for each activity and person.

    Args:
        minutes: what each activity takes one person at that counter (`Directory.pace`).
        persons: how many come together.
        grid: the counter's.
    """
    return sum(-(-one // grid) for one in minutes) * persons


def check_persons(activity: Activity, persons: int) -> None:
    """Let a possible number of persons pass.

    Raises:
        Refused: nobody comes, or more than one visit may take.
    """
    if not 1 <= persons <= activity.max_persons:
        raise Refused("persons", f"1 to {activity.max_persons} may come at once")


def bookable_from(directory: Directory, activity: Activity, now: datetime) -> datetime:
    """The first instant at which a visit may begin: the lead in days and in minutes, the later."""
    limits = directory.town.limits
    zone = directory.zone
    days = limits.lead_days if activity.lead_days is None else activity.lead_days
    first_day = now.astimezone(zone).date() + timedelta(days=days)
    by_days = calendar.instant(first_day, 0, zone)
    minutes = limits.lead_minutes if activity.lead_minutes is None else activity.lead_minutes
    return max(by_days.astimezone(now.tzinfo), now + timedelta(minutes=minutes))


def days(directory: Directory, wish: Wish, now: datetime) -> list[date]:
    """The days to look at, the nearest first."""
    zone = directory.zone
    last = _last_day(directory, wish.activity, now)
    first = bookable_from(directory, wish.activity, now).astimezone(zone).date()
    if wish.after is not None:
        first = max(first, wish.after.astimezone(zone).date())
    if wish.on is not None:
        return [wish.on] if first <= wish.on <= last else []
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def free_slots(
    directory: Directory, wish: Wish, on: Iterable[date], taken: Taken, now: datetime
) -> Iterator[Slot]:
    """The free slots of these days, the earliest first.

    Of counters in one office that are free at the same time, the first stands for all: to whoever
    comes they are the same.
    """
    zone = directory.zone
    groups = [
        (alike, length_in_cells(alike.pace.minutes, wish.persons, alike.grid))
        for alike in directory.alike_for(wish.activity, wish.office)
    ]
    from_then = _earliest(directory, wish, now)
    for day in on:
        earliest = calendar.minute_of(from_then, day, zone)
        starts = _starts(groups, day, taken, earliest)
        for start in islice(starts, wish.per_day):
            at = calendar.instant(day, start.minute, zone)
            minutes = start.counter.minutes_for(wish.activity) * wish.persons
            yield Slot(start.counter.code, start.counter.office, at, minutes)


def _starts(
    groups: Iterable[tuple[Alike, int]], day: date, taken: Taken, earliest: int
) -> Iterator[Start]:
    """Of each office the first counter at each minute; which office is told first, too."""
    found = [
        alike.starts(day, opened & ~taken.cells(alike, day), length, earliest)
        for alike, length in groups
        if (opened := alike.open_on(day))
    ]
    if len(found) == 1:
        yield from found[0]
        return
    minute, told = -1, set[str]()
    for start in merge(*found, key=lambda start: (start.minute, start.rank)):
        if start.minute != minute:
            minute, told = start.minute, set()
        if start.counter.office not in told:
            told.add(start.counter.office)
            yield start


def is_bookable(
    directory: Directory, activity: Activity, slot: Slot, persons: int, now: datetime
) -> bool:
    """Whether the slot exists, be it taken or not: right counter, open, on the grid, in time."""
    counter = directory.counters.get(slot.counter)
    if counter is None or counter.code not in directory.listed or not counter.does(activity):
        return False
    zone = directory.zone
    local = slot.start.astimezone(zone)
    if local.date() > _last_day(directory, activity, now):
        return False
    earliest = calendar.minute_of(bookable_from(directory, activity, now), local.date(), zone)
    pace = directory.pace(counter, activity)
    opened = directory.open_cells(counter.code, local.date())
    possible = calendar.starts(opened, length_in_cells(pace.minutes, persons, counter.grid))
    possible &= calendar.cells_in_time(opened, counter.grid, pace.last_start)
    possible &= calendar.cells_from(earliest, counter.grid)
    cell, beside = divmod(local.hour * 60 + local.minute, counter.grid)
    return (
        not (beside or local.second or local.microsecond or local.fold)
        and bool(possible >> cell & 1)
        and slot.office == counter.office
        and slot.minutes == sum(pace.minutes) * persons
    )


def _last_day(directory: Directory, activity: Activity, now: datetime) -> date:
    days = activity.horizon_days
    if days is None:
        days = directory.town.limits.horizon_days
    return now.astimezone(directory.zone).date() + timedelta(days=days)


def _earliest(directory: Directory, wish: Wish, now: datetime) -> datetime:
    """The first instant at which a visit may begin."""
    lead = bookable_from(directory, wish.activity, now)
    if wish.after is None:
        return lead
    return max(lead, wish.after + timedelta(microseconds=1))
