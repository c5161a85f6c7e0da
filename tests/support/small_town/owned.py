"""A counter whose calendar a ticket machine owns: it sells on its own, is silent, and oversells.

What the machine does at its counter is taken in by comparing rows, so the model does not foretell
the rows of that counter after each question to the machine. It asks whether what changed may have:
no visit loses a cell, and nothing appears but what the machine has sold.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from booking.api import FallenWhy, OutsideBooking, OutsideCalendar, Slot, Visit
from booking.errors import SlotTaken
from booking.outside.port import TakenOutside
from booking.outside.service import FOR_A_WHILE, SILENT_FOR
from booking.town.catalogue import TownCatalogue
from tests.support.small_town.base import LOOKS, NUMBERS, OWNERS, TownMachine, known, now, wanted
from tests.support.small_town.description import DESKS, MACHINE, OWNED
from tests.support.small_town.hours import Cell, Things, open_cells
from tests.support.small_town.model import NOBODY, Outcome, Owner, Who
from tests.support.small_town.tickets import Tickets

GRID = timedelta(minutes=DESKS[OWNED].grid)
DONE_THERE = tuple(things for things in LOOKS if sum(persons for _, persons in things) < 3)
CHANNELS = ("phone", "phone", "operator")


class OutsideMachine(TownMachine):
    """Two sell the time of one counter, and nobody may get what somebody else has."""

    def __init__(self) -> None:
        self.forced = set[str]()
        """Sales of the machine that may be of time that is ours: it was told to, or was away."""
        self.torn = list[datetime]()
        """Where the machine has given away what it kept for us, and has not kept it again since."""
        self.sales = 0
        self.heard = datetime.min.replace(tzinfo=UTC)
        self.silent_until = [self.heard, self.heard]
        super().__init__()
        for number in (0, 1):
            self.turn(number)

    def towns(self) -> tuple[TownCatalogue, ...]:
        return self.place.owned

    def calendars(self) -> dict[str, OutsideCalendar]:
        if not hasattr(self, "tickets"):
            self.tickets = Tickets(self.clock)
        return {MACHINE: self.tickets}

    def silent_at(self, _number: int) -> frozenset[str]:
        is_silent = self.silent_until[_number] > self.clock.now()
        return frozenset({OWNED}) if is_silent else frozenset()

    # what we do

    @rule(
        pick=NUMBERS,
        things=st.sampled_from(DONE_THERE),
        owner=st.sampled_from(OWNERS),
        channel=st.sampled_from(CHANNELS),
        there=st.booleans(),
    )
    def keep(self, pick: int, things: Things, owner: str, channel: str, *, there: bool) -> None:
        """Something that looks free; mostly at the machine's counter."""
        free = [
            slot
            for slot in self.model.starts(things, channel=channel)
            if slot.counter == OWNED or not there
        ]
        if free:
            slot = sorted(free, key=lambda one: (one.start, one.counter))[pick % len(free)]
            self.hold(slot, things, owner, NOBODY, channel)

    @rule(pick=NUMBERS, things=st.sampled_from(DONE_THERE))
    def book(self, pick: int, things: Things) -> None:
        before = len(self.model.holds)
        self.keep(pick, things, OWNERS[0], "phone", there=True)
        if len(self.model.holds) > before:
            self.confirm(0)

    def hold(
        self, slot: Slot, things: Things, owner: str, who: Who = NOBODY, channel: str = "phone"
    ) -> None:
        outcome = self.why_no_hold(slot, things, owner, who, channel)
        if outcome is not None or slot.counter != OWNED or self._agrees(slot):
            self.held(slot, things, owner, who, channel, outcome)
            assert outcome or slot.counter != OWNED or self._is_kept(slot), "held, and not kept"
            return
        self.commands += 1
        key, asked = f"refused-{self.commands}", wanted(things, channel) | known(who)
        for _ in range(2):  # asked again, it is refused again
            with pytest.raises(SlotTaken):
                now(self.backend().visits.hold(slot, **asked, owner=owner, key=key))
        self._maybe_silent(self.turn_of())
        self._take_in()

    @rule(
        things=st.sampled_from(DONE_THERE),
        owner=st.sampled_from(OWNERS),
        channel=st.sampled_from(CHANNELS),
    )
    def hold_nearest(self, things: Things, owner: str, channel: str) -> None:
        """Whatever the machine refuses is passed over."""
        if self.model.has_enough(owner, NOBODY):
            return
        self.commands += 1
        self.model.silent = self.silent_at(self.turn_of())
        free = list(self.model.starts(things, "south", channel))
        call = self.backend().visits.hold_nearest(
            **wanted(things, channel), owner=owner, office="south"
        )
        hold = now(call)
        if any(self._agrees(slot) for slot in free):
            assert hold is None or hold.slot in free
        else:
            assert hold is None
            if free:
                self._maybe_silent(self.turn_of())
        if hold is not None:
            assert self._is_kept(hold.slot), "held, and not kept"
            self.model.add_hold(hold)
        self._take_in()

    @precondition(lambda self: self.model.holds)
    @rule(pick=NUMBERS)
    def confirm(self, pick: int) -> None:
        hold_id = self.one_of(self.model.holds, pick)
        visit = self.confirm_hold(hold_id, NOBODY)
        self._check_promised(visit)

    @precondition(lambda self: self.model.holds)
    @rule(pick=NUMBERS, minutes=st.sampled_from([10, 45]), which=st.integers(0, 1))
    def confirm_late(self, pick: int, minutes: int, which: int) -> None:
        """The hold's time is over, and somebody came to the machine in the meantime."""
        hold_id = self.one_of(self.model.holds, pick)
        held = self.model.holds.get(hold_id)
        self.time_passes(minutes, which)
        if held is not None:
            self.sell_at(held.hold.slot.start, 1)
        if self.model.visits and minutes > 10:
            self.move(0, pick)
        else:
            self.confirm(pick)

    def why_not_confirm(self, hold_id: int, who: Who, *, is_allowed: bool) -> Outcome:
        if self._is_refused_late(hold_id):
            return SlotTaken
        return super().why_not_confirm(hold_id, who, is_allowed=is_allowed)

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS, other=NUMBERS)
    def move(self, pick: int, other: int) -> None:
        visit_id = self.one_of(self.model.visits, pick)
        hold_id = self.one_of(self.model.holds, other)
        outcome = self.model.why_not_move(visit_id, hold_id)
        if self._is_refused_late(hold_id):
            outcome = SlotTaken
        self._check_promised(self.move_visit(visit_id, hold_id, outcome))

    def _is_refused_late(self, hold_id: int) -> bool:
        """Whether its time is over for us, and the machine does not keep it any more."""
        held = self.model.holds.get(hold_id)
        if held is None:
            return False
        is_late = held.hold.expires_at <= self.clock.now() < held.hold.slot.start
        return is_late and self._is_refused(held.hold.slot)

    def _is_refused(self, slot: Slot) -> bool:
        """Whether the machine is asked for a time that we have not, and does not keep it."""
        if self._is_ours_at(slot.start) or self._agrees(slot):
            return False
        self._maybe_silent((self.commands + 1) // 2 % 2)
        return True

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS)
    def restore(self, pick: int) -> None:
        visit_id = self.one_of(self.model.visits, pick)
        outcome = self.model.why_not_restore(visit_id)
        booked = self.model.visits.get(visit_id)
        is_gone = booked is not None and booked.cancelled
        if booked is not None and is_gone and self._is_refused(_slot_of(booked.visit)):
            outcome = SlotTaken
        visit = self.restore_visit(visit_id, outcome)
        if is_gone:
            self._check_promised(visit)

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS)
    def cancel(self, pick: int) -> None:
        self.cancel_visit(self.one_of(self.model.visits, pick))

    @precondition(lambda self: self.model.holds)
    @rule(pick=NUMBERS)
    def release(self, pick: int) -> None:
        self.release_hold(self.one_of(self.model.holds, pick))

    # what the machine does

    @rule(days=st.sampled_from((0, 3)), cells=st.integers(0, 3), long=st.integers(1, 3))
    def sell(self, days: int, cells: int, long: int) -> None:
        """To somebody of its own: only what nobody has."""
        day = self.today() + timedelta(days=days)
        of_day = sorted(
            begins
            for counter, begins in open_cells(self.model.calendar)
            if counter == OWNED and begins.date() == day
        )
        if of_day:
            self.sell_at(of_day[cells % len(of_day)], long)

    def sell_at(self, start: datetime, cells: int) -> None:
        """The same from then on."""
        reference = self._next_sale()
        long = GRID * cells
        is_full = bool(self._others(start, long, "?"))
        try:
            self.tickets.sell(OWNED, reference, start, int(long.total_seconds()) // 60)
        except TakenOutside:
            assert is_full
            return
        for begins, minutes in self._ours_in(start, long):
            is_old = self.clock.now() - self.heard >= FOR_A_WHILE
            assert is_old or self._is_torn(begins, minutes), "the machine was not told in time"
            self.forced.add(reference)

    @precondition(lambda self: self.model.visits or self.model.holds)
    @rule(pick=NUMBERS, moved=st.integers(-1, 1))
    def oversell(self, pick: int, moved: int) -> None:
        """A clerk at the machine knows better."""
        starts = sorted(begins for counter, begins in self.model.taken if counter == OWNED)
        if starts:
            start = starts[pick % len(starts)] + GRID * moved
            self.forced.add(self._next_sale())
            self.torn.append(start)
            self.tickets.oversell(OWNED, f"sale-{self.sales}", start, int(GRID.seconds // 60))

    @rule(pick=NUMBERS)
    def give_back(self, pick: int) -> None:
        sold = sorted(one.reference for one in self.tickets.book() if not one.is_ours)
        if sold:
            self.tickets.give_back(OWNED, sold[pick % len(sold)])

    @rule(away=st.sampled_from((True, False, False)))
    def falls_silent(self, *, away: bool) -> None:
        self.tickets.away = away

    @rule(which=st.integers(0, 1))
    def turn(self, which: int) -> None:
        """All is compared: then what is sold twice was sold by force, and we know of it."""
        (turned,) = now(self.backends[which].outside.turn())
        assert (turned.away is not None) is self.tickets.away
        self._take_in()
        if turned.away is not None:
            self._maybe_silent(which)
            return
        self.heard = self.clock.now()
        self.torn = [start for start in self.torn if self._others(start, GRID)]
        for cell in self._cells_sold():
            owner = self.model.taken.get(cell)
            assert owner is not None, "sold by the machine, and free with us"
            if owner[0] == "hold":
                assert self.model.holds[owner[1]].hold.expires_at > self.clock.now()
        twice = {
            number
            for number, one in self._to_come().items()
            if self._others(one.start, timedelta(minutes=one.minutes))
        }
        fallen = now(self.backends[which].visits.fallen_out())
        told = {one.visit.id for one in fallen if one.why is FallenWhy.SOLD_OUTSIDE}
        assert told == twice
        for number, visit in self._to_come().items():
            assert number in twice or self._is_kept(_slot_of(visit), for_good=True)

    @rule(minutes=st.sampled_from([1, 10, 35, 24 * 60]), which=st.integers(0, 1))
    def time_passes(self, minutes: int, which: int) -> None:
        """What was changed is told at once, as long as the machine answers."""
        self.turn(which)
        self.wait(timedelta(minutes=minutes))
        self.turn(which)

    # what is true between the two

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
        assert is_torn or self._is_kept(_slot_of(visit)), "its owner keeps it for nobody"

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

    def _ours_in(self, start: datetime, long: timedelta) -> list[tuple[datetime, int]]:
        ends = start.astimezone(UTC) + long
        spans = [(v.start, v.minutes) for v in self._to_come().values()]
        spans += [
            (one.hold.slot.start, one.hold.slot.minutes)
            for one in self.model.holds.values()
            if one.hold.slot.counter == OWNED and one.hold.expires_at > self.clock.now()
        ]
        return [
            (begins, minutes)
            for begins, minutes in spans
            if begins.astimezone(UTC) < ends
            and start < begins.astimezone(UTC) + timedelta(minutes=minutes)
        ]

    def _is_ours_at(self, start: datetime) -> bool:
        """Whether what begins then is somebody's with us, for good or for now."""
        return any(begins == start for begins, _ in self._ours_in(start, GRID))

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


def _slot_of(visit: Visit) -> Slot:
    return Slot(visit.counter, visit.office, visit.start, visit.minutes)
