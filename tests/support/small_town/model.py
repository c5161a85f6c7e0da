"""What the backend should do, written as plainly as can be: minutes, dictionaries, no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

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
from booking.visits.model import Hold, Slot, Visit
from tests.support.small_town.description import (
    ACTIVITIES,
    BEGINS,
    FREED_MINUTES,
    HORIZON_DAYS,
    KEPT_FOR,
    LEAD_MINUTES,
    LIMITS,
)
from tests.support.small_town.hours import (
    Cell,
    Things,
    cells_of,
    is_kept_from,
    open_cells,
    slots_of_day,
    things_of,
)

MOST: dict[str, int] = {name: most for name, most in LIMITS.items() if most is not None}
Owner = tuple[str, int]
"""'hold', 'visit' or 'outside', and its number; or 'freed', and the visit that let go of it."""
Outcome = type[BookingError] | None
"""How a command is refused; None where it is done."""


@dataclass(frozen=True)
class Who:
    """Who books, as far as it matters.

    Attributes:
        phone: where messages go.
        caller: the number that rings.
        citizen: who was verified.
    """

    phone: str | None = None
    caller: str | None = None
    citizen: int | None = None

    @property
    def numbers(self) -> set[str]:
        """The numbers that count."""
        return {one for one in (self.phone, self.caller) if one is not None}


NOBODY = Who()
"""Whose number is hidden, and who is not known."""


@dataclass
class HeldSlot:
    """A hold, be it over or not."""

    hold: Hold
    cells: tuple[Cell, ...]
    caller: str | None = None


@dataclass
class Booked:
    """A visit in whatever state."""

    visit: Visit
    cells: tuple[Cell, ...]
    caller: str | None = None
    cancelled: bool = False

    def has(self, number: str) -> bool:
        """Whether it counts for this number."""
        return number in (self.visit.phone, self.caller)


@dataclass
class Model:
    """The town's book.

    Attributes:
        taken: whose a cell is; of a hold also after its time, until somebody takes it.
        kept_back: until when a cell is kept back from the public that a visit let go of.
        silent: counters where nothing is shown, for their owner does not answer.
        events: what was told: kind, visit, begin, number.
        trace: what the audit has: who, did, which visit.
    """

    now: datetime = BEGINS
    calendar: int = 0
    taken: dict[Cell, Owner] = field(default_factory=dict)
    kept_back: dict[Cell, datetime] = field(default_factory=dict)
    holds: dict[int, HeldSlot] = field(default_factory=dict)
    visits: dict[int, Booked] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    events: list[tuple[str, int, datetime, str | None]] = field(default_factory=list)
    trace: list[tuple[str, str, str]] = field(default_factory=list)

    # what can be had

    def is_open(self, cell: Cell) -> bool:
        """Whether that counter's whole cell lies in hours, by the calendar that holds now."""
        return cell in open_cells(self.calendar)

    def is_free(self, cell: Cell, visit_id: int | None = None, channel: str = "phone") -> bool:
        """Whether nobody has it: a visit never lets go of it, a hold when its time is over.

        What a visit let go of comes back after a while, but at once for that visit and for staff.
        """
        owner = self.taken.get(cell)
        if owner is None or owner == ("freed", visit_id):
            return True
        kind, number = owner
        if kind == "freed":
            return channel in KEPT_FOR or self.kept_back[cell] <= self.now
        return kind == "hold" and self.holds[number].hold.expires_at <= self.now

    def starts(
        self, things: Things, office: str | None = None, channel: str = "phone"
    ) -> Iterator[Slot]:
        """All that is free and can be booked now."""
        for slot in self.bookable(things, office, channel):
            if slot.counter not in self.silent and self.is_all_free(slot, things, channel):
                yield slot

    def bookable(
        self, things: Things, office: str | None = None, channel: str = "phone"
    ) -> Iterator[Slot]:
        """All that could be booked now if nothing were taken."""
        earliest = self.now + timedelta(minutes=LEAD_MINUTES)
        today = self.now.astimezone(PRAGUE).date()
        for day in (today + timedelta(days=n) for n in range(HORIZON_DAYS + 1)):
            for slot, cells in slots_of_day(self.calendar, day, things):
                is_there = office in (None, slot.office) and slot.start >= earliest
                if is_there and all(self._is_for(cell, channel) for cell in cells):
                    yield slot

    def _is_for(self, cell: Cell, channel: str) -> bool:
        return not is_kept_from(self.calendar, cell, channel, self.now)

    def is_all_free(self, slot: Slot, things: Things, channel: str = "phone") -> bool:
        """Whether nobody has a part of it."""
        return all(self.is_free(cell, channel=channel) for cell in cells_of(slot, things))

    # how much somebody may have

    def has_enough(self, owner: str, who: Who) -> bool:
        """Whether so much is kept for an owner, or booked for who rings, that no more may be."""
        live = [one for one in self.holds.values() if one.hold.expires_at > self.now]
        of_owner = [one for one in live if one.hold.owner == owner]
        of_number = [one for one in live if who.caller and one.caller == who.caller]
        return (
            len(of_owner) >= MOST["owner_holds"]
            or len(of_number) >= MOST["number_holds"]
            or bool(self.passed(who))
        )

    def passed(self, who: Who, hold_id: int | None = None) -> Counter[str]:
        """Which limits one more visit would pass, and for how many numbers."""
        today = self.now.astimezone(PRAGUE).date()
        to_come = [
            one
            for one in self.visits.values()
            if not one.cancelled and one.visit.start.astimezone(UTC) >= self.now
        ]
        found = list[tuple[str, int]]()
        for number in who.numbers:
            found.append(("number_visits", sum(one.has(number) for one in to_come)))
            of_today = [
                one
                for one in self.visits.values()
                if one.visit.created_at.astimezone(PRAGUE).date() == today and one.has(number)
            ]
            found.append(("number_bookings_day", len(of_today)))
        if who.citizen is not None:
            theirs = [one.visit for one in to_come if one.visit.citizen_id == who.citizen]
            found.append(("citizen_visits", len(theirs)))
            if (held := self.holds.get(hold_id or 0)) is not None:
                that_day = [
                    {_service(part.activity) for part in one.parts}
                    for one in theirs
                    if one.start.date() == held.hold.slot.start.date()
                ]
                wanted = {_service(part.activity) for part in held.hold.parts}
                most = max(sum(one in services for services in that_day) for one in wanted)
                found.append(("citizen_service_day", most))
        return Counter(name for name, count in found if count >= MOST[name])

    # commands: first how they end, then what they leave

    def why_no_hold(
        self, slot: Slot, things: Things, owner: str, who: Who, channel: str
    ) -> Outcome:
        if self.has_enough(owner, who):
            return LimitReached
        activities = [activity for activity, _ in things]
        if len(set(activities)) < len(activities):
            return Refused
        if not all(1 <= persons <= ACTIVITIES[activity][1] for activity, persons in things):
            return Refused
        if slot not in self.bookable(things, slot.office, channel):
            return NotBookable
        return None if self.is_all_free(slot, things, channel) else SlotTaken

    def add_hold(self, hold: Hold, caller: str | None = None) -> None:
        cells = cells_of(hold.slot, things_of(hold.parts))
        self.holds[hold.id] = HeldSlot(hold, cells, caller)
        self.taken |= dict.fromkeys(cells, ("hold", hold.id))

    def why_not_confirm(self, hold_id: int, who: Who, *, is_allowed: bool) -> Outcome:
        if self.passed(who, hold_id) and not is_allowed:
            return LimitReached
        return self.why_not_to_have(hold_id)

    def why_not_to_have(self, hold_id: int) -> Outcome:
        """Why a hold can be nobody's visit, new or old."""
        held = self.holds.get(hold_id)
        if held is None or held.hold.slot.start <= self.now:
            return HoldExpired
        if not all(map(self.is_open, held.cells)):
            return NotBookable
        whole = all(self.taken.get(cell) == ("hold", hold_id) for cell in held.cells)
        return None if whole else SlotTaken

    def confirmed(
        self,
        hold_id: int,
        visit: Visit,
        by: str | None = None,
        who: Who | None = None,
        needed: Counter[str] | None = None,
    ) -> None:
        """`needed` are the limits that were passed because somebody let them."""
        held = self.holds.pop(hold_id)
        self.visits[visit.id] = Booked(visit, held.cells, None if who is None else who.caller)
        self.taken |= dict.fromkeys(held.cells, ("visit", visit.id))
        self._tell("visit_booked", visit, by or visit.channel)
        for _ in needed.elements() if needed and by else ():
            self.trace.append((by or "", "limit-overridden", f"visit:{visit.id}"))

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
        if {one.activity for one in booked.visit.parts} != {
            one.activity for one in held.hold.parts
        }:
            return Refused
        return self.why_not_to_have(hold_id)

    def moved(self, visit_id: int, hold_id: int, visit: Visit, by: str) -> None:
        held = self.holds.pop(hold_id)
        self._keep_back(visit_id)
        self.visits[visit_id].visit, self.visits[visit_id].cells = visit, held.cells
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


def _service(activity: str) -> str:
    return activity.split(".", 1)[0]
