"""A number that nobody has verified has only so much of the waiting list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from booking.api import (
    Backend,
    Contact,
    EntryState,
    Language,
    LimitReached,
    OfferState,
    SetClock,
    SlotOffered,
    WaitChannel,
    WaitlistDriver,
    WaitlistPaused,
    Wants,
)
from tests.integration.booking.visits.test_limits import allow
from tests.support.waitlist import CONSULTATION, People, number

WEDNESDAY = date(2026, 11, 25)
OTHERS = ("passport.new", "passport.collection", "identity-card.new")


async def wait(backend: Backend, activity: str, by: str = "caller", who: int = 1) -> None:
    await backend.waitlist.join(
        Wants(activity),
        contact=Contact(number(who)),
        language=Language.CS,
        channel=WaitChannel.SMS,
        by=by,
    )


async def unanswered(driver: WaitlistDriver, clock: SetClock, times: int) -> None:
    for _ in range(times):
        await driver.turn()
        clock.advance(timedelta(hours=2, minutes=2))
    await driver.turn()


async def test_an_unverified_number_has_so_many_places_and_an_operator_may_give_it_more(
    backend: Backend,
) -> None:
    await allow(backend.database, number_waits=2)
    for activity in (*OTHERS[:2], OTHERS[0]):
        await wait(backend, activity)
    with pytest.raises(LimitReached) as caught:
        await wait(backend, OTHERS[2])
    assert caught.value.limit == "number_waits"
    assert len(await backend.waitlist.of_phone(number(1))) == 2
    await wait(backend, OTHERS[2], who=2)
    await wait(backend, OTHERS[2], by="novakova")
    assert len(await backend.waitlist.of_phone(number(1))) == 3


async def test_silence_pauses_the_place_of_an_unverified_number_for_some_days(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    await allow(backend.database, number_unanswered=3, unanswered_days=7)
    entry = await people.wait(1, first=WEDNESDAY)
    await unanswered(driver, clock, 4)
    with pytest.raises(LimitReached) as caught:
        await people.wait(1, first=WEDNESDAY)
    assert caught.value.limit == "number_unanswered"
    assert (await backend.waitlist.get(entry.id)).state is EntryState.PAUSED
    clock.advance(timedelta(days=7))
    again = await people.wait(1, first=WEDNESDAY)
    assert (again.id, again.state, again.unanswered) == (entry.id, EntryState.WAITING, 0)


async def test_an_operator_lets_the_paused_place_of_an_unverified_number_go_on(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    entry = await people.wait(1, first=WEDNESDAY)
    await unanswered(driver, clock, 4)
    resumed = await backend.waitlist.resume(entry.id, by="novakova")
    assert (resumed.state, resumed.unanswered) == (EntryState.WAITING, 0)
    await driver.turn()
    assert len(await people.told(SlotOffered)) == 4


async def test_a_number_that_does_not_answer_hears_so_and_gets_no_new_place_for_some_days(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    await allow(backend.database, number_unanswered=3, unanswered_days=7)
    entry = await people.wait(1, first=WEDNESDAY)
    await unanswered(driver, clock, 4)
    assert len(await people.told(SlotOffered)) == 3
    (paused,) = await people.told(WaitlistPaused)
    assert (paused.entry_id, paused.phone) == (entry.id, number(1))
    for activity in (CONSULTATION, OTHERS[0]):
        with pytest.raises(LimitReached) as caught:
            await wait(backend, activity)
        assert caught.value.limit == "number_unanswered"
    await wait(backend, OTHERS[0], by="novakova")
    clock.advance(timedelta(days=7))
    await wait(backend, OTHERS[1])


async def test_leaving_and_asking_again_does_not_begin_the_count_anew(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    await allow(backend.database, number_unanswered=2)
    entry = await people.wait(1, first=WEDNESDAY)
    await unanswered(driver, clock, 1)
    again = await people.wait(1, first=WEDNESDAY)
    assert (again.id, again.unanswered) == (entry.id, 1)
    await unanswered(driver, clock, 1)
    await backend.waitlist.leave(entry.id, by="caller")
    with pytest.raises(LimitReached):
        await people.wait(1, first=WEDNESDAY)


async def test_a_number_shown_does_not_lift_the_pause_of_a_verified_one(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    verified = Contact(number(1), verified=True)
    entry = await people.wait(1, first=WEDNESDAY, contact=verified)
    await unanswered(driver, clock, 4)
    assert (await backend.waitlist.get(entry.id)).state is EntryState.PAUSED
    with pytest.raises(LimitReached):
        await people.wait(1, first=WEDNESDAY)
    paused = await backend.waitlist.get(entry.id)
    assert (paused.state, paused.unanswered) == (EntryState.PAUSED, 3)
    proven = await people.wait(1, first=WEDNESDAY, contact=verified)
    assert (proven.id, proven.state, proven.unanswered) == (entry.id, EntryState.WAITING, 0)


async def test_where_messages_enough_went_today_the_slot_goes_to_the_next(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    await allow(backend.database, number_messages_day=1)
    (freed, *_) = await people.fill(WEDNESDAY)
    hold = await backend.visits.hold_nearest("passport.new", owner="call-1")
    assert hold is not None
    visit = await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)
    await backend.visits.set_contact(visit.id, number(1))
    await people.wait(1, last=WEDNESDAY)
    second = await people.wait(2, last=WEDNESDAY)
    await backend.visits.cancel(freed.id, by="caller")
    await driver.turn()
    assert await people.told(SlotOffered) == []
    await driver.turn()
    (told,) = await people.told(SlotOffered)
    assert (told.entry_id, told.start) == (second.id, freed.start)
    assert (await backend.waitlist.offered(told.offer_id)).state is OfferState.OPEN
