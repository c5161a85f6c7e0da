"""What the waiting list offers, to whom, and what they answer: held against the model.

When the list's driver has turned, the machine does not reckon whom it ought to have chosen. It asks
whether what was chosen is right: everybody who could be given something has an offer, nobody was
passed over by somebody later in the list, and what is offered was free, and is now kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from booking.api import Backend, Database, EntryState, Hold, OfferState, Slot, Transaction
from booking.errors import LimitReached, NotFound, SlotTaken
from booking.ground.clock import PRAGUE
from booking.waitlist.model import OfferOver
from tests.support.small_town.base import NUMBERS, OWNERS, TownMachine, now, wanted
from tests.support.small_town.hours import Things, parts_of, things_of
from tests.support.small_town.model import Outcome, Who
from tests.support.small_town.waiting_list import LIVE, SETTINGS, Offered, Waiting, WaitingList

MIDNIGHT = timedelta(minutes=1)
T = TypeVar("T")


class CrowdedDatabase(Database):
    """One in which somebody else may act after each transaction."""

    then: Callable[[], None] | None = None

    async def write(self, act: Callable[[Transaction], T]) -> T:
        done = await super().write(act)
        if self.then is not None:
            self.then()
        return done


class OffersMachine(TownMachine):
    """What becomes of offers; who waits for them is said by whoever builds on this."""

    def __init__(self) -> None:
        super().__init__()
        self.drivers = [backend.waitlist.driver(SETTINGS) for backend in self.backends]
        self.list = WaitingList()

    def database(self) -> CrowdedDatabase:
        return CrowdedDatabase(self.place.address, self.clock, inline=True)

    @precondition(lambda self: self.list.offers)
    @rule(pick=NUMBERS, twice=st.booleans())
    def accept(self, pick: int, *, twice: bool) -> None:
        offer_id = self.one_of(self.list.offers, pick)
        for _ in range(1 + twice):
            self._accept(offer_id)

    @precondition(lambda self: self.list.offers)
    @rule(pick=NUMBERS, seconds=st.sampled_from((-1, 0, 300)))
    def accept_about_when_its_time_is_over(self, pick: int, seconds: int) -> None:
        """A moment before, just then, and later, when nobody has noticed."""
        now_open = [
            number
            for number, one in self.list.offers.items()
            if one.state is OfferState.OPEN
            and self.clock.now() < one.until < one.slot.start.astimezone(UTC)
        ]
        if now_open:
            offer = self.list.offers[now_open[pick % len(now_open)]]
            self.wait(offer.until + timedelta(seconds=seconds) - self.clock.now())
            self._accept(offer.number)

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
        self._turned(which)

    @precondition(lambda self: self.list.offers)
    @rule(which=st.integers(0, 1), waits=st.booleans())
    def turn_in_a_crowd(self, which: int, *, waits: bool) -> None:
        """Between any two steps of the driver somebody tries to get what was not taken."""
        ends = [one.until for one in self.list.offers.values() if one.state is OfferState.OPEN]
        if waits and ends:
            self.wait(max(min(ends) - self.clock.now(), timedelta()))
        kept = [one for one in self.list.offers.values() if one.hold_id is not None]
        self._reckon_with_time()
        let_go = [one for one in kept if one.hold_id is None]
        taken: list[Hold] = []
        database = self.databases[which]
        assert isinstance(database, CrowdedDatabase)
        database.then = lambda: taken.extend(self._snatched(let_go, self.backends[1 - which]))
        self._turned(which, taken)
        database.then = None

    def _snatched(self, let_go: list[Offered], backend: Backend) -> Iterator[Hold]:
        """What somebody gets of it now: nothing that one of those who wait could have."""
        for offer in let_go:
            things = wanted(offer.things, "operator")
            with suppress(SlotTaken, LimitReached):
                yield now(backend.visits.hold(offer.slot, **things, owner=OWNERS[2]))
                rows = self.rows.contents("waitlist_offers")["waitlist_offers"]
                having = {row.entry_id for row in rows if row.state == OfferState.OPEN.value}
                could_be = offer.slot in self.model.bookable(offer.things)
                for entry in self.list.waiting(offer.things) if could_be else ():
                    is_passed_over = entry.number not in having and self._is_sure(entry, offer.slot)
                    assert not is_passed_over, "somebody else got it between"

    def _turned(self, which: int, taken: Sequence[Hold] = ()) -> None:
        """Let the driver do it, and see what came of it.

        Args:
            which: of the two.
            taken: gets what others have been quicker to take meanwhile.
        """
        now(self.drivers[which].turn())
        for hold in taken:
            self.model.add_hold(hold)
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

    # what is true all the time

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
