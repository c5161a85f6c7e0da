"""What the backend should do, written as plainly as can be: minutes, dictionaries, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product

from booking.calendars.rules import instant
from booking.errors import (
    BookingError,
    HoldExpired,
    LimitReached,
    NotBookable,
    NotFound,
    Refused,
    SlotTaken,
)
from booking.ground.clock import PRAGUE
from booking.visits.model import Contact, Hold, Slot, Visit
from tests.support.small_town.description import (
    ACTIVITIES,
    BEGINS,
    CALENDARS,
    CHANGED_HOUR,
    DESKS,
    FREED_MINUTES,
    HOLIDAYS,
    HORIZON_DAYS,
    LEAD_MINUTES,
    OWNER_HOLDS,
    Calendar,
)

Cell = tuple[str, datetime]
Owner = tuple[str, int]
"""'hold' or 'visit', and its number; or 'freed', and the number of the visit that let go of it."""
LONGEST_DAYS = 100
"""An example ends before so many have passed."""
Outcome = type[BookingError] | None
"""How a command is refused; None where it is done."""


@dataclass
class HeldSlot:
    """A hold, be it over or not."""

    hold: Hold
    cells: tuple[Cell, ...]


@dataclass
class Booked:
    """A visit in whatever state."""

    visit: Visit
    cells: tuple[Cell, ...]
    cancelled: bool = False


@dataclass
class Model:
    """The town's book.

    Attributes:
        taken: whose a cell is; of a hold also after its time, until somebody takes it.
        kept_back: until when a cell is kept back from the public that a visit let go of.
        events: what was told: kind, visit, begin, number.
        trace: what the audit has: who, did, which visit.
    """

    now: datetime = BEGINS
    calendar: int = 0
    taken: dict[Cell, Owner] = field(default_factory=dict)
    kept_back: dict[Cell, datetime] = field(default_factory=dict)
    holds: dict[int, HeldSlot] = field(default_factory=dict)
    visits: dict[int, Booked] = field(default_factory=dict)
    events: list[tuple[str, int, datetime, str | None]] = field(default_factory=list)
    trace: list[tuple[str, str, str]] = field(default_factory=list)

    # what can be had

    def is_open(self, cell: Cell) -> bool:
        """Whether that counter's whole cell lies in hours, by the calendar that holds now."""
        return cell in open_cells(self.calendar)

    def is_free(self, cell: Cell, visit_id: int | None = None) -> bool:
        """Whether nobody has it: a visit never lets go of it, a hold when its time is over.

        What a visit let go of comes back after a while, but at once for that visit itself.
        """
        owner = self.taken.get(cell)
        if owner is None or owner == ("freed", visit_id):
            return True
        kind, number = owner
        if kind == "freed":
            return self.kept_back[cell] <= self.now
        return kind == "hold" and self.holds[number].hold.expires_at <= self.now

    def starts(self, activity: str, persons: int, office: str | None = None) -> Iterator[Slot]:
        """All that is free and can be booked now."""
        for slot in self.bookable(activity, persons, office):
            if self._is_all_free(slot, activity, persons):
                yield slot

    def bookable(self, activity: str, persons: int, office: str | None = None) -> Iterator[Slot]:
        """All that could be booked now if nothing were taken."""
        earliest = self.now + timedelta(minutes=LEAD_MINUTES)
        last = self.now.astimezone(PRAGUE).date() + timedelta(days=HORIZON_DAYS)
        for counter, begins in open_cells(self.calendar):
            desk = DESKS[counter]
            if activity not in desk.does or office not in (None, desk.office):
                continue
            if begins < earliest or begins.astimezone(PRAGUE).date() > last:
                continue
            slot = slot_at(counter, begins, activity, persons)
            if all(map(self.is_open, cells_of(slot, activity, persons))):
                yield slot

    def _is_all_free(self, slot: Slot, activity: str, persons: int) -> bool:
        return all(map(self.is_free, cells_of(slot, activity, persons)))

    # commands: first how they end, then what they leave

    def has_enough(self, owner: str) -> bool:
        """Whether so much is kept for an owner that no more may be."""
        live = [
            one
            for one in self.holds.values()
            if one.hold.owner == owner and one.hold.expires_at > self.now
        ]
        return len(live) >= OWNER_HOLDS

    def why_no_hold(self, slot: Slot, activity: str, persons: int, owner: str) -> Outcome:
        if self.has_enough(owner):
            return LimitReached
        if not 1 <= persons <= ACTIVITIES[activity][1]:
            return Refused
        if slot not in self.bookable(activity, persons, slot.office):
            return NotBookable
        return None if self._is_all_free(slot, activity, persons) else SlotTaken

    def add_hold(self, hold: Hold) -> None:
        cells = cells_of(hold.slot, hold.activity, hold.persons)
        self.holds[hold.id] = HeldSlot(hold, cells)
        self.taken |= dict.fromkeys(cells, ("hold", hold.id))

    def why_not_to_have(self, hold_id: int) -> Outcome:
        """Why a hold can be nobody's visit, new or old."""
        held = self.holds.get(hold_id)
        if held is None or held.hold.slot.start <= self.now:
            return HoldExpired
        if not all(map(self.is_open, held.cells)):
            return NotBookable
        whole = all(self.taken.get(cell) == ("hold", hold_id) for cell in held.cells)
        return None if whole else SlotTaken

    def confirmed(self, hold_id: int, visit: Visit) -> None:
        held = self.holds.pop(hold_id)
        self.visits[visit.id] = Booked(visit, held.cells)
        self.taken |= dict.fromkeys(held.cells, ("visit", visit.id))
        self._tell("visit_booked", visit, visit.channel)

    def released(self, hold_id: int) -> None:
        if self.holds.pop(hold_id, None) is not None:
            self.taken = {
                cell: whose for cell, whose in self.taken.items() if whose != ("hold", hold_id)
            }

    def why_not_cancel(self, visit_id: int) -> Outcome:
        booked = self.visits.get(visit_id)
        if booked is None:
            return NotFound
        begun = booked.visit.start <= self.now
        return Refused if begun and not booked.cancelled else None

    def cancelled(self, visit_id: int, visit: Visit, by: str) -> None:
        booked = self.visits[visit_id]
        if not booked.cancelled:
            booked.visit, booked.cancelled = visit, True
            self._keep_back(visit_id)
            self._tell("visit_cancelled", visit, by)

    def why_not_move(self, visit_id: int, hold_id: int) -> Outcome:
        booked, held = self.visits.get(visit_id), self.holds.get(hold_id)
        if booked is None:
            return NotFound
        if held is None or held.hold.slot.start <= self.now:
            return HoldExpired
        if booked.cancelled or booked.visit.start <= self.now:
            return Refused
        if booked.visit.activity != held.hold.activity:
            return Refused
        return self.why_not_to_have(hold_id)

    def moved(self, visit_id: int, hold_id: int, visit: Visit, by: str) -> None:
        held = self.holds.pop(hold_id)
        self._keep_back(visit_id)
        self.visits[visit_id] = Booked(visit, held.cells)
        self.taken |= dict.fromkeys(held.cells, ("visit", visit_id))
        self._tell("visit_moved", visit, by)

    def why_not_restore(self, visit_id: int) -> Outcome:
        booked = self.visits.get(visit_id)
        if booked is None:
            return NotFound
        if not booked.cancelled:
            return None
        if booked.visit.start <= self.now:
            return Refused
        if not all(map(self.is_open, booked.cells)):
            return NotBookable
        return None if all(self.is_free(cell, visit_id) for cell in booked.cells) else SlotTaken

    def restored(self, visit_id: int, visit: Visit, by: str) -> None:
        booked = self.visits[visit_id]
        if booked.cancelled:
            booked.visit, booked.cancelled = visit, False
            self.taken |= dict.fromkeys(booked.cells, ("visit", visit_id))
            self._tell("visit_restored", visit, by)

    def why_no_contact(self, visit_id: int, phone: str) -> Outcome:
        booked = self.visits.get(visit_id)
        if booked is None:
            return NotFound
        return None if booked.visit.phone in (None, phone) else Refused

    def contact_given(self, visit_id: int, visit: Visit) -> None:
        if self.visits[visit_id].visit.phone is None:
            self.visits[visit_id].visit = visit
            self._tell("visit_contact_given", visit, visit.channel)

    def _keep_back(self, visit_id: int) -> None:
        until = self.now + timedelta(minutes=FREED_MINUTES)
        for cell in [cell for cell, whose in self.taken.items() if whose == ("visit", visit_id)]:
            self.taken[cell] = ("freed", visit_id)
            self.kept_back[cell] = until

    def _tell(self, kind: str, visit: Visit, by: str) -> None:
        self.events.append((kind, visit.id, visit.start.astimezone(UTC), visit.phone))
        self.trace.append((by, kind.replace("_", "-"), f"visit:{visit.id}"))


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


def cells_of(slot: Slot, activity: str, persons: int) -> tuple[Cell, ...]:
    """Whole cells for each person, one after the other."""
    grid = DESKS[slot.counter].grid
    count = -(-ACTIVITIES[activity][0] // grid) * persons
    begins = slot.start.astimezone(UTC)
    return tuple((slot.counter, begins + timedelta(minutes=grid * n)) for n in range(count))


def slot_of(counter: str, day: date, minute: int, activity: str, persons: int) -> Slot:
    """As the backend names it."""
    return slot_at(counter, instant(day, minute, PRAGUE), activity, persons)


def slot_at(counter: str, begins: datetime, activity: str, persons: int) -> Slot:
    """The same by its instant."""
    at = begins.astimezone(PRAGUE)
    return Slot(counter, DESKS[counter].office, at, ACTIVITIES[activity][0] * persons)


def placed(visit: Visit, hold: Hold, contact: Contact) -> bool:
    """Whether a visit is what was kept for it."""
    return (visit.counter, visit.office, visit.start, visit.minutes) == (
        hold.slot.counter,
        hold.slot.office,
        hold.slot.start,
        hold.slot.minutes,
    ) and (visit.activity, visit.persons, visit.phone) == (
        hold.activity,
        hold.persons,
        contact.phone,
    )


def _within(spans: tuple[tuple[int, int], ...], minute: int) -> bool:
    return any(opens <= minute < closes for opens, closes in spans)
