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


def free_on(
    directory: Directory, wish: Wish, day: date, taken: Taken, now: datetime
) -> Iterator[Slot]:
    """The free slots of a day, the earliest first.

    Of counters in one office that are free at the same time, the first stands for all: to whoever
    comes they are the same.
    """
    earliest = _earliest(directory, wish, day, now)
    found: dict[tuple[int, str], Counter] = {}
    seen: dict[tuple[str, int], int] = {}
    for counter in directory.counters_for(wish.activity, wish.office):
        alike = (counter.office, counter.grid)
        possible = _possible(directory, wish, counter, day, taken, earliest)
        for cell in calendar.cells_in(possible & ~seen.get(alike, 0)):
            found.setdefault((cell * counter.grid, counter.office), counter)
        seen[alike] = seen.get(alike, 0) | possible
    ordered = sorted(found.items(), key=lambda item: item[0][0])  # stable: the town's order
    for (minute, office), counter in islice(ordered, wish.per_day):
        start = calendar.instant(day, minute, directory.zone)
        yield Slot(counter.code, office, start, wish.activity.minutes * wish.persons)


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
    earliest = _earliest(directory, wish, local.date(), now)
    possible = _possible(directory, wish, counter, local.date(), {}, earliest)
    cell, beside = divmod(local.hour * 60 + local.minute, counter.grid)
    return (
        not (beside or local.second or local.microsecond or local.fold)
        and bool(possible >> cell & 1)
        and slot.office == counter.office
        and slot.minutes == activity.minutes * persons
    )


def _earliest(directory: Directory, wish: Wish, day: date, now: datetime) -> int:
    """The first minute of that day at which a visit may begin."""
    lead = bookable_from(directory, wish.activity, now)
    minute = calendar.minute_of(lead, day, directory.zone)
    if wish.after is None:
        return minute
    just_after = wish.after + timedelta(microseconds=1)
    return max(minute, calendar.minute_of(just_after, day, directory.zone))


def _possible(
    directory: Directory, wish: Wish, counter: Counter, day: date, taken: Taken, earliest: int
) -> int:
    """The cells at which the visit may begin at this counter."""
    free = directory.open_cells(counter.code, day) & ~taken.get((counter.code, day), 0)
    length = length_in_cells(wish.activity, wish.persons, counter.grid)
    return calendar.starts(free, length) & calendar.cells_from(earliest, counter.grid)
