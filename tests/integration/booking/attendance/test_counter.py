"""Check-in and calling, on both databases, with clerks who press at the same time."""

import asyncio
from datetime import datetime, timedelta

import pytest

from booking.api import (
    PRAGUE,
    Backend,
    Contact,
    Database,
    Language,
    Presence,
    Refused,
    SetClock,
    Visit,
    VisitArrived,
    VisitAttendanceCorrected,
    VisitCalled,
    VisitFinished,
    VisitMissed,
    unhandled,
)
from booking.ground.events import Event
from tests.conftest import MakeBackends

NEW = "passport.new"
OFFICE = "lidicka"
NINE = datetime(2026, 11, 24, 9, tzinfo=PRAGUE)
CLERKS = ("one", "two", "three", "four")


async def book(backend: Backend, phone: str | None = None) -> Visit:
    hold = await backend.visits.hold_nearest(
        NEW, owner="call", office=OFFICE, on=NINE.date(), after=NINE - timedelta(seconds=1)
    )
    assert hold is not None
    contact = Contact(phone)
    return await backend.visits.confirm(hold.id, contact=contact, language=Language.CS)


async def counters(backend: Backend) -> list[str]:
    passport = await backend.catalogue.activity(NEW)
    return [
        one.code
        for one in await backend.catalogue.counters()
        if one.office == OFFICE and one.does(passport)
    ]


async def events(database: Database) -> list[Event]:
    found = await database.write(lambda tx: unhandled(tx.connection, 500))
    kinds = (VisitArrived, VisitCalled, VisitFinished, VisitMissed, VisitAttendanceCorrected)
    return [one.event for one in found if isinstance(one.event, kinds)]


def at(clock: SetClock, when: datetime) -> None:
    clock.advance(when - clock.now())


async def test_a_visit_goes_from_the_door_to_its_end(
    backend: Backend, town: Database, clock: SetClock
) -> None:
    visit = await book(backend)
    at(clock, visit.start)
    assert (await backend.attendance.get(visit.id)).presence is Presence.EXPECTED
    arrived = await backend.attendance.check_in(visit.id, by="door")
    assert arrived.attendance.ticket == 1
    counter = (await counters(backend))[0]
    called = await backend.attendance.call_next(counter, by="jana")
    assert called is not None
    assert (called.visit.id, called.attendance.counter) == (visit.id, counter)
    assert (await backend.attendance.serve(visit.id, by="jana")).presence is Presence.SERVED
    assert (await backend.attendance.finish(visit.id, by="jana")).presence is Presence.FINISHED
    assert await backend.attendance.call_next(counter, by="jana") is None
    kinds = [type(one) for one in await events(town)]
    assert kinds == [VisitArrived, VisitCalled, VisitFinished]


async def test_two_clerks_never_call_the_same_client(
    backend: Backend, clock: SetClock, beside: MakeBackends
) -> None:
    """A bug of others: two clerks who press at the same moment both get the first in the row."""
    places = await counters(backend)
    assert len(places) >= 2
    visits = [await book(backend) for _ in places]
    at(clock, visits[0].start)
    for visit in visits:
        await backend.attendance.check_in(visit.id, by="door", anyway=True)
    clerks = beside(len(places))
    called = await asyncio.gather(
        *(
            one.attendance.call_next(place, by=f"clerk-{place}")
            for one, place in zip(clerks, places, strict=True)
        )
    )
    numbers = [one.visit.id for one in called if one is not None]
    assert sorted(numbers) == sorted(visit.id for visit in visits)


async def test_only_one_of_all_clerks_gets_the_only_client(
    backend: Backend, clock: SetClock, beside: MakeBackends
) -> None:
    visit = await book(backend)
    at(clock, visit.start)
    await backend.attendance.check_in(visit.id, by="door")
    places = await counters(backend)
    clerks = beside(len(places))
    called = await asyncio.gather(
        *(
            one.attendance.call_next(place, by=f"clerk-{place}")
            for one, place in zip(clerks, places, strict=True)
        )
    )
    assert [one.visit.id for one in called if one is not None] == [visit.id]


async def test_a_clerk_who_presses_twice_calls_nobody_else(
    backend: Backend, clock: SetClock
) -> None:
    first, second = await book(backend), await book(backend)
    at(clock, first.start)
    for visit in (first, second):
        await backend.attendance.check_in(visit.id, by="door", anyway=True)
    counter = (await counters(backend))[0]
    called = [await backend.attendance.call_next(counter, by="jana") for _ in range(2)]
    assert [one.visit.id for one in called if one is not None] == [first.id, first.id]
    assert called[1] is not None
    assert called[1].attendance.calls == 1


async def test_a_ticket_is_never_printed_twice(
    backend: Backend, town: Database, clock: SetClock, beside: MakeBackends
) -> None:
    """A bug of others: a second check-in, or a double click, printed another ticket."""
    visits = [await book(backend) for _ in range(3)]
    at(clock, visits[0].start)
    doors = beside(3)
    found = await asyncio.gather(
        *(
            door.attendance.check_in(visit.id, by="door", anyway=True)
            for door in doors
            for visit in visits
        )
    )
    tickets = {(one.visit.id, one.attendance.ticket) for one in found}
    assert sorted(ticket or 0 for _, ticket in tickets) == [1, 2, 3]
    arrivals = [one for one in await events(town) if isinstance(one, VisitArrived)]
    assert len(arrivals) == 3


async def test_a_ticket_that_was_taken_back_is_given_to_nobody_else(
    backend: Backend, clock: SetClock
) -> None:
    first, second = await book(backend), await book(backend)
    at(clock, first.start)
    await backend.attendance.check_in(first.id, by="door")
    await backend.attendance.undo(first.id, by="door")
    other = await backend.attendance.check_in(second.id, by="door", anyway=True)
    again = await backend.attendance.check_in(first.id, by="door")
    assert (other.attendance.ticket, again.attendance.ticket) == (2, 1)


async def test_two_clerks_who_take_back_the_same_step_take_back_one(
    backend: Backend, clock: SetClock
) -> None:
    visit = await book(backend)
    at(clock, visit.start)
    await backend.attendance.check_in(visit.id, by="door")
    called = await backend.attendance.call(visit.id, visit.counter, by="jana")
    await backend.attendance.undo(visit.id, by="jana", seen=called.presence)
    with pytest.raises(Refused, match="not what was seen"):
        await backend.attendance.undo(visit.id, by="petr", seen=called.presence)
    assert (await backend.attendance.get(visit.id)).presence is Presence.ARRIVED


async def test_who_is_too_early_waits_or_is_let_in_by_a_clerk(
    backend: Backend, clock: SetClock
) -> None:
    visit = await book(backend)
    at(clock, visit.start - timedelta(minutes=16))
    with pytest.raises(Refused, match="too early"):
        await backend.attendance.check_in(visit.id, by="door")
    let_in = await backend.attendance.check_in(visit.id, by="door", anyway=True)
    assert let_in.presence is Presence.ARRIVED


async def test_nobody_checks_in_for_another_day_or_for_a_cancelled_visit(
    backend: Backend, clock: SetClock
) -> None:
    visit = await book(backend)
    with pytest.raises(Refused, match="today"):
        await backend.attendance.check_in(visit.id, by="door", anyway=True)
    await backend.visits.cancel(visit.id, by="phone")
    at(clock, visit.start)
    with pytest.raises(Refused, match="cancelled"):
        await backend.attendance.check_in(visit.id, by="door")


async def test_three_calls_in_vain_five_minutes_apart_are_a_missed_visit(
    backend: Backend, town: Database, clock: SetClock
) -> None:
    visit = await book(backend)
    at(clock, visit.start)
    await backend.attendance.check_in(visit.id, by="door")
    counter = (await counters(backend))[0]
    for _ in range(3):
        called = await backend.attendance.call_next(counter, by="jana")
        assert called is not None
        await backend.attendance.not_there(visit.id, by="jana")
        assert await backend.attendance.call_next(counter, by="jana") is None
        clock.advance(timedelta(minutes=5))
    assert (await backend.attendance.get(visit.id)).presence is Presence.MISSED
    missed = [one for one in await events(town) if isinstance(one, VisitMissed)]
    assert [(one.visit_id, one.had_arrived) for one in missed] == [(visit.id, True)]


async def test_who_never_came_is_noted_once_where_people_check_in(
    backend: Backend, town: Database, clock: SetClock
) -> None:
    came, stayed_away = await book(backend, "+420777000001"), await book(backend, "+420777000002")
    at(clock, came.start)
    await backend.attendance.check_in(came.id, by="door")
    at(clock, stayed_away.start + timedelta(minutes=9))
    assert await backend.attendance.mark_missed() == 0
    at(clock, stayed_away.start + timedelta(minutes=16))
    assert await backend.attendance.mark_missed() == 1
    assert await backend.attendance.mark_missed() == 0
    lately = await backend.attendance.missed_lately(number="+420777000002")
    assert (lately.starts, lately.days) == ((stayed_away.start,), 30)
    assert (await backend.attendance.missed_lately(number="+420777000001")).count == 0
    day = NINE.date()
    (group,) = await backend.attendance.no_shows(day, day)
    assert (group.service, group.weekday, group.channel) == ("passport", 1, "phone")
    assert (group.visits, group.missed) == (2, 1)
    missed = [one for one in await events(town) if isinstance(one, VisitMissed)]
    assert [(one.visit_id, one.had_arrived) for one in missed] == [(stayed_away.id, False)]


async def test_an_office_where_nobody_checks_in_has_no_missed_visits(
    backend: Backend, clock: SetClock
) -> None:
    visit = await book(backend)
    at(clock, visit.start + timedelta(hours=3))
    assert await backend.attendance.mark_missed() == 0
    assert await backend.attendance.no_shows(NINE.date(), NINE.date()) == []


async def test_a_missed_visit_keeps_its_slot_so_that_a_slip_can_be_taken_back(
    backend: Backend, clock: SetClock
) -> None:
    came, late = await book(backend), await book(backend)
    at(clock, came.start)
    await backend.attendance.check_in(came.id, by="door")
    at(clock, late.start + timedelta(minutes=16))
    await backend.attendance.mark_missed()
    let_in = await backend.attendance.check_in(late.id, by="door", anyway=True)
    assert (let_in.presence, let_in.attendance.ticket) == (Presence.ARRIVED, 2)


async def test_a_counter_that_has_somebody_takes_nobody_back(
    backend: Backend, clock: SetClock
) -> None:
    first, second = await book(backend), await book(backend)
    at(clock, first.start)
    for visit in (first, second):
        await backend.attendance.check_in(visit.id, by="door", anyway=True)
    counter = (await counters(backend))[0]
    await backend.attendance.call(first.id, counter, by="jana")
    await backend.attendance.finish(first.id, by="jana")
    await backend.attendance.call(second.id, counter, by="jana")
    with pytest.raises(Refused, match="somebody else"):
        await backend.attendance.undo(first.id, by="jana")
    with pytest.raises(Refused, match="'finished'"):
        await backend.attendance.call(first.id, (await counters(backend))[1], by="petr")


async def test_a_visit_that_was_moved_is_expected_again(backend: Backend, clock: SetClock) -> None:
    visit = await book(backend)
    at(clock, visit.start - timedelta(minutes=10))
    await backend.attendance.check_in(visit.id, by="door")
    hold = await backend.visits.hold_nearest(NEW, owner="call", office=OFFICE)
    assert hold is not None
    await backend.visits.move(visit.id, hold.id, by="jana")
    assert (await backend.attendance.get(visit.id)).presence is Presence.EXPECTED
