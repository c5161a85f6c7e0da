"""The waiting list in random order: who waits, what is offered, and that one gets it, not two.

When the list's driver has turned, the machine does not reckon whom it ought to have chosen. It asks
whether what was chosen is right: everybody who could be given something has an offer, nobody was
passed over by somebody later in the list, and what is offered was free, and is now kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from booking.api import Contact, EntryState, Hold, Language, OfferState, Slot, WaitChannel, Wants
from booking.errors import LimitReached, NotFound, Refused
from booking.ground.clock import PRAGUE
from booking.waitlist.model import OfferOver
from tests.support.small_town.base import CHANNELS, LOOKS, NUMBERS, OWNERS, TownMachine, now
from tests.support.small_town.description import CALENDARS, HORIZON_DAYS
from tests.support.small_town.hours import Things, parts_of, things_of
from tests.support.small_town.model import NOBODY, Outcome, Who
from tests.support.small_town.waiting_list import SETTINGS, Offered, Waiting, WaitingList

MIDNIGHT = timedelta(minutes=1)
WAITERS = ("+420777000222", "+420777000333", "+420777000444", "+420777654321")
LIVE = (EntryState.WAITING, EntryState.PAUSED)


class WaitlistMachine(TownMachine):
    """Visits come and go, and people wait for what is freed."""

    def __init__(self) -> None:
        super().__init__()
        self.drivers = [backend.waitlist.driver(SETTINGS) for backend in self.backends]
        self.list = WaitingList()

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

    # what is offered

    @precondition(lambda self: self.list.offers)
    @rule(pick=NUMBERS, twice=st.booleans())
    def accept(self, pick: int, *, twice: bool) -> None:
        offer_id = self.one_of(self.list.offers, pick)
        for _ in range(1 + twice):
            self._accept(offer_id)

    def _accept(self, offer_id: int) -> None:
        offer = self.list.offers.get(offer_id)
        done = self.do(
            lambda backend, key: backend.waitlist.accept(offer_id, by="caller", key=key),
            NotFound if offer is None else self._why_not_accept(offer),
        )
        if offer is None or done is None:
            return
        assert done.moved is (offer.entry.visit_id is not None)
        if offer.state is OfferState.ACCEPTED:  # said once more
            assert done.visit.id == offer.visit_id
            return
        assert offer.hold_id is not None
        assert (done.visit.counter, done.visit.start) == (offer.slot.counter, offer.slot.start)
        assert things_of(done.visit.parts) == offer.things
        if done.moved:
            assert done.visit.id == offer.entry.visit_id
            self.model.moved(done.visit.id, offer.hold_id, done.visit, "caller")
        else:
            self.model.confirmed(offer.hold_id, done.visit, "caller")
        offer.state, offer.hold_id, offer.visit_id = OfferState.ACCEPTED, None, done.visit.id
        offer.entry.state = EntryState.BOOKED

    def _why_not_accept(self, offer: Offered) -> Outcome:
        if offer.state is OfferState.ACCEPTED:
            return None
        if offer.state is not OfferState.OPEN or offer.until <= self.clock.now():
            return OfferOver
        visit_id, hold_id = offer.entry.visit_id, offer.hold_id or 0
        if visit_id is None:
            if self.model.passed(Who(offer.entry.phone), hold_id):
                return LimitReached
            return OfferOver if self.model.why_not_to_have(hold_id) else None
        has_same = things_of(self.model.visits[visit_id].visit.parts) == offer.things
        is_lost = self.model.why_not_move(visit_id, hold_id) is not None
        return OfferOver if is_lost or not has_same else None

    @precondition(lambda self: self.list.offers)
    @rule(pick=NUMBERS)
    def decline(self, pick: int) -> None:
        offer_id = self.one_of(self.list.offers, pick)
        offer = self.list.offers.get(offer_id)
        outcome: Outcome = None
        if offer is None:
            outcome = NotFound
        elif offer.state not in (OfferState.OPEN, OfferState.DECLINED):
            outcome = OfferOver
        self.do(
            lambda backend, key: backend.waitlist.decline(offer_id, by="caller", key=key), outcome
        )
        if offer is not None and offer.state is OfferState.OPEN:
            offer.state, offer.entry.unanswered = OfferState.DECLINED, 0

    @rule(which=st.integers(0, 1))
    def turn(self, which: int) -> None:
        """One of two drivers does what is due."""
        self._reckon_with_time()
        now(self.drivers[which].turn())
        rows = self.rows.contents("waitlist_offers", "holds")
        holds = {row.id: row for row in rows["holds"]}
        new = [row for row in rows["waitlist_offers"] if row.id not in self.list.offers]
        made = [self._offered(row, holds[row.hold_id]) for row in new]
        for offer in made:
            for earlier in self.list.waiting(offer.things):
                if earlier.number < offer.entry.number:
                    assert not self._is_sure(earlier, offer.slot), "somebody was passed over"
        for entry in self.list.waiting():
            for slot in self._free_for(entry.things):
                assert not self._is_sure(entry, slot), "somebody was forgotten"

    def _reckon_with_time(self) -> None:
        """What ends by itself, before anything new is offered."""
        for offer in self.list.offers.values():
            if offer.state is OfferState.OPEN and offer.until <= self.clock.now():
                offer.state = OfferState.UNANSWERED
                offer.entry.unanswered += 1
                is_enough = offer.entry.unanswered >= SETTINGS.pause_after
                if is_enough and offer.entry.state is EntryState.WAITING:
                    offer.entry.state = EntryState.PAUSED
        for entry in self.list.entries.values():
            if entry.state in LIVE and self._is_over(entry):
                self.list.withdraw(entry)
                entry.state = EntryState.OVER
        for offer in self.list.offers.values():
            if offer.state is not OfferState.OPEN and offer.hold_id is not None:
                self.model.released(offer.hold_id)
                offer.hold_id = None
        for entry in self.list.entries.values():  # as many as come to the visit now
            if entry.state in LIVE and entry.visit_id is not None and not self.list.open_to(entry):
                entry.things = things_of(self.model.visits[entry.visit_id].visit.parts)

    def _is_over(self, entry: Waiting) -> bool:
        if entry.until <= self.clock.now():
            return True
        if entry.visit_id is None:
            return False
        booked = self.model.visits[entry.visit_id]
        return booked.cancelled or booked.visit.start <= self.clock.now()

    def _offered(self, row: Any, hold: Any) -> Offered:  # noqa: ANN401  rows
        """A new offer: it must be one that could be made."""
        entry = self.list.entries[row.entry_id]
        assert entry in self.list.waiting(), "they wait for nothing, or have an offer"
        slot = Slot(row.counter, row.office, row.start.astimezone(PRAGUE), row.minutes)
        things = ((row.activity, row.persons), *((what, count) for what, count in row.also))
        assert things == entry.things
        assert slot in list(self._free_for(things)), "it is not free"
        assert self._is_of_use(entry, slot, SETTINGS.least_answer)
        assert self.clock.now() < row.answer_by <= slot.start.astimezone(UTC) - entry.notice
        assert row.lapses_at == row.answer_by + SETTINGS.grace
        assert hold.expires_at > row.lapses_at
        assert hold.owner == f"waitlist:{entry.number}"
        kept = Hold(
            hold.id, slot, *things[0][:1], sum(count for _, count in things), hold.owner,
            hold.expires_at, parts_of(things),
        )  # fmt: skip
        self.model.add_hold(kept)
        offer = Offered(row.id, entry, slot, things, row.hold_id, row.lapses_at)
        self.list.offers[row.id] = offer
        return offer

    def _free_for(self, things: Things) -> Iterator[Slot]:
        """What is free for those who wait: the public's time, and what was freed a moment ago."""
        for slot in self.model.bookable(things):
            if self.model.is_all_free(slot, things, "operator"):
                yield slot

    def _is_sure(self, entry: Waiting, slot: Slot) -> bool:
        """Whether it is of use to them beyond doubt; a minute of the night does not count."""
        return self._is_of_use(entry, slot, SETTINGS.least_answer + 2 * MIDNIGHT)

    def _is_of_use(self, entry: Waiting, slot: Slot, least: timedelta) -> bool:
        begins = slot.start.astimezone(UTC)
        if entry.visit_id is not None:
            replaced = self.model.visits[entry.visit_id].visit.start.astimezone(UTC)
            if begins >= replaced:
                return False
        return (
            entry.office in (None, slot.office)
            and begins - entry.notice - self.clock.now() >= least
            and not self.list.was_refused(entry, slot)
        )

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

    @invariant()
    def the_list_is_what_the_model_has(self) -> None:
        found = self.rows.contents("waitlist_entries", "waitlist_offers", "events")
        self.list.check(found)

    @invariant()
    def what_is_offered_is_kept(self) -> None:
        """For one alone, as long as they may answer."""
        for offer in self.list.offers.values():
            if offer.state is OfferState.OPEN and offer.until > self.clock.now():
                assert offer.hold_id in self.model.holds
                cells = self.model.holds[offer.hold_id].cells
                assert all(self.model.taken[one] == ("hold", offer.hold_id) for one in cells)
