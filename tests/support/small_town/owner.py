"""A town where a ticket machine owns a counter's calendar: what it sold, and what we know of it.

What happens at that counter is taken in by comparing rows, so the model does not foretell its rows
after each question to the owner. It asks whether what changed may have: no visit loses a cell, and
nothing appears but what was sold there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hypothesis.stateful import invariant

from booking.api import OutsideBooking, OutsideCalendar, Slot, Visit
from booking.outside.service import FOR_A_WHILE, SILENT_FOR
from booking.town.catalogue import TownCatalogue
from tests.support.small_town.base import TownMachine
from tests.support.small_town.description import DESKS, MACHINE, OWNED
from tests.support.small_town.hours import Cell, Things, cells_of, open_cells
from tests.support.small_town.model import Owner
from tests.support.small_town.tickets import Tickets

GRID = timedelta(minutes=DESKS[OWNED].grid)


class OwnedTown(TownMachine):
    """A town in which a ticket machine owns the calendar of one counter."""

    def __init__(self) -> None:
        self.forced = set[str]()
        """Sales of the machine that may be of time that is ours: it was told to, or was away."""
        self.torn = list[datetime]()
        """Where the machine has given away what it kept for us, and has not kept it again since."""
        self.sales = 0
        self.heard = datetime.min.replace(tzinfo=UTC)
        self.silent_until = [self.heard, self.heard]
        super().__init__()

    def towns(self) -> tuple[TownCatalogue, ...]:
        return self.place.owned

    def calendars(self) -> dict[str, OutsideCalendar]:
        if not hasattr(self, "tickets"):
            self.tickets = Tickets(self.clock)
        return {MACHINE: self.tickets}

    def silent_at(self, _number: int) -> frozenset[str]:
        is_silent = self.silent_until[_number] > self.clock.now()
        return frozenset({OWNED}) if is_silent else frozenset()

    def _take_in(self) -> None:
        """Have the model know what the rows say of the machine's counter, if that may be."""
        rows = self.rows.contents("taken_slots")["taken_slots"]
        there: dict[Cell, Owner] = {
            (row.counter, row.start): ("outside", row.outside_id)
            for row in rows
            if row.outside_id is not None
        }
        kept = {(row.counter, row.start) for row in rows if row.outside_id is None}
        for cell in [cell for cell in self.model.taken if cell[0] == OWNED]:
            kind, number = self.model.taken[cell]
            is_over = kind == "hold" and self.model.holds[number].hold.expires_at <= self.model.now
            if cell not in kept and (kind in ("outside", "freed") or is_over):
                del self.model.taken[cell]
        for cell, owner in there.items():
            assert cell not in self.model.taken, "taken from somebody"
            self.model.taken[cell] = owner

    def _given_back(self, things: Things, channel: str) -> Iterator[Slot]:
        """What the machine has sold no more: seen when it refuses something else of that day."""
        for slot in self.model.bookable(things, "south", channel):
            if all(
                self.model.is_free(cell, channel=channel)
                or (self.model.taken[cell][0] == "outside" and not self._others(cell[1], GRID))
                for cell in cells_of(slot, things)
            ):
                yield slot

    def _agrees(self, slot: Slot) -> bool:
        """Whether the machine would keep it for us."""
        reference = f"linka-{OWNED}-{int(slot.start.timestamp()) // 60}"
        long = timedelta(minutes=slot.minutes)
        return slot.counter != OWNED or (
            not self.tickets.away and not self._others(slot.start, long, reference)
        )

    def _others(
        self, start: datetime, long: timedelta, reference: str | None = None
    ) -> list[OutsideBooking]:
        """What the machine has then; all but one of these, or all that is not ours."""
        begins = start.astimezone(UTC)
        return [
            one
            for one in self.tickets.book()
            if one.start < begins + long
            and begins < one.start + timedelta(minutes=one.minutes)
            and (one.reference != reference if reference else not one.is_ours)
        ]

    def _is_kept(self, slot: Slot, *, for_good: bool = False) -> bool:
        return any(
            one.is_ours
            and (one.start, one.minutes) == (slot.start, slot.minutes)
            and (one.until is None or not for_good)
            for one in self.tickets.book()
        )

    def _check_promised(self, visit: Visit | None) -> None:
        """Whatever is booked is kept by its owner at that moment, or was taken from it by force."""
        if visit is None or visit.counter != OWNED or visit.start <= self.clock.now():
            return
        others = self._others(visit.start, timedelta(minutes=visit.minutes))
        assert {one.reference for one in others} <= self.forced, "sold by both"
        is_torn = self._is_torn(visit.start, visit.minutes)
        assert is_torn or self._is_kept(slot_of_visit(visit)), "its owner keeps it for nobody"

    def _to_come(self) -> dict[int, Visit]:
        return {
            number: one.visit
            for number, one in self.model.visits.items()
            if not one.cancelled
            and one.visit.counter == OWNED
            and one.visit.start.astimezone(UTC) > self.clock.now()
        }

    def _is_torn(self, start: datetime, minutes: int) -> bool:
        begins = start.astimezone(UTC)
        ends = begins + timedelta(minutes=minutes)
        return any(begins < one + GRID and one < ends for one in self.torn)

    @invariant()
    def its_owner_keeps_what_is_ours(self) -> None:
        """All of it, as long as the machine has been heard of lately and nobody tore it."""
        if self.clock.now() - self.heard < FOR_A_WHILE:
            for slot in self._ours():
                assert self._is_torn(slot.start, slot.minutes) or self._is_kept(slot), "not told"

    def _ours(self) -> list[Slot]:
        """Visits and holds that are still to come."""
        held = [
            one.hold.slot
            for one in self.model.holds.values()
            if one.hold.slot.counter == OWNED and one.hold.expires_at > self.clock.now()
        ]
        return [*map(slot_of_visit, self._to_come().values()), *held]

    def _ours_in(self, start: datetime, long: timedelta) -> list[Slot]:
        begins = start.astimezone(UTC)
        return [
            one
            for one in self._ours()
            if one.start < begins + long and begins < one.start + timedelta(minutes=one.minutes)
        ]

    def _is_ours_at(self, start: datetime) -> bool:
        """Whether what begins then is somebody's with us, for good or for now."""
        return any(one.start == start for one in self._ours())

    def _cells_sold(self) -> list[Cell]:
        """In hours, and to come."""
        return [
            (counter, begins)
            for counter, begins in open_cells(self.model.calendar)
            if counter == OWNED
            and begins > self.clock.now()
            and self._others(begins, GRID)
            and begins.date() <= self.today() + timedelta(days=5)
        ]

    def _maybe_silent(self, number: int) -> None:
        if self.tickets.away:
            self.silent_until[number] = self.clock.now() + SILENT_FOR

    def _next_sale(self) -> str:
        self.sales += 1
        return f"sale-{self.sales}"


def slot_of_visit(visit: Visit) -> Slot:
    """The time that it has."""
    return Slot(visit.counter, visit.office, visit.start, visit.minutes)
