"""The waiting list: what is offered, to whom, and the answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from booking.api import (
    PRAGUE,
    Backend,
    Contact,
    EntryState,
    Language,
    OfferAccepted,
    OfferDeclined,
    OfferOver,
    OfferUnanswered,
    RingState,
    SetClock,
    SlotOffered,
    VisitBooked,
    VisitMoved,
    VisitPart,
    WaitChannel,
    WaitlistDriver,
    WaitlistPaused,
    Wants,
)
from tests.support.waitlist import CONSULTATION, People, number

WEDNESDAY, MONDAY = date(2026, 11, 25), date(2026, 11, 30)
MINUTE = timedelta(minutes=1)


async def test_a_freed_slot_is_offered_to_the_first_whom_it_fits(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    booked = await people.fill(WEDNESDAY)
    await people.wait(1, weekdays=(4,), last=WEDNESDAY + timedelta(days=1))
    second = await people.wait(2, last=WEDNESDAY)
    await people.wait(3, last=WEDNESDAY)
    await driver.turn()
    assert await people.told(SlotOffered) == []
    await backend.visits.cancel(booked[3].id, by="caller")
    await driver.turn()
    (told,) = await people.told(SlotOffered)
    assert (told.entry_id, told.phone, told.start) == (second.id, number(2), booked[3].start)
    assert told.answer_by == datetime(2026, 11, 23, 10, tzinfo=PRAGUE)
    assert await backend.visits.free(CONSULTATION, on=WEDNESDAY) == []
    (offer,) = await backend.waitlist.offers_to(number(2))
    assert (offer.code, offer.slot.start) == (told.code, told.start)


async def test_accepting_books_once_whatever_is_pressed_again(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    (freed, *_) = await people.fill(WEDNESDAY)
    entry = await people.wait(1, last=WEDNESDAY)
    await backend.visits.cancel(freed.id, by="caller")
    await driver.turn()
    (offer,) = await backend.waitlist.offers_to(number(1))
    first = await backend.waitlist.accept(offer.id, by="caller")
    again = await backend.waitlist.accept(offer.id, by="caller")
    assert (first.visit, first.moved) == (again.visit, False)
    assert first.visit.start == freed.start
    assert first.visit.phone == number(1)
    assert (await backend.waitlist.get(entry.id)).state is EntryState.BOOKED
    assert len(await people.told(OfferAccepted)) == 1
    assert [one.visit_id for one in await people.told(VisitBooked)].count(first.visit.id) == 1
    with pytest.raises(OfferOver):
        await backend.waitlist.decline(offer.id, by="caller")


async def test_accepting_moves_the_visit_that_there_is(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    (freed, *_) = await people.fill(WEDNESDAY)
    later = await people.book(1, on=MONDAY)
    await people.wait(1, visit=later, last=WEDNESDAY)
    await driver.turn()
    assert await backend.waitlist.offers_to(number(1)) == []
    await backend.visits.cancel(freed.id, by="caller")
    await driver.turn()
    (offer,) = await backend.waitlist.offers_to(number(1))
    accepted = await backend.waitlist.accept(offer.id, by="caller")
    assert accepted.moved
    assert (accepted.visit.id, accepted.visit.code) == (later.id, later.code)
    assert accepted.visit.start == freed.start
    assert len(await people.told(VisitMoved)) == 1


async def test_nothing_that_is_later_than_the_visit_is_offered(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    day = await people.fill(WEDNESDAY)
    mine = day[5]
    await people.wait(1, visit=mine, notice_hours=1)
    await driver.turn()
    assert await people.told(SlotOffered) == []
    await backend.visits.cancel(day[6].id, by="caller")
    await driver.turn()
    assert await people.told(SlotOffered) == []
    await backend.visits.cancel(day[4].id, by="caller")
    await driver.turn()
    (told,) = await people.told(SlotOffered)
    assert (told.start, told.replaces) == (day[4].start, mine.start)


async def test_what_is_declined_goes_to_the_next_and_nobody_else_gets_it_between(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    (freed, *_) = await people.fill(WEDNESDAY)
    first, second = [await people.wait(n, last=WEDNESDAY) for n in (1, 2)]
    await backend.visits.cancel(freed.id, by="caller")
    await driver.turn()
    (offer,) = await backend.waitlist.offers_to(number(1))
    declined = await backend.waitlist.decline(offer.id, by="caller")
    assert declined == await backend.waitlist.decline(offer.id, by="caller")
    assert await backend.visits.free(CONSULTATION, on=WEDNESDAY) == []
    with pytest.raises(OfferOver):
        await backend.waitlist.accept(offer.id, by="caller")
    await driver.turn()
    (passed,) = await backend.waitlist.offers_to(number(2))
    assert (passed.entry_id, passed.slot) == (second.id, offer.slot)
    after = await backend.waitlist.get(first.id)
    assert (after.state, after.declined) == (EntryState.WAITING, 1)
    assert len(await people.told(OfferDeclined)) == 1


async def test_who_asks_for_something_else_has_refused_nothing(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    later = await people.book(1, on=MONDAY)
    await people.wait(1, notice_hours=1)
    await driver.turn()
    (first,) = await backend.waitlist.offers_to(number(1))
    await people.wait(1, visit=later, notice_hours=1)
    assert await backend.waitlist.offers_to(number(1)) == []
    await driver.turn()
    (again,) = await backend.waitlist.offers_to(number(1))
    assert again.slot == first.slot
    accepted = await backend.waitlist.accept(again.id, by="caller")
    assert (accepted.moved, accepted.visit.id) == (True, later.id)


async def test_without_an_answer_the_slot_goes_on_and_in_the_end_to_everybody(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    (freed, *_) = await people.fill(WEDNESDAY)
    for n in (1, 2):
        await people.wait(n, last=WEDNESDAY)
    await backend.visits.cancel(freed.id, by="caller")
    assert await driver.turn() is not None
    (offer,) = await backend.waitlist.offers_to(number(1))
    clock.advance(timedelta(hours=2))
    await driver.turn()
    assert await backend.waitlist.offers_to(number(1)) == [offer]  # a little grace
    clock.advance(2 * MINUTE)
    with pytest.raises(OfferOver):
        await backend.waitlist.accept(offer.id, by="caller")
    await driver.turn()
    assert await backend.waitlist.offers_to(number(1)) == []
    assert len(await backend.waitlist.offers_to(number(2))) == 1
    clock.advance(timedelta(hours=2, minutes=2))
    await driver.turn()
    assert len(await people.told(OfferUnanswered)) == 2
    (free,) = await backend.visits.free(CONSULTATION, on=WEDNESDAY)
    assert free.start == freed.start


async def test_the_driver_says_when_it_must_come_again(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    assert await driver.turn() is None
    (freed, *_) = await people.fill(WEDNESDAY)
    await people.wait(1, last=WEDNESDAY)
    assert await driver.turn() == datetime(2026, 11, 24, tzinfo=PRAGUE)
    await backend.visits.cancel(freed.id, by="caller")
    assert await driver.turn() == clock.now() + timedelta(hours=2, minutes=2)


async def test_after_several_offers_without_an_answer_no_more_are_made_until_they_ask(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    booked = await people.fill(WEDNESDAY)
    verified = Contact(number(1), verified=True)
    entry = await people.wait(1, last=WEDNESDAY, notice_hours=1, contact=verified)
    for visit in booked[:4]:
        await backend.visits.cancel(visit.id, by="caller")
    for _ in range(4):
        await driver.turn()
        clock.advance(timedelta(hours=2, minutes=2))
    await driver.turn()
    assert len(await people.told(SlotOffered)) == 3
    (paused,) = await people.told(WaitlistPaused)
    assert paused.entry_id == entry.id
    assert (await backend.waitlist.get(entry.id)).state is EntryState.PAUSED
    resumed = await backend.waitlist.resume(entry.id, by="novakova")
    assert (resumed.state, resumed.unanswered) == (EntryState.WAITING, 0)
    await driver.turn()
    assert len(await people.told(SlotOffered)) == 4


async def test_at_night_a_slot_is_kept_and_told_of_in_the_morning(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    clock.advance(timedelta(hours=18))  # two in the morning on Tuesday
    (freed, *_) = await people.fill(MONDAY)
    await people.wait(1, first=MONDAY, last=MONDAY)
    await backend.visits.cancel(freed.id, by="caller")
    due = await driver.turn()
    assert due == datetime(2026, 11, 24, 8, tzinfo=PRAGUE)
    assert await people.told(SlotOffered) == []
    assert await backend.visits.free(CONSULTATION, on=MONDAY) == []
    assert len(await backend.waitlist.offers_to(number(1))) == 1  # who rings at night hears of it
    clock.advance(timedelta(hours=6))
    await driver.turn()
    await driver.turn()
    (told,) = await people.told(SlotOffered)
    assert told.answer_by == datetime(2026, 11, 24, 10, tzinfo=PRAGUE)


async def test_a_slot_that_nobody_could_answer_in_time_stays_everybodys(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    (freed, *_) = await people.fill(WEDNESDAY)
    clock.advance(timedelta(hours=14))  # ten in the evening
    await people.wait(1, last=WEDNESDAY, notice_hours=24)
    await backend.visits.cancel(freed.id, by="caller")
    await driver.turn()
    assert await backend.waitlist.offers_to(number(1)) == []
    clock.advance(timedelta(minutes=30))
    (free,) = await backend.visits.free(CONSULTATION, on=WEDNESDAY)
    assert free.start == freed.start


async def test_who_wants_to_be_rung_stands_in_the_operators_list_until_it_is_answered(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    (freed, *_) = await people.fill(WEDNESDAY)
    landline = Contact("+420583301234")
    await people.wait(1, last=WEDNESDAY, contact=landline, channel=WaitChannel.RING)
    await backend.visits.cancel(freed.id, by="caller")
    await driver.turn()
    (ring,) = await backend.rings.open()
    assert (ring.phone, ring.dialog) == ("+420583301234", "waitlist-offer")
    offer = await backend.waitlist.open_offer(ring.topic or "")
    assert offer is not None
    await backend.waitlist.accept(offer.id, by="novakova")
    assert await backend.rings.open() == []
    assert ring.state is RingState.OPEN


async def test_the_horizon_moving_on_by_a_day_brings_offers(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    last = clock.today() + timedelta(days=60)
    new = last + timedelta(days=1)
    while new.weekday() > 2:
        clock.advance(timedelta(days=1))
        new += timedelta(days=1)
    await people.wait(1, first=new)
    due = await driver.turn()
    assert due is not None
    assert await people.told(SlotOffered) == []
    clock.advance(due - clock.now())
    await driver.turn()
    (offer,) = await backend.waitlist.offers_to(number(1))
    assert offer.slot.start.date() == new


async def test_a_hold_that_runs_out_brings_an_offer(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    booked = await people.fill(WEDNESDAY)
    await backend.visits.cancel(booked[0].id, by="caller")
    clock.advance(timedelta(minutes=30))
    kept = await backend.visits.hold_nearest(CONSULTATION, owner="hesitates", on=WEDNESDAY)
    assert kept is not None
    await people.wait(1, last=WEDNESDAY)
    assert await driver.turn() == kept.expires_at
    clock.advance(timedelta(minutes=10))
    await driver.turn()
    (offer,) = await backend.waitlist.offers_to(number(1))
    assert offer.slot.start == kept.slot.start


async def test_a_visit_of_several_things_is_moved_to_where_all_of_them_can_be_done(
    backend: Backend, driver: WaitlistDriver
) -> None:
    also = (VisitPart("identity-card.new", 2),)
    hold = await backend.visits.hold_nearest("passport.new", owner="a", on=MONDAY, also=also)
    assert hold is not None
    visit = await backend.visits.confirm(hold.id, contact=Contact(number(1)), language=Language.CS)
    entry = await backend.waitlist.join(
        Wants("passport.new"),
        contact=Contact(number(1)),
        language=Language.CS,
        channel=WaitChannel.SMS,
        visit_id=visit.id,
        by="caller",
    )
    assert entry.wants.parts == visit.parts
    await driver.turn()
    (offer,) = await backend.waitlist.offers_to(number(1))
    assert offer.parts == visit.parts
    accepted = await backend.waitlist.accept(offer.id, by="caller")
    assert (accepted.visit.parts, accepted.visit.minutes) == (visit.parts, visit.minutes)
    assert accepted.visit.start < visit.start
