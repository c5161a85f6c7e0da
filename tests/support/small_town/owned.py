"""A counter whose calendar a ticket machine owns: it sells on its own, is silent, and oversells."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from booking.api import FallenWhy, Slot
from booking.errors import SlotTaken
from booking.outside.port import TakenOutside
from booking.outside.service import FOR_A_WHILE
from tests.support.small_town.base import LOOKS, NUMBERS, OWNERS, known, now, wanted
from tests.support.small_town.description import OWNED
from tests.support.small_town.hours import Things, open_cells, slot_at
from tests.support.small_town.model import NOBODY, Outcome, Who
from tests.support.small_town.owner import GRID, OwnedTown, slot_of_visit

DONE_THERE = tuple(things for things in LOOKS if sum(persons for _, persons in things) < 3)
CHANNELS = ("phone", "phone", "operator")


class OutsideMachine(OwnedTown):
    """Two sell the time of one counter, and nobody may get what somebody else has."""

    def __init__(self) -> None:
        super().__init__()
        for number in (0, 1):
            self.turn(number)

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
        given_back = list(self._given_back(things, channel))
        hold = now(
            self.backend().visits.hold_nearest(
                **wanted(things, channel), owner=owner, office="south"
            )
        )
        if free and not any(self._agrees(slot) for slot in free):
            assert hold is None or hold.slot in given_back
            self._maybe_silent(self.turn_of())
        assert hold is None or hold.slot in (*free, *given_back)
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

    @precondition(lambda self: self.model.holds)
    @rule(pick=NUMBERS, things=st.sampled_from(DONE_THERE), books=st.booleans())
    def confirm_what_another_has(self, pick: int, things: Things, *, books: bool) -> None:
        """The hold's time is over, and somebody else came to us in the meantime."""
        hold_id = self.one_of(self.model.holds, pick)
        held = self.model.holds.get(hold_id)
        if held is None or held.hold.slot.counter != OWNED:
            return
        self.time_passes(10, pick % 2)
        self.hold(slot_at(OWNED, held.hold.slot.start, things), things, "call-8")
        if books:
            self.confirm(0)
        self._check_promised(self.confirm_hold(hold_id, NOBODY))

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
        if booked is not None and is_gone and self._is_refused(slot_of_visit(booked.visit)):
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
        for ours in self._ours_in(start, long):
            is_old = self.clock.now() - self.heard >= FOR_A_WHILE
            is_torn = self._is_torn(ours.start, ours.minutes)
            assert is_old or is_torn, "the machine was not told in time"
            self.forced.add(reference)
            self.torn += [start + GRID * n for n in range(cells)]

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
            assert number in twice or self._is_kept(slot_of_visit(visit), for_good=True)

    @rule(minutes=st.sampled_from([1, 10, 35, 24 * 60]), which=st.integers(0, 1))
    def time_passes(self, minutes: int, which: int) -> None:
        """What was changed is told at once, as long as the machine answers."""
        self.turn(which)
        self.wait(timedelta(minutes=minutes))
        self.turn(which)
