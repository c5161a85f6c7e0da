"""The waiting list: joining, the place in it, and what ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from booking.api import (
    Backend,
    Contact,
    Database,
    EntryState,
    Language,
    NotFound,
    OfferOver,
    OfferState,
    Refused,
    SetClock,
    VisitState,
    WaitChannel,
    WaitlistDriver,
    WaitlistEnded,
    Wants,
)
from booking.visits.tables import holds
from tests.support.waitlist import CONSULTATION, People, number

TUESDAY, WEDNESDAY, MONDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 30)


async def test_an_entry_ends_with_the_visit_that_it_was_to_replace(
    backend: Backend, town: Database, driver: WaitlistDriver, people: People
) -> None:
    (freed, *_) = await people.fill(WEDNESDAY)
    mine = await people.book(1, on=MONDAY)
    entry = await people.wait(1, visit=mine, notice_hours=1)
    await backend.visits.cancel(freed.id, by="caller")
    await driver.turn()
    (offer,) = await backend.waitlist.offers_to(number(1))
    await backend.visits.cancel(mine.id, by="caller")
    with pytest.raises(OfferOver):
        await backend.waitlist.accept(offer.id, by="caller")
    await driver.turn()
    assert (await backend.waitlist.get(entry.id)).state is EntryState.OVER
    assert (await backend.waitlist.offered(offer.id)).state is OfferState.WITHDRAWN
    assert len(await people.told(WaitlistEnded)) == 1
    assert (await backend.visits.get(mine.id)).state is VisitState.CANCELLED
    kept = await town.read(lambda tx: tx.all(select(holds)))
    assert kept == []


async def test_an_entry_ends_when_its_time_is_over(
    backend: Backend, clock: SetClock, driver: WaitlistDriver, people: People
) -> None:
    entry = await people.wait(1, last=TUESDAY, weekdays=(6,))
    assert await driver.turn() is not None
    clock.advance(timedelta(days=61))
    assert await driver.turn() is None
    assert (await backend.waitlist.get(entry.id)).state is EntryState.OVER


async def test_leaving_lets_go_of_what_was_offered(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    (freed, *_) = await people.fill(WEDNESDAY)
    entry = await people.wait(1, last=WEDNESDAY)
    other = await people.wait(2, last=WEDNESDAY)
    await backend.visits.cancel(freed.id, by="caller")
    await driver.turn()
    left = await backend.waitlist.leave(entry.id, by="caller")
    assert left == await backend.waitlist.leave(entry.id, by="caller")
    assert left.state is EntryState.LEFT
    await driver.turn()
    (offer,) = await backend.waitlist.offers_to(number(2))
    assert (offer.entry_id, offer.slot.start) == (other.id, freed.start)
    with pytest.raises(Refused):
        await backend.waitlist.resume(entry.id, by="caller")


async def test_who_asks_again_keeps_the_place_and_gets_what_they_want_now(
    backend: Backend, people: People
) -> None:
    first = await people.wait(1)
    await people.wait(2)
    again = await people.wait(1, weekdays=(2,))
    assert (again.id, again.wants.weekdays) == (first.id, (2,))
    assert [one.entry.id for one in await backend.waitlist.waiting()] == [first.id, first.id + 1]
    assert [one.place for one in await backend.waitlist.waiting(CONSULTATION)] == [1, 2]


async def test_two_visits_from_one_number_both_wait_for_something_earlier(
    backend: Backend, people: People
) -> None:
    hers, his = await people.book(1), await people.book(1)
    mine = await people.wait(1, visit=hers)
    other = await people.wait(1, visit=his)
    assert (await people.wait(1, visit=hers)).id == mine.id
    neither = await people.wait(1)
    waiting = [(one.entry.id, one.entry.visit_id) for one in await backend.waitlist.waiting()]
    assert waiting == [(mine.id, hers.id), (other.id, his.id), (neither.id, None)]
    assert (await people.wait(1)).id == neither.id


async def test_by_a_number_alone_nobody_gets_at_the_place_of_somebody_verified(
    backend: Backend, people: People
) -> None:
    verified = await backend.waitlist.join(
        Wants(CONSULTATION),
        contact=Contact(number(1), verified=True),
        language=Language.CS,
        channel=WaitChannel.SMS,
        citizen_id=1,
        by="caller",
    )
    anybody = await people.wait(1, weekdays=(2,))
    assert anybody.id != verified.id
    assert await backend.waitlist.get(verified.id) == verified
    again = await backend.waitlist.join(
        Wants(CONSULTATION, weekdays=(3,)),
        contact=Contact(number(1), verified=True),
        language=Language.CS,
        channel=WaitChannel.SMS,
        citizen_id=1,
        by="caller",
    )
    assert again.id == verified.id


async def test_a_free_slot_that_fits_is_offered_to_who_joins_now(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    await people.wait(1, first=WEDNESDAY)
    await driver.turn()
    (offer,) = await backend.waitlist.offers_to(number(1))
    assert offer.slot.start.date() == WEDNESDAY


async def test_what_cannot_be_is_refused_and_changes_nothing(
    backend: Backend, clock: SetClock, people: People
) -> None:
    waitlist = backend.waitlist
    mine = await people.book(1)
    mobile, landline = Contact(number(1)), Contact("+420583301234")
    usual = {"language": Language.CS, "channel": WaitChannel.SMS, "by": "caller"}
    for wants, rest, field in (
        (Wants(CONSULTATION, persons=9), {}, "persons"),
        (Wants(CONSULTATION, last=clock.today() - timedelta(days=1)), {}, "last"),
        (Wants(CONSULTATION, first=WEDNESDAY, last=TUESDAY), {}, "last"),
        (Wants(CONSULTATION, weekdays=(7,)), {}, "weekdays"),
        (Wants(CONSULTATION, notice_hours=-1), {}, "notice_hours"),
        (Wants("passport.new"), {"visit_id": mine.id}, "visit_id"),
        (Wants(CONSULTATION), {"contact": landline}, "phone"),
        (Wants(CONSULTATION), {"channel": WaitChannel.EMAIL}, "email"),
        (Wants(CONSULTATION), {"valid_until": clock.now()}, "valid_until"),
        (Wants(CONSULTATION), {"contact": Contact("12")}, "phone"),
    ):
        with pytest.raises(Refused) as refused:
            await waitlist.join(wants, **({"contact": mobile} | usual | rest))
        assert refused.value.field == field
    for wants, rest in (
        (Wants("flying"), {}),
        (Wants(CONSULTATION, offices=("moon",)), {}),
        (Wants(CONSULTATION), {"visit_id": 999}),
    ):
        with pytest.raises(NotFound):
            await waitlist.join(wants, **({"contact": mobile} | usual | rest))  # type: ignore[arg-type]  # mixed on purpose
    assert await waitlist.waiting() == []
