"""Every operation of visits in random order, held against the model after each step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from booking.api import AttendanceRules, Contact, Language, Presence, Slot
from booking.errors import LimitReached, NotFound, Refused, SlotTaken
from tests.support.small_town.base import (
    CHANNELS,
    LOOKS,
    NUMBERS,
    OWNERS,
    PHONES,
    TownMachine,
    now,
    wanted,
)
from tests.support.small_town.description import ACTIVITIES, CALENDARS, DESKS, HORIZON_DAYS
from tests.support.small_town.hours import Things, slot_at, slot_of
from tests.support.small_town.model import Who

ALONE = st.sampled_from(sorted(ACTIVITIES)).flatmap(
    lambda what: st.integers(0, 4).map(lambda persons: ((what, persons),))
)
ANYTHING = ALONE | st.lists(ALONE, min_size=2, max_size=3).map(lambda some: sum(some, ()))
"""Also such as cannot be: for nobody, for too many, the same thing twice."""
PEOPLE = st.builds(
    Who, st.sampled_from(PHONES), st.sampled_from(PHONES), st.sampled_from((None, 7, 8))
)
CALLERS = st.sampled_from((None, *PHONES))
MOST_CALLS = AttendanceRules().calls


class VisitsMachine(TownMachine):
    """Everything that `Backend.visits` does, and what a clerk at the counter does with a visit."""

    @rule(
        back=NUMBERS,
        desk=st.sampled_from(sorted(DESKS)),
        things=ANYTHING,
        owner=st.sampled_from(OWNERS),
        channel=st.sampled_from(CHANNELS),
        days=st.integers(-1, HORIZON_DAYS + 1),
        cells=st.integers(-1, 5),
    )
    def hold_anything(
        self, back: int, desk: str, things: Things, owner: str, channel: str, days: int, cells: int
    ) -> None:
        """A slot that may be taken, shut, past, too far ahead, kept, or across closing time."""
        day = self.today() + timedelta(days=days)
        opens = CALENDARS[self.model.calendar].hours[DESKS[desk].office].get(day.weekday())
        grid = DESKS[desk].grid
        first = opens[0] if opens else 8 * 60
        if back % 4 == 0 and opens:
            first = opens[1] - 4 * grid
        minute = first // grid * grid + cells * grid
        self.hold(slot_of(desk, day, minute, things), things, owner, channel=channel)

    @rule(
        pick=NUMBERS,
        things=st.sampled_from(LOOKS),
        owner=st.sampled_from(OWNERS),
        caller=CALLERS,
        channel=st.sampled_from(CHANNELS),
    )
    def hold_what_is_free(
        self, pick: int, things: Things, owner: str, caller: str | None, channel: str
    ) -> None:
        self.hold_free(pick, things, owner, Who(caller=caller), channel)

    @precondition(lambda self: self.model.taken)
    @rule(
        pick=NUMBERS,
        things=st.sampled_from(LOOKS),
        earlier=st.integers(0, 2),
        owner=st.sampled_from(OWNERS),
        channel=st.sampled_from(CHANNELS),
    )
    def hold_what_somebody_has(
        self, pick: int, things: Things, earlier: int, owner: str, channel: str
    ) -> None:
        """Or had, or let go of; the whole of it or a part."""
        cells = sorted(self.model.taken, reverse=True)
        counter, begins = cells[pick % len(cells)]
        begins -= timedelta(minutes=earlier * DESKS[counter].grid)
        self.hold(slot_at(counter, begins, things), things, owner, channel=channel)

    @rule(pick=NUMBERS, things=st.sampled_from(LOOKS), phone=st.sampled_from(PHONES))
    def book(self, pick: int, things: Things, phone: str | None) -> None:
        """As a caller does who does not hesitate."""
        before = len(self.model.holds)
        self.hold_free(pick, things, OWNERS[0])
        if len(self.model.holds) > before:
            self.confirm_hold(self.one_of(self.model.holds, 0), Who(phone))

    @rule(pick=NUMBERS, things=st.sampled_from(LOOKS), who=PEOPLE, is_allowed=st.booleans())
    def want_one_more(self, pick: int, things: Things, who: Who, *, is_allowed: bool) -> None:
        """Somebody books as much as they may, and then one more."""
        for _ in range(4):
            before = len(self.model.holds)
            self.hold_free(pick, things, "call-7")
            if len(self.model.holds) == before:
                return
            hold_id = self.one_of(self.model.holds, 0)
            is_passed = bool(self.model.passed(who, hold_id))
            self.confirm_hold(hold_id, who, is_allowed=is_allowed and is_passed)
            if is_passed:
                return

    @rule(
        things=st.sampled_from(LOOKS),
        owner=st.sampled_from(OWNERS),
        office=st.sampled_from([None, "north", "south"]),
        caller=CALLERS,
        channel=st.sampled_from(CHANNELS),
    )
    def hold_nearest(
        self, things: Things, owner: str, office: str | None, caller: str | None, channel: str
    ) -> None:
        free = list(self.model.starts(things, office, channel))
        is_full = self.model.has_enough(owner, Who(caller=caller))
        hold = self.do(
            lambda backend, key: backend.visits.hold_nearest(
                **wanted(things, channel), owner=owner, office=office, caller=caller, key=key
            ),
            LimitReached if is_full else None,
        )
        if hold is None:
            assert is_full or not free
            return
        assert hold.slot in free
        assert hold.slot.start == min(slot.start for slot in free)
        self.model.add_hold(hold, caller)

    @precondition(lambda self: self.model.holds)
    @rule(pick=NUMBERS, who=PEOPLE, is_allowed=st.sampled_from((False, False, True)))
    def confirm(self, pick: int, who: Who, *, is_allowed: bool) -> None:
        """By whoever it is; now and then an operator lets them have more than the limits do."""
        self.confirm_hold(self.one_of(self.model.holds, pick), who, is_allowed=is_allowed)

    @rule(pick=NUMBERS, owner=st.none() | st.sampled_from(OWNERS))
    def release(self, pick: int, owner: str | None) -> None:
        """One hold, or all of an owner."""
        if owner is None:
            self.release_hold(self.one_of(self.model.holds, pick))
            return
        theirs = [n for n, held in self.model.holds.items() if held.hold.owner == owner]
        count = self.do(lambda backend, key: backend.visits.release_all(owner, key=key))
        assert count == len(theirs)
        for hold_id in theirs:
            self.model.released(hold_id)

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS)
    def cancel(self, pick: int) -> None:
        self.cancel_visit(self.one_of(self.model.visits, pick))

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS, other=NUMBERS)
    def move(self, pick: int, other: int) -> None:
        visit_id = self.one_of(self.model.visits, pick)
        hold_id = self.one_of(self.model.holds, other)
        self.move_visit(visit_id, hold_id, self.model.why_not_move(visit_id, hold_id))

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS)
    def restore(self, pick: int) -> None:
        visit_id = self.one_of(self.model.visits, pick)
        self.restore_visit(visit_id, self.model.why_not_restore(visit_id))

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS, phone=st.sampled_from(PHONES[1:]))
    def set_contact(self, pick: int, phone: str) -> None:
        visit_id = self.one_of(self.model.visits, pick)
        visit = self.do(
            lambda backend, key: backend.visits.set_contact(visit_id, phone, key=key),
            self.model.why_no_contact(visit_id, phone),
        )
        if visit is not None:
            self.model.contact_given(visit_id, visit)

    @precondition(lambda self: self.model.holds)
    @rule(pick=NUMBERS, things=st.sampled_from(LOOKS), moves=st.booleans())
    def hesitate(self, pick: int, things: Things, *, moves: bool) -> None:
        """Somebody else wants what is kept, just when its time is over."""
        hold_id = self.one_of(self.model.holds, pick)
        if hold_id not in self.model.holds:
            return
        slot = self.model.holds[hold_id].hold.slot
        until = self.model.holds[hold_id].hold.expires_at
        self.wait(max(until - self.clock.now(), timedelta()))
        self.hold(slot_at(slot.counter, slot.start, things), things, "call-5")
        fitting = [
            number
            for number in self.model.visits
            if self.model.why_not_move(number, hold_id) in (None, SlotTaken)
        ]
        if moves and fitting:
            visit_id = fitting[pick % len(fitting)]
            self.move_visit(visit_id, hold_id, self.model.why_not_move(visit_id, hold_id))
        else:
            self.confirm_hold(hold_id, Who())

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS, things=st.sampled_from(LOOKS), minutes=st.sampled_from([0, 20]))
    def regret(self, pick: int, things: Things, minutes: int) -> None:
        """Somebody else wants what was cancelled, and then it is to be restored."""
        self.cancel(pick)
        visit_id = self.one_of(self.model.visits, pick)
        if visit_id not in self.model.visits:
            return
        self.wait(timedelta(minutes=minutes))
        visit = self.model.visits[visit_id].visit
        self.hold(slot_at(visit.counter, visit.start, things), things, "call-6")
        self.restore(pick)

    @precondition(lambda self: self.done)
    @rule(pick=NUMBERS)
    def command_again(self, pick: int) -> None:
        """A repeated webhook, a double click, a call that is resumed."""
        key = list(self.done)[-1 - pick % len(self.done)]
        again, first = self.done[key]
        before = self.rows.contents()
        assert now(again(self.backend())) == first
        assert self.rows.contents() == before

    @rule(pick=NUMBERS, phone=st.sampled_from(["777", "+420 777 654 321", ""]))
    def ask_for_what_cannot_be(self, pick: int, phone: str) -> None:
        hold_id = self.one_of(self.model.holds, pick)
        self.do(
            lambda backend, key: backend.visits.confirm(
                hold_id, contact=Contact(phone), language=Language.CS, key=key
            ),
            Refused,
        )
        self.do(
            lambda backend, key: backend.visits.hold_nearest("cards", owner="call-9", key=key),
            NotFound,
        )

    # on the day

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS, calls=st.integers(0, 3))
    def the_day_comes(self, pick: int, calls: int) -> None:
        """They check in, and are called so often in vain; whoever missed a visit keeps its slot."""
        visit_id = self.one_of(self.model.visits, pick)
        booked = self.model.visits.get(visit_id)
        if booked is None or booked.cancelled or booked.visit.start <= self.clock.now():
            return
        visit = booked.visit
        self.wait(visit.start.astimezone(UTC) - self.clock.now())
        self.do(lambda backend, key: backend.attendance.check_in(visit_id, by="dvorak", key=key))
        for _ in range(calls):
            self.wait(timedelta(minutes=5))
            self.do(
                lambda backend, key: backend.attendance.call(
                    visit_id, visit.counter, by="dvorak", key=key
                )
            )
            self.do(
                lambda backend, key: backend.attendance.not_there(visit_id, by="dvorak", key=key)
            )
        self.wait(timedelta(minutes=visit.minutes))
        now(self.backend().attendance.mark_missed())
        found = now(self.backend().attendance.get(visit_id))
        assert (found.presence is Presence.MISSED) is (calls == MOST_CALLS)
        self.cancel_visit(visit_id)

    # the world

    @rule(minutes=st.sampled_from([1, 9, 10, 11, 20, 60, 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.wait(timedelta(minutes=minutes))

    @rule(calendar=st.integers(0, len(CALENDARS) - 1))
    def hours_change(self, calendar: int) -> None:
        self.describe(calendar)
        self.model.calendar = calendar

    @precondition(lambda self: self.model.holds)
    @rule(pick=NUMBERS, calendar=st.integers(1, len(CALENDARS) - 1))
    def hours_change_before_it_is_confirmed(self, pick: int, calendar: int) -> None:
        self.hours_change(calendar)
        self.confirm_hold(self.one_of(self.model.holds, pick), Who())

    @rule(
        things=st.sampled_from(LOOKS),
        office=st.sampled_from([None, "north", "south"]),
        days=st.none() | st.integers(-1, HORIZON_DAYS + 1),
        pick=st.none() | NUMBERS,
        per_day=st.none() | st.integers(1, 3),
        channel=st.sampled_from(CHANNELS),
    )
    def look_for(
        self,
        things: Things,
        office: str | None,
        days: int | None,
        pick: int | None,
        per_day: int | None,
        channel: str,
    ) -> None:
        """A part of what is free: of one day, of one office, later than something."""
        free = sorted(self.model.starts(things, office, channel), key=lambda slot: slot.start)
        after = free[pick % len(free)].start if free and pick is not None else None
        on = None if days is None else self.today() + timedelta(days=days)
        found = now(
            self.backend().visits.free(
                **wanted(things, channel), office=office, after=after, on=on, per_day=per_day,
                limit=1000,
            )
        )  # fmt: skip
        places = {
            (slot.office, slot.start)
            for slot in free
            if (after is None or slot.start > after) and on in (None, slot.start.date())
        }
        assert {(slot.office, slot.start) for slot in found} == first_of_days(
            places, per_day, found
        )


def first_of_days(
    places: set[tuple[str, datetime]], per_day: int | None, found: list[Slot]
) -> set[tuple[str, datetime]]:
    """What of it is to be found where so many of a day are enough: which of two offices is free."""
    if per_day is None:
        return places
    chosen = set[tuple[str, datetime]]()
    told = {(slot.office, slot.start) for slot in found}
    for day in {start.date() for _, start in places}:
        # where two offices are free at one time, either may be the last that is told
        of_day = sorted(
            (place for place in places if place[1].date() == day),
            key=lambda place: (place[1], place not in told),
        )
        chosen |= set(of_day[:per_day])
    return chosen
