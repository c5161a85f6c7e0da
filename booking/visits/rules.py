"""Which slots are free. Pure: a description of the town, what is taken, and a wish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from booking.calendars import rules as calendar
from booking.catalogue.directory import Directory
from booking.catalogue.model import Activity, Counter
from booking.errors import Refused
from booking.visits.model import Slot

Taken = Mapping[tuple[str, date], int]
"""The cells that are taken, by counter and day."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a citizen wants.

    Attributes:
        office: only there, None for any.
        after: only later than this instant.
        on: only on this day.
        per_day: at most so many of each day, None for all.
    """

    activity: Activity
    persons: int = 1
    office: str | None = None
    after: datetime | None = None
    on: date | None = None
    per_day: int | None = None


def length_in_cells(activity: Activity, persons: int, grid: int) -> int:
    """How many grid cells a visit takes: whole cells for each person."""
    return -(-activity.minutes // grid) * persons


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
    return max(by_days.astimezone(now.tzinfo), now + timedelta(minutes=limits.lead_minutes))


def days(directory: Directory, wish: Wish, now: datetime) -> list[date]:
    """The days to look at, the nearest first."""
    zone = directory.zone
    last = now.astimezone(zone).date() + timedelta(days=directory.town.limits.horizon_days)
    first = bookable_from(directory, wish.activity, now).astimezone(zone).date()
    if wish.after is not None:
        first = max(first, wish.after.astimezone(zone).date())
    if wish.on is not None:
        return [wish.on] if first <= wish.on <= last else []
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def free_on(directory: Directory, wish: Wish, day: date, taken: Taken, now: datetime) -> list[Slot]:
    """The free slots of a day, the earliest first.

    Of counters in one office that are free at the same time, the first in the town's order stands
    for all: to whoever comes they are the same.
    """
    found: dict[tuple[datetime, str], Slot] = {}
    for counter in directory.counters_for(wish.activity, wish.office):
        for slot in _free_at(directory, wish, counter, day, taken, now):
            found.setdefault((slot.start, slot.office), slot)
    ordered = sorted(found.values(), key=lambda slot: slot.start)  # stable: the town's order
    return list(islice(ordered, wish.per_day))


def is_bookable(
    directory: Directory, activity: Activity, slot: Slot, persons: int, now: datetime
) -> bool:
    """Whether the slot exists, be it taken or not: right counter, open, on the grid, in time."""
    counter = directory.counters.get(slot.counter)
    if counter is None or counter.code not in directory.listed or not counter.does(activity):
        return False
    zone = directory.zone
    local = slot.start.astimezone(zone)
    wish = Wish(activity, persons, counter.office, on=local.date())
    if not days(directory, wish, now):
        return False
    there = _free_at(directory, wish, counter, local.date(), {}, now)
    return any(one.start == local and one.minutes == slot.minutes for one in there)


def _free_at(
    directory: Directory, wish: Wish, counter: Counter, day: date, taken: Taken, now: datetime
) -> Iterator[Slot]:
    zone = directory.zone
    free = directory.open_cells(counter.code, day) & ~taken.get((counter.code, day), 0)
    length = length_in_cells(wish.activity, wish.persons, counter.grid)
    possible = calendar.starts(free, length)
    if not possible:
        return
    earliest = calendar.minute_of(bookable_from(directory, wish.activity, now), day, zone)
    possible &= calendar.cells_from(earliest, counter.grid)
    if wish.after is not None:
        later = calendar.minute_of(wish.after, day, zone)
        possible &= calendar.cells_from(later, counter.grid)
    for cell in calendar.cells_in(possible):
        start = calendar.instant(day, cell * counter.grid, zone)
        if wish.after is None or start > wish.after:
            yield Slot(counter.code, counter.office, start, wish.activity.minutes * wish.persons)
