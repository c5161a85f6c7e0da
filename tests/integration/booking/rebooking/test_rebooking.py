"""A counter closes: what is done for each, what they answer, and what ends it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from booking.api import (
    PRAGUE,
    Backend,
    Closing,
    Contact,
    NotFound,
    RebookingDriver,
    RebookingOffered,
    RebookingOver,
    RebookingState,
    RebookingUnreached,
    RebookingWithdrawn,
    Refused,
    SetClock,
    Span,
    VisitMoved,
    VisitRebooked,
    VisitState,
    VisitUnplaced,
    WhyUnreached,
)
from booking.catalogue.service import Directories
from booking.closures import ordering
from tests.support.closing import CONSULTATION, PASSPORT, People

MONDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 25)
HOUR = timedelta(hours=1)
LANDLINE = "+420583301234"


async def test_a_visit_goes_to_the_counter_beside_and_is_told_once(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    visit = await people.book(PASSPORT, WEDNESDAY)
    await people.close(visit)
    await driver.turn()
    now = await backend.visits.get(visit.id)
    assert (now.start, now.office, now.code) == (visit.start, visit.office, visit.code)
    assert now.counter != visit.counter
    (told,) = await people.told(VisitRebooked)
    assert (told.visit_id, told.counter_before, told.counter) == (
        visit.id,
        visit.counter,
        now.counter,
    )
    (moved,) = await people.told(VisitMoved)
    assert moved.told_apart
    one = await people.of(visit)
    assert (one.state, one.offered and one.offered.counter) == (RebookingState.MOVED, now.counter)
    await driver.turn()
    assert len(await people.told(VisitRebooked)) == 1


async def test_where_no_other_counter_does_it_another_time_is_offered_and_accepted(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY)
    await people.close(visit)
    await driver.turn()
    (told,) = await people.told(RebookingOffered)
    assert (told.visit_id, told.start, told.phone) == (visit.id, visit.start, visit.phone)
    assert told.new_start.date() > WEDNESDAY
    assert told.answer_by == datetime(2026, 11, 23, 12, tzinfo=PRAGUE)
    one = await people.of(visit)
    assert one.state is RebookingState.OFFERED
    after = await backend.rebookings.accept(one.id, by="caller")
    assert (after.id, after.code, after.start) == (visit.id, visit.code, told.new_start)
    again = await backend.rebookings.accept(one.id, by="caller")
    assert again == after
    assert len(await people.told(VisitMoved)) == 1
    assert (await people.of(visit)).state is RebookingState.ACCEPTED


async def test_whom_nobody_answers_for_is_rung_and_listed(
    backend: Backend, driver: RebookingDriver, people: People, clock: SetClock
) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY)
    await people.close(visit)
    await driver.turn()
    one = await people.of(visit)
    assert one.offered is not None
    clock.advance(timedelta(hours=4, minutes=2))
    await driver.turn()
    after = await people.of(visit)
    assert (after.state, after.why, after.hold_id) == (
        RebookingState.UNREACHED,
        WhyUnreached.NO_ANSWER,
        None,
    )
    (ring,) = await backend.rings.open()
    assert (ring.phone, ring.dialog, ring.topic) == (visit.phone, "rebooking", visit.code)
    (told,) = await people.told(RebookingUnreached)
    assert told.why == "no-answer"
    with pytest.raises(RebookingOver):
        await backend.rebookings.accept(one.id, by="caller")
    await backend.rings.settle(ring.id, by="olga")
    await driver.turn()
    assert (await people.of(visit)).state is RebookingState.RUNG
    await backend.rebookings.settle(one.id, by="olga")
    assert (await people.of(visit)).state is RebookingState.SETTLED
    with pytest.raises(RebookingOver):
        await backend.rebookings.cancel(one.id, by="olga")


async def test_a_landline_is_rung_and_the_slot_is_kept_meanwhile(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY, contact=Contact(LANDLINE))
    await people.close(visit)
    await driver.turn()
    one = await people.of(visit)
    assert one.can_accept
    (ring,) = await backend.rings.open()
    assert ring.phone == LANDLINE
    await backend.rebookings.accept(one.id, by="olga")
    assert await backend.rings.open() == []


async def test_who_left_no_contact_is_moved_beside_or_listed(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    beside = await people.book(PASSPORT, WEDNESDAY, contact=Contact())
    alone = await people.book(CONSULTATION, WEDNESDAY, contact=Contact())
    await people.close(beside)
    await people.close(alone)
    await driver.turn()
    assert (await people.of(beside)).state is RebookingState.MOVED
    one = await people.of(alone)
    assert (one.state, one.why) == (RebookingState.UNREACHED, WhyUnreached.NO_CONTACT)
    assert await backend.rings.open() == []


async def test_who_comes_soon_is_rung_at_once_and_told_not_to_come(
    backend: Backend, driver: RebookingDriver, people: People, clock: SetClock
) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY)
    clock.instant = visit.start - 2 * HOUR
    await people.close(visit)
    await driver.turn()
    one = await people.of(visit)
    assert (one.state, one.why) == (RebookingState.UNREACHED, WhyUnreached.TOO_LATE)
    assert [told.visit_id for told in await people.told(VisitUnplaced)] == [visit.id]
    assert len(await backend.rings.open()) == 1


async def test_on_the_day_itself_the_counter_beside_is_taken_though_nobody_may_book_that_soon(
    backend: Backend, driver: RebookingDriver, people: People, clock: SetClock
) -> None:
    visit = await people.book(PASSPORT, WEDNESDAY)
    clock.instant = visit.start - timedelta(minutes=20)
    await people.close(visit)
    await driver.turn()
    now = await backend.visits.get(visit.id)
    assert (now.start, now.counter != visit.counter) == (visit.start, True)


async def test_what_a_citizen_does_meanwhile_wins(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    first = await people.book(CONSULTATION, WEDNESDAY)
    second = await people.book(CONSULTATION, WEDNESDAY)
    await people.close(first)
    await driver.turn()
    offers = [await people.of(first), await people.of(second)]
    await backend.visits.cancel(first.id, by="caller")
    hold = await backend.visits.hold_nearest(CONSULTATION, owner="other", on=date(2026, 12, 9))
    assert hold is not None
    await backend.visits.move(second.id, hold.id, by="caller")
    for offer in offers:
        with pytest.raises(RebookingOver):
            await backend.rebookings.accept(offer.id, by="caller")
    await driver.turn()
    assert (await people.of(first)).state is RebookingState.CANCELLED
    assert (await people.of(second)).state is RebookingState.REBOOKED
    for offer in offers:  # what was kept for them is free
        assert offer.offered is not None
        await people.book(CONSULTATION, offer.offered.start.date(), slot=offer.offered)


async def test_another_time_is_chosen_and_what_was_kept_is_free_again(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY)
    await people.close(visit)
    await driver.turn()
    one = await people.of(visit)
    hold = await backend.visits.hold_nearest(CONSULTATION, owner="call", on=date(2026, 12, 2))
    assert hold is not None
    after = await backend.rebookings.choose_other(one.id, hold.id, by="caller")
    assert after.start == hold.slot.start
    assert (await people.of(visit)).state is RebookingState.REBOOKED
    assert one.offered is not None
    await people.book(CONSULTATION, one.offered.start.date(), slot=one.offered)


async def test_a_cancelled_visit_has_its_outcome(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY)
    await people.close(visit)
    await driver.turn()
    one = await people.of(visit)
    for _ in range(2):
        cancelled = await backend.rebookings.cancel(one.id, by="caller")
        assert cancelled.state is VisitState.CANCELLED
    assert (await people.of(visit)).state is RebookingState.CANCELLED


async def test_a_message_that_reaches_nobody_makes_an_operator_ring(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY)
    await people.close(visit)
    await driver.turn()
    people.lost = set(range(10_000))
    await driver.turn()
    one = await people.of(visit)
    assert (one.state, one.why) == (RebookingState.UNREACHED, WhyUnreached.NOT_DELIVERED)
    assert len(await backend.rings.open()) == 1


async def test_at_night_a_slot_is_kept_and_told_of_in_the_morning(
    driver: RebookingDriver, people: People, clock: SetClock
) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY)
    clock.instant = datetime(2026, 11, 23, 21, tzinfo=PRAGUE)
    await people.close(visit)
    assert await driver.turn() == datetime(2026, 11, 24, 8, tzinfo=PRAGUE)
    assert await people.told(RebookingOffered) == []
    assert (await people.of(visit)).can_accept
    clock.instant = datetime(2026, 11, 24, 8, tzinfo=PRAGUE)
    await driver.turn()
    (told,) = await people.told(RebookingOffered)
    assert told.answer_by == datetime(2026, 11, 24, 12, tzinfo=PRAGUE)


async def test_a_lifted_closure_gives_back_what_nobody_has_left(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    moved = await people.book(PASSPORT, WEDNESDAY)
    asked = await people.book(CONSULTATION, WEDNESDAY)
    first, second = await people.close(moved), await people.close(asked)
    await driver.turn()
    offer = await people.of(asked)
    await backend.rebookings.lift(first.closure.id, by="vera")
    await backend.rebookings.lift(second.closure.id, by="vera")
    assert [told.visit_id for told in await people.told(RebookingWithdrawn)] == [asked.id]
    assert (await people.of(asked)).state is RebookingState.WITHDRAWN
    assert (await backend.visits.get(asked.id)).start == asked.start
    with pytest.raises(RebookingOver):
        await backend.rebookings.accept(offer.id, by="caller")
    # who was moved stays, unless somebody puts them back
    one = await people.of(moved)
    assert one.state is RebookingState.MOVED
    after = await backend.rebookings.back(one.id, by="vera")
    assert (after.counter, after.start) == (moved.counter, moved.start)
    with pytest.raises(RebookingOver):
        await backend.rebookings.back(one.id, by="vera")


async def test_where_the_offered_counter_closes_too_something_else_is_offered(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY)
    await people.close(visit)
    await driver.turn()
    one = await people.of(visit)
    assert one.offered is not None
    day = one.offered.start.date()
    closing = Closing(day, day, "nemoc", counter=one.offered.counter)
    await backend.rebookings.close(closing, by="vera")
    await driver.turn()
    after = await people.of(visit)
    assert after.state is RebookingState.OFFERED
    assert after.offered is not None
    assert after.offered.start.date() != day


async def test_an_outlook_tells_what_would_become_of_each_and_changes_nothing(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    booked = [await people.book(PASSPORT, WEDNESDAY, office="lidicka") for _ in range(6)]
    counter = booked[0].counter
    closing = Closing(WEDNESDAY, WEDNESDAY, "nemoc", counter=counter)
    outlook = await backend.rebookings.outlook(closing)
    concerned = [visit for visit in booked if visit.counter == counter]
    assert [one.visit.id for one in outlook.foreseen] == [visit.id for visit in concerned]
    assert await backend.rebookings.reports() == []
    await backend.rebookings.close(closing, by="vera")
    await driver.turn()
    for foreseen in outlook.foreseen:
        became = await people.of(foreseen.visit)
        assert (became.state, became.offered) == (foreseen.state, foreseen.slot)


async def test_only_visits_within_the_closed_part_of_a_day_are_concerned(
    backend: Backend, people: People
) -> None:
    early = await people.book(CONSULTATION, WEDNESDAY)
    begins = early.start.hour * 60 + early.start.minute
    span = Span(begins + early.minutes, 24 * 60)
    closed = await people.close(early, span=span)
    assert (await backend.rebookings.report(closed.case.id)).concerns == ()
    closed = await people.close(early, span=Span(0, begins + 1))
    assert len((await backend.rebookings.report(closed.case.id)).concerns) == 1


async def test_a_change_of_hours_opens_a_case_for_those_whom_nobody_looks_after(
    backend: Backend, driver: RebookingDriver, people: People
) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY)
    closing = Closing(WEDNESDAY, WEDNESDAY, "nemoc", counter=visit.counter)
    await backend.database.write(lambda tx: ordering.order(tx, Directories(), closing, "vera"))
    assert await backend.rebookings.take_on("nové hodiny", by="vera") is not None
    assert await backend.rebookings.take_on("nové hodiny", by="vera") is None
    await driver.turn()
    assert (await people.of(visit)).state is RebookingState.OFFERED


async def test_bad_input_is_refused(backend: Backend) -> None:
    with pytest.raises(Refused):
        await backend.rebookings.close(Closing(MONDAY, MONDAY, " "), by="vera")
    with pytest.raises(Refused):
        await backend.rebookings.outlook(Closing(MONDAY, MONDAY, "x", counter="none"))
    with pytest.raises(Refused):
        await backend.rebookings.take_on("", by="vera")
    for ask in (backend.rebookings.accept, backend.rebookings.settle, backend.rebookings.lift):
        with pytest.raises(NotFound):
            await ask(77, by="vera")
    assert await backend.rebookings.reports() == []
