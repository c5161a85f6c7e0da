"""A visit moves in one step and comes back after a cancellation: never no time, never two."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from booking.api import (
    PRAGUE,
    Backend,
    Contact,
    HoldExpired,
    Language,
    NotFound,
    Refused,
    SetClock,
    SlotTaken,
    Visit,
    VisitMoved,
    VisitRestored,
    VisitState,
    unhandled,
)
from booking.ground.events import Event
from booking.visits.model import Hold
from booking.visits.tables import holds, taken_slots

NEW = "passport.new"
ONE_COUNTER = "citizenship.certificate"
NINE = datetime(2026, 11, 24, 9, tzinfo=PRAGUE)


async def booked(backend: Backend, activity: str = NEW) -> Visit:
    hold = await backend.visits.hold_nearest(activity, owner="call-1")
    assert hold is not None
    return await backend.visits.confirm(
        hold.id, contact=Contact("+420777654321"), language=Language.CS
    )


async def later(backend: Backend, activity: str = NEW, days: int = 1) -> Hold:
    hold = await backend.visits.hold_nearest(
        activity, owner="operator", after=NINE + timedelta(days=days)
    )
    assert hold is not None
    return hold


async def cells(backend: Backend, visit_id: int) -> list[tuple[str, datetime]]:
    mine = select(taken_slots).where(taken_slots.c.visit_id == visit_id)
    rows = await backend.database.read(lambda tx: tx.all(mine))
    return sorted((row.counter, row.start) for row in rows)


async def last(backend: Backend) -> Event:
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 100))
    return found[-1].event


async def test_a_moved_visit_has_the_new_time_and_its_code(backend: Backend) -> None:
    before = await booked(backend)
    hold = await later(backend)
    after = await backend.visits.move(before.id, hold.id, by="novakova")
    assert after == await backend.visits.get(before.id)
    assert (after.id, after.code, after.phone) == (before.id, before.code, before.phone)
    assert (after.start, after.counter) == (hold.slot.start, hold.slot.counter)
    assert await cells(backend, before.id) == [(hold.slot.counter, hold.slot.start)]
    assert await backend.database.read(lambda tx: tx.all(select(holds))) == []


async def test_its_old_time_can_be_booked_again(backend: Backend, clock: SetClock) -> None:
    before = await booked(backend, ONE_COUNTER)
    await backend.visits.move(before.id, (await later(backend, ONE_COUNTER)).id, by="novakova")
    clock.advance(timedelta(minutes=30))
    again = await backend.visits.hold_nearest(ONE_COUNTER, owner="call-2")
    assert again is not None
    assert again.slot.start == before.start


async def test_a_move_tells_when_and_where_the_visit_was(backend: Backend) -> None:
    before = await booked(backend)
    after = await backend.visits.move(before.id, (await later(backend)).id, by="novakova")
    told = await last(backend)
    assert isinstance(told, VisitMoved)
    assert (told.start, told.start_before) == (after.start, before.start)
    assert (told.office_before, told.by, told.code) == (before.office, "novakova", before.code)


async def test_a_double_click_moves_once(backend: Backend) -> None:
    before, hold = await booked(backend), await later(backend)
    first = await backend.visits.move(before.id, hold.id, by="novakova", key="k")
    assert await backend.visits.move(before.id, hold.id, by="novakova", key="k") == first


async def test_without_its_new_time_a_visit_keeps_the_old_one(
    backend: Backend, clock: SetClock
) -> None:
    before = await booked(backend, ONE_COUNTER)
    hold = await later(backend, ONE_COUNTER)
    clock.advance(timedelta(minutes=30))
    await backend.visits.hold(hold.slot, ONE_COUNTER, owner="call-2")
    with pytest.raises(SlotTaken):
        await backend.visits.move(before.id, hold.id, by="novakova")
    assert await backend.visits.get(before.id) == before
    assert len(await cells(backend, before.id)) == 1


async def test_a_hold_that_is_over_still_moves_where_nobody_took_it(
    backend: Backend, clock: SetClock
) -> None:
    before, hold = await booked(backend), await later(backend)
    clock.advance(timedelta(minutes=30))
    assert (await backend.visits.move(before.id, hold.id, by="x")).start == hold.slot.start


async def test_a_hold_that_was_let_go_moves_nothing(backend: Backend) -> None:
    before, hold = await booked(backend), await later(backend)
    await backend.visits.release(hold.id)
    with pytest.raises(HoldExpired):
        await backend.visits.move(before.id, hold.id, by="x")


async def test_a_time_for_something_else_moves_nothing(backend: Backend) -> None:
    before = await booked(backend)
    hold = await later(backend, "identity-card.new")
    with pytest.raises(Refused, match="activity"):
        await backend.visits.move(before.id, hold.id, by="x")


async def test_a_cancelled_visit_does_not_move(backend: Backend) -> None:
    before, hold = await booked(backend), await later(backend)
    await backend.visits.cancel(before.id, by="x")
    with pytest.raises(Refused, match="not booked"):
        await backend.visits.move(before.id, hold.id, by="x")
    assert await backend.visits.held(hold.id) is not None


async def test_a_visit_that_has_begun_does_not_move(backend: Backend, clock: SetClock) -> None:
    before, hold = await booked(backend), await later(backend)
    clock.instant = before.start
    with pytest.raises(Refused, match="begun"):
        await backend.visits.move(before.id, hold.id, by="x")


async def test_what_does_not_exist_does_not_move(backend: Backend) -> None:
    with pytest.raises(NotFound):
        await backend.visits.move(99, (await later(backend)).id, by="x")


async def test_two_who_move_the_same_visit_leave_it_with_one_time(backend: Backend) -> None:
    before = await booked(backend)
    kept = [await later(backend, days=days) for days in (1, 2, 3, 4)]
    ends = await asyncio.gather(
        *(backend.visits.move(before.id, hold.id, by="x") for hold in kept),
        return_exceptions=True,
    )
    assert any(isinstance(end, Visit) for end in ends)
    assert all(isinstance(end, Visit | Refused) for end in ends)
    after = await backend.visits.get(before.id)
    assert await cells(backend, before.id) == [(after.counter, after.start)]


async def test_a_cancellation_that_is_taken_back_leaves_the_visit_as_it_was(
    backend: Backend,
) -> None:
    before = await booked(backend)
    taken = await cells(backend, before.id)
    await backend.visits.cancel(before.id, by="novakova")
    assert await backend.visits.restore(before.id, by="novakova") == before
    assert await cells(backend, before.id) == taken
    told = await last(backend)
    assert isinstance(told, VisitRestored)
    assert told.code == before.code


async def test_a_time_that_was_taken_meanwhile_does_not_come_back(
    backend: Backend, clock: SetClock
) -> None:
    before = await booked(backend, ONE_COUNTER)
    await backend.visits.cancel(before.id, by="x")
    clock.advance(timedelta(minutes=30))
    assert await backend.visits.hold_nearest(ONE_COUNTER, owner="call-2")
    with pytest.raises(SlotTaken):
        await backend.visits.restore(before.id, by="x")
    assert (await backend.visits.get(before.id)).state is VisitState.CANCELLED
    assert await cells(backend, before.id) == []


async def test_a_visit_that_is_booked_stays_so(backend: Backend) -> None:
    before = await booked(backend)
    assert await backend.visits.restore(before.id, by="x") == before


async def test_a_visit_that_would_have_begun_does_not_come_back(
    backend: Backend, clock: SetClock
) -> None:
    before = await booked(backend)
    await backend.visits.cancel(before.id, by="x")
    clock.instant = before.start
    with pytest.raises(Refused, match="begun"):
        await backend.visits.restore(before.id, by="x")


async def test_the_visits_of_a_number_are_those_to_come(backend: Backend, clock: SetClock) -> None:
    first, second = await booked(backend), await booked(backend)
    await backend.visits.cancel(first.id, by="x")
    assert await backend.visits.of_phone("+420777654321") == [second]
    assert await backend.visits.of_phone("+420777000000") == []
    clock.instant = second.start + timedelta(minutes=1)
    assert await backend.visits.of_phone("+420777654321") == []


async def test_days_tell_how_many_starts_are_free(backend: Backend) -> None:
    first, *others = await backend.visits.days_in_full(ONE_COUNTER, limit=5)
    assert len(others) == 4
    assert first.first.start.date() == first.day
    assert first.starts == len(await backend.visits.free(ONE_COUNTER, on=first.day, limit=1000))
    await booked(backend, ONE_COUNTER)
    [fewer] = await backend.visits.days_in_full(ONE_COUNTER)
    assert fewer.starts == first.starts - 1
    [after] = await backend.visits.days_in_full(ONE_COUNTER, after=first.day)
    assert after.day == others[0].day
