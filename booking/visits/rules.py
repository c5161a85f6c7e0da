"""Which slots are free. Pure: a description of the town, what is taken, and a wish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any, Protocol

from booking.calendars import rules as calendar
from booking.catalogue.alike import Alike, Start
from booking.catalogue.directory import Directory
from booking.catalogue.model import Activity
from booking.errors import Refused
from booking.visits import shares
from booking.visits.model import BookingChannel, Slot, VisitPart


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
        also: what else is to be done at the same visit, each for so many persons.
        channel: whence it is booked; some time may be kept for others.
        without: not at these counters.
    """

    activity: Activity
    persons: int = 1
    office: str | None = None
    after: datetime | None = None
    on: date | None = None
    per_day: int | None = None
    freed_too: bool = False
    also: tuple[tuple[Activity, int], ...] = ()
    channel: BookingChannel = BookingChannel.PHONE
    without: frozenset[str] = frozenset()

    @classmethod
    def of(cls, directory: Directory, parts: Sequence[VisitPart], **details: Any) -> Wish:
        """The wish for a visit of these parts.

        Raises:
            NotFound: the town does one of them not, or no more.
        """
        first, *also = ((directory.activity(part.activity), part.persons) for part in parts)
        return cls(*first, also=tuple(also), **details)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """All that is to be done."""
        return (self.activity, *(activity for activity, _ in self.also))

    @property
    def heads(self) -> tuple[int, ...]:
        """For how many persons each of it."""
        return (self.persons, *(persons for _, persons in self.also))

    @property
    def parts(self) -> tuple[VisitPart, ...]:
        """The same as a visit has it."""
        pairs = zip(self.activities, self.heads, strict=True)
        return tuple(VisitPart(activity.code, persons) for activity, persons in pairs)


MOST_PARTS = 6
"""So many things may be done at one visit."""


def length_in_cells(minutes: Iterable[int], persons: Iterable[int], grid: int) -> int:
    """How many grid cells a visit takes: whole cells for each activity and person.

    Args:
        minutes: what each activity takes one person at that counter (`Directory.pace`).
        persons: how many come for each.
        grid: the counter's.
    """
    pairs = zip(minutes, persons, strict=True)
    return sum(-(-one // grid) * heads for one, heads in pairs)


def length_in_minutes(minutes: Iterable[int], persons: Iterable[int]) -> int:
    """How long a visit is said to take; see `length_in_cells`."""
    return sum(one * heads for one, heads in zip(minutes, persons, strict=True))


def check_parts(wish: Wish) -> None:
    """Let pass what can be done at one visit.

    Raises:
        Refused: too many things, one of them twice, nobody comes for one, or too many.
    """
    codes = [activity.code for activity in wish.activities]
    if len(codes) > MOST_PARTS:
        raise Refused("also", f"at most {MOST_PARTS} things can be done at one visit")
    if len(set(codes)) < len(codes):
        raise Refused("also", "the same thing is there twice; add its persons up")
    for activity, persons in zip(wish.activities, wish.heads, strict=True):
        check_persons(activity, persons)


def check_persons(activity: Activity, persons: int) -> None:
    """Let a possible number of persons pass.

    Raises:
        Refused: nobody comes, or more than one visit may take.
    """
    if not 1 <= persons <= activity.max_persons:
        raise Refused("persons", f"1 to {activity.max_persons} may come at once")


def bookable_from(directory: Directory, activities: Sequence[Activity], now: datetime) -> datetime:
    """The first instant at which a visit may begin: the latest that one of its parts asks for."""
    return max(_bookable_from(directory, activity, now) for activity in activities)


def _bookable_from(directory: Directory, activity: Activity, now: datetime) -> datetime:
    """The lead in days and in minutes, the later."""
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
    last = last_day(directory, wish.activities, now)
    first = bookable_from(directory, wish.activities, now).astimezone(zone).date()
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
        (alike, length_in_cells(alike.pace.minutes, wish.heads, alike.grid))
        for alike in directory.alike_for(wish.activities, wish.office, wish.without)
    ]
    from_then = _earliest(directory, wish, now)
    for day in on:
        earliest = calendar.minute_of(from_then, day, zone)
        opened = [shares.shown(directory, alike, day, wish.channel, now) for alike, _ in groups]
        starts = _starts(groups, opened, day, taken, earliest)
        for start in islice(starts, wish.per_day):
            at = calendar.instant(day, start.minute, zone)
            pace = directory.pace(start.counter, *wish.activities)
            minutes = length_in_minutes(pace.minutes, wish.heads)
            yield Slot(start.counter.code, start.counter.office, at, minutes)


def _starts(
    groups: Iterable[tuple[Alike, int]],
    opened: Iterable[int],
    day: date,
    taken: Taken,
    earliest: int,
) -> Iterator[Start]:
    """Of each office the first counter at each minute; which office is told first, too."""
    found = [
        alike.starts(day, cells & ~taken.cells(alike, day), length, earliest)
        for (alike, length), cells in zip(groups, opened, strict=True)
        if cells
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


def last_day(directory: Directory, activities: Iterable[Activity], now: datetime) -> date:
    """The last day that can be booked: the first that one of the parts allows."""
    days = min(_horizon(directory, activity) for activity in activities)
    return now.astimezone(directory.zone).date() + timedelta(days=days)


def _horizon(directory: Directory, activity: Activity) -> int:
    own = activity.horizon_days
    return directory.town.limits.horizon_days if own is None else own


def _earliest(directory: Directory, wish: Wish, now: datetime) -> datetime:
    """The first instant at which a visit may begin."""
    lead = bookable_from(directory, wish.activities, now)
    if wish.after is None:
        return lead
    return max(lead, wish.after + timedelta(microseconds=1))
