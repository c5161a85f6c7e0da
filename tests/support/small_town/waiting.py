"""The waiting list in random order: who waits, while visits come and go, and that one gets it."""

from __future__ import annotations

from datetime import UTC, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from booking.api import Contact, EntryState, Language, WaitChannel, Wants
from booking.errors import NotFound, Refused
from booking.ground.clock import PRAGUE
from tests.support.small_town.base import CHANNELS, LOOKS, NUMBERS, OWNERS, now
from tests.support.small_town.description import CALENDARS, HORIZON_DAYS
from tests.support.small_town.hours import Things, parts_of, things_of
from tests.support.small_town.model import NOBODY, Outcome
from tests.support.small_town.offers import OffersMachine
from tests.support.small_town.waiting_list import LIVE, Waiting

WAITERS = ("+420777000222", "+420777000333", "+420777000444", "+420777654321")


class WaitlistMachine(OffersMachine):
    """Visits come and go, and people wait for what is freed."""

    # what others do

    @rule(pick=NUMBERS, things=st.sampled_from(LOOKS), channel=st.sampled_from(CHANNELS))
    def book(self, pick: int, things: Things, channel: str) -> None:
        before = len(self.model.holds)
        self.hold_free(pick, things, OWNERS[0], channel=channel)
        if len(self.model.holds) > before:
            self.confirm_hold(self.one_of(self.model.holds, 0), NOBODY)

    @rule(things=st.sampled_from(LOOKS), channel=st.sampled_from(CHANNELS))
    def book_all(self, things: Things, channel: str) -> None:
        """Nothing is left for who comes now."""
        for _ in range(40):
            before = len(self.model.visits)
            self.book(0, things, channel)
            if len(self.model.visits) == before:
                return

    @rule(
        pick=NUMBERS,
        things=st.sampled_from(LOOKS),
        channel=st.sampled_from(CHANNELS),
        owner=st.sampled_from(OWNERS),
    )
    def keep(self, pick: int, things: Things, channel: str, owner: str) -> None:
        self.hold_free(pick, things, owner, channel=channel)

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS)
    def cancel(self, pick: int) -> None:
        self.cancel_visit(self.one_of(self.model.visits, pick))

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS, things=st.sampled_from(LOOKS), channel=st.sampled_from(CHANNELS))
    def want_what_is_freed(self, pick: int, things: Things, channel: str) -> None:
        """The public may not have it yet, be it offered to those who wait or not."""
        self.cancel(pick)
        self.turn(0)
        visit = self.model.visits.get(self.one_of(self.model.visits, pick))
        if visit is not None and channel not in ("operator", "walk-in"):
            slot = visit.visit.start
            free = [one for one in self.model.starts(things) if one.start == slot]
            for one in free[:1]:
                self.hold(one, things, OWNERS[2], channel=channel)

    # who waits

    @rule(
        phone=st.sampled_from(WAITERS),
        things=st.sampled_from(LOOKS),
        office=st.sampled_from((None, None, "north", "south")),
        notice=st.sampled_from((0, 0, 24)),
        pick=st.none() | NUMBERS,
    )
    def join(
        self, phone: str, things: Things, office: str | None, notice: int, pick: int | None
    ) -> None:
        """With `pick` for an earlier time than that of a visit which they have."""
        visit_id = None if pick is None else self.one_of(self.model.visits, pick)
        booked = self.model.visits.get(visit_id or 0)
        if booked is not None and pick is not None and pick % 4:  # mostly for the same thing
            things = things_of(booked.visit.parts)
        (activity, persons), *also = things
        wants = Wants(
            activity,
            persons,
            parts_of(tuple(also)),
            offices=() if office is None else (office,),
            notice_hours=notice,
        )
        entry = self.do(
            lambda backend, key: backend.waitlist.join(
                wants,
                contact=Contact(phone),
                language=Language.CS,
                channel=WaitChannel.SMS,
                by="caller",
                visit_id=visit_id,
                key=key,
            ),
            self._why_not_join(visit_id, activity),
        )
        if entry is None:
            return
        wanted = things if booked is None else things_of(booked.visit.parts)
        there = self._entry_of(phone, activity, visit_id)
        if there is not None and (there.visit_id != visit_id or there.asked != wanted):
            self.list.withdraw(there)
        assert there is self.list.entries.get(entry.id), (there, entry)
        made = there or Waiting(
            entry.id, phone, wanted, office, timedelta(), None, self.clock.now()
        )
        made.things, made.asked, made.office = wanted, wanted, office
        made.notice = timedelta(hours=notice)
        made.visit_id, made.state, made.unanswered = visit_id, EntryState.WAITING, 0
        made.until = self.clock.now() + timedelta(days=HORIZON_DAYS)
        self.list.entries[entry.id] = made

    def _why_not_join(self, visit_id: int | None, activity: str) -> Outcome:
        if visit_id is None:
            return None
        booked = self.model.visits.get(visit_id)
        if booked is None:
            return NotFound
        gone = booked.cancelled or booked.visit.start <= self.clock.now()
        return Refused if gone or booked.visit.activity != activity else None

    def _entry_of(self, phone: str, activity: str, visit_id: int | None) -> Waiting | None:
        """Where they wait already; by a number alone nobody gets at the place of a visit's."""
        found = [
            one
            for one in self.list.entries.values()
            if one.state in LIVE
            and (one.phone, one.asked[0][0]) == (phone, activity)
            and one.visit_id in (None, visit_id)
        ]
        return max(found, key=lambda one: (one.visit_id == visit_id, -one.number), default=None)

    @precondition(lambda self: self.model.visits)
    @rule(pick=NUMBERS, phone=st.sampled_from(WAITERS), which=st.integers(0, 1))
    def wait_for_an_earlier_one(self, pick: int, phone: str, which: int) -> None:
        """Somebody has a visit and wants it earlier; then the first one is cancelled."""
        visit_id = self.one_of(self.model.visits, pick)
        booked = self.model.visits.get(visit_id)
        if booked is None or booked.cancelled or booked.visit.start <= self.clock.now():
            return
        self.join(phone, things_of(booked.visit.parts), None, 0, 1 + pick // 4 * 4)
        self.turn(which)
        sooner = [
            number
            for number, one in self.model.visits.items()
            if not one.cancelled
            and self.clock.now() < one.visit.start.astimezone(UTC) < booked.visit.start
        ]
        if sooner:
            self.cancel_visit(min(sooner))
            self.turn(which)

    @rule(which=st.integers(0, 1))
    def wait_for_what_is_earlier_than_all(self, which: int) -> None:
        """Whoever has the first visit of all gets hardly anything; who waits behind them does."""
        to_come = [
            number
            for number, one in self.model.visits.items()
            if not one.cancelled and one.visit.start.astimezone(UTC) > self.clock.now()
        ]
        if not to_come:
            return
        first = min(to_come, key=lambda number: self.model.visits[number].visit.start)
        things = things_of(self.model.visits[first].visit.parts)
        back = sum(number > first for number in self.model.visits)
        self.join(WAITERS[0], things, None, 0, back)
        self.join(WAITERS[1], things, None, 0, None)
        self.turn(which)

    @rule(which=st.integers(0, 1), minutes=st.sampled_from((0, 1)))
    def noon_comes(self, which: int, minutes: int) -> None:
        """What is kept for staff is released, and nothing else happens."""
        self.turn(which)
        local = self.clock.now().astimezone(PRAGUE)
        noon = local.replace(hour=12, minute=minutes, second=0, microsecond=0)
        if noon <= local:
            noon += timedelta(days=1)
        self.wait(noon.astimezone(UTC) - self.clock.now())
        self.turn(which)

    @precondition(lambda self: self.list.entries)
    @rule(pick=NUMBERS, resumes=st.booleans())
    def leave_or_resume(self, pick: int, *, resumes: bool) -> None:
        entry_id = self.one_of(self.list.entries, pick)
        entry = self.list.entries.get(entry_id)
        if entry is None:
            self.do(
                lambda backend, key: backend.waitlist.leave(entry_id, by="caller", key=key),
                NotFound,
            )
        elif resumes:
            is_live = entry.state in LIVE
            self.do(
                lambda backend, key: backend.waitlist.resume(entry_id, by="novak", key=key),
                None if is_live else Refused,
            )
            if is_live:
                entry.state, entry.unanswered = EntryState.WAITING, 0
        else:
            self.do(lambda backend, key: backend.waitlist.leave(entry_id, by="caller", key=key))
            if entry.state in LIVE:
                self.list.withdraw(entry)
                entry.state = EntryState.LEFT

    # the world

    @rule(minutes=st.sampled_from([1, 20, 61, 63, 300, 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.wait(timedelta(minutes=minutes))

    @rule(calendar=st.integers(0, len(CALENDARS) - 1))
    def hours_change(self, calendar: int) -> None:
        self.describe(calendar)
        self.model.calendar = calendar

    @precondition(lambda self: self.done)
    @rule(pick=NUMBERS)
    def command_again(self, pick: int) -> None:
        """A second tap, a repeated SMS."""
        key = list(self.done)[-1 - pick % len(self.done)]
        again, first = self.done[key]
        before = self.rows.contents()
        assert now(again(self.backend())) == first
        assert self.rows.contents() == before
