"""When the small town is open, for whom, and which cells a visit takes: minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product

from booking.calendars.rules import instant
from booking.ground.clock import PRAGUE
from booking.visits.model import Contact, Hold, Slot, Visit, VisitPart
from tests.support.small_town.description import (
    BEGINS,
    CALENDARS,
    CHANGED_HOUR,
    DESKS,
    HOLIDAYS,
    KEPT_FOR,
    KEPT_OFFICE,
    KEPT_UNTIL,
    Calendar,
)

Cell = tuple[str, datetime]
Cells = tuple[Cell, ...]
Things = tuple[tuple[str, int], ...]
"""What is to be done at one visit: activities, each with how many come for it."""
LONGEST_DAYS = 100
"""An example ends before so many have passed."""


@cache
def open_cells(calendar: int) -> frozenset[Cell]:
    """All cells in which a counter is open, over the days that an example may see."""
    days = [BEGINS.date() + timedelta(days=n) for n in range(-1, LONGEST_DAYS)]
    return frozenset(
        (counter, instant(day, first, PRAGUE).astimezone(UTC))
        for (counter, desk), day in product(DESKS.items(), days)
        for first in range(0, 1440, desk.grid)
        if all(
            _is_open_at(CALENDARS[calendar], counter, day, minute)
            for minute in range(first, first + desk.grid)
        )
    )


@cache
def kept_cells(calendar: int) -> frozenset[Cell]:
    """Those that are kept for staff: of each counter's day one half, a smaller one where it is odd.

    It is the later half and the earlier one in turn: from day to day, and from desk to desk.
    """
    if not CALENDARS[calendar].shares:
        return frozenset()
    by_day: dict[tuple[str, date], list[datetime]] = {}
    for counter, begins in sorted(open_cells(calendar)):
        if DESKS[counter].office == KEPT_OFFICE:
            by_day.setdefault((counter, begins.astimezone(PRAGUE).date()), []).append(begins)
    kept = set[Cell]()
    desks = [code for code, desk in DESKS.items() if desk.office == KEPT_OFFICE]
    for (counter, day), cells in by_day.items():
        half = len(cells) // 2
        is_early = (desks.index(counter) + day.toordinal()) % 2
        mine = cells[:half] if is_early else cells[len(cells) - half :]
        kept |= {(counter, begins) for begins in mine}
    return frozenset(kept)


def is_kept_from(calendar: int, cell: Cell, channel: str, now: datetime) -> bool:
    """Whether the cell is for others now than those who book by this channel."""
    if channel in KEPT_FOR or cell not in kept_cells(calendar):
        return False
    day = cell[1].astimezone(PRAGUE).date()
    return now < instant(day - timedelta(days=1), KEPT_UNTIL, PRAGUE)


def _is_open_at(calendar: Calendar, counter: str, day: date, minute: int) -> bool:
    office = DESKS[counter].office
    if day in HOLIDAYS:
        return False
    if day == CHANGED_HOUR[0] and CHANGED_HOUR[1] <= minute < CHANGED_HOUR[2]:
        return False
    opens, closes = calendar.hours[office].get(day.weekday(), (0, 0))
    is_open = opens <= minute < closes
    here = [
        one
        for one in calendar.exceptions
        if one.day == day and one.at[0] in (None, office) and one.at[1] in (None, counter)
    ]
    if any(one.opens and _within(one.spans, minute) for one in here):
        is_open = True
    opens, closes = calendar.breaks.get(counter, {}).get(day.weekday(), (0, 0))
    if opens <= minute < closes:
        return False
    return is_open and not any(
        not one.opens and _within(one.spans or ((0, 1440),), minute) for one in here
    )


def _within(spans: tuple[tuple[int, int], ...], minute: int) -> bool:
    return any(opens <= minute < closes for opens, closes in spans)


def cells_of(slot: Slot, things: Things) -> tuple[Cell, ...]:
    """Whole cells for each thing and each person, one after the other."""
    desk = DESKS[slot.counter]
    count = 0
    for activity, persons in things:
        for _ in range(persons):
            minutes = desk.minutes(activity)
            while minutes > 0:
                count, minutes = count + 1, minutes - desk.grid
    begins = slot.start.astimezone(UTC)
    return tuple((slot.counter, begins + timedelta(minutes=desk.grid * n)) for n in range(count))


@cache
def slots_of_day(calendar: int, day: date, things: Things) -> tuple[tuple[Slot, Cells], ...]:
    """All that could be booked on a day if nothing were taken or kept for others."""
    opened = open_cells(calendar)
    found = []
    for counter, begins in opened:
        if begins.astimezone(PRAGUE).date() != day:
            continue
        if not all(activity in DESKS[counter].does for activity, _ in things):
            continue
        slot = slot_at(counter, begins, things)
        cells = cells_of(slot, things)
        if all(cell in opened for cell in cells):
            found.append((slot, cells))
    return tuple(found)


def slot_of(counter: str, day: date, minute: int, things: Things) -> Slot:
    """As the backend names it."""
    return slot_at(counter, instant(day, minute, PRAGUE), things)


def slot_at(counter: str, begins: datetime, things: Things) -> Slot:
    """The same by its instant."""
    desk = DESKS[counter]
    long = sum(desk.minutes(activity) * persons for activity, persons in things)
    return Slot(counter, desk.office, begins.astimezone(PRAGUE), long)


def things_of(parts: tuple[VisitPart, ...]) -> Things:
    """What the backend calls parts."""
    return tuple((part.activity, part.persons) for part in parts)


def parts_of(things: Things) -> tuple[VisitPart, ...]:
    """The other way round."""
    return tuple(VisitPart(activity, persons) for activity, persons in things)


def placed(visit: Visit, hold: Hold, contact: Contact) -> bool:
    """Whether a visit is what was kept for it."""
    return (visit.counter, visit.office, visit.start, visit.minutes) == (
        hold.slot.counter,
        hold.slot.office,
        hold.slot.start,
        hold.slot.minutes,
    ) and (visit.activity, visit.persons, visit.parts, visit.phone) == (
        hold.activity,
        hold.persons,
        hold.parts,
        contact.phone,
    )
