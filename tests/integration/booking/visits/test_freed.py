"""Freed time goes back to the public after a while; staff and the waiting list have it at once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from booking.api import (
    PRAGUE,
    Backend,
    Contact,
    Database,
    Hold,
    Language,
    SetClock,
    Slot,
    SlotTaken,
    Transaction,
    Visit,
    VisitState,
)
from booking.catalogue.service import Directories
from booking.visits import changes, finding
from booking.visits.rules import Wish
from booking.visits.tables import taken_slots
from booking.visits.taken import TakenDays

ONE_COUNTER = "citizenship.certificate"
FREED = timedelta(minutes=30)
"""As in the demo town."""

NINE = datetime(2026, 11, 24, 9, tzinfo=PRAGUE)


async def booked(backend: Backend, persons: int = 1) -> Visit:
    hold = await backend.visits.hold_nearest(ONE_COUNTER, owner="call-1", persons=persons)
    assert hold is not None
    contact = Contact("+420777654321")
    return await backend.visits.confirm(hold.id, contact=contact, language=Language.CS)


async def nearest(backend: Backend) -> Slot:
    return (await backend.visits.free(ONE_COUNTER))[0]


def slot_of(visit: Visit) -> Slot:
    return Slot(visit.counter, visit.office, visit.start, visit.minutes)


async def hold_freed_too(database: Database, slot: Slot) -> Hold:
    def act(tx: Transaction) -> Hold:
        directory = Directories().current(tx)
        wish = Wish(directory.activity(ONE_COUNTER), freed_too=True)
        return changes.hold(tx, directory, slot, wish, "waiting-list")

    return await database.write(act)


async def find_freed_too(database: Database) -> Slot:
    def look(tx: Transaction) -> Slot:
        directory = Directories().current(tx)
        wish = Wish(directory.activity(ONE_COUNTER), freed_too=True)
        return finding.free(tx, TakenDays(), directory, wish, 1)[0]

    return await database.read(look)


async def test_a_cancelled_time_is_not_offered_before_its_delay_is_over(
    backend: Backend, clock: SetClock
) -> None:
    visit = await booked(backend)
    await backend.visits.cancel(visit.id, by="caller")
    assert await nearest(backend) != slot_of(visit)
    with pytest.raises(SlotTaken):
        await backend.visits.hold(slot_of(visit), ONE_COUNTER, owner="a friend")
    clock.advance(FREED - timedelta(seconds=1))
    assert await nearest(backend) != slot_of(visit)
    clock.advance(timedelta(seconds=1))
    assert await nearest(backend) == slot_of(visit)
    held = await backend.visits.hold(slot_of(visit), ONE_COUNTER, owner="anybody")
    assert held.slot == slot_of(visit)


async def test_the_old_time_of_a_moved_visit_comes_back_after_the_same_delay(
    backend: Backend, clock: SetClock
) -> None:
    visit = await booked(backend)
    hold = await backend.visits.hold_nearest(
        ONE_COUNTER, owner="operator", after=visit.start + timedelta(days=1)
    )
    assert hold is not None
    await backend.visits.move(visit.id, hold.id, by="novakova")
    assert await nearest(backend) != slot_of(visit)
    clock.advance(FREED)
    assert await nearest(backend) == slot_of(visit)


async def test_a_time_that_was_only_held_is_free_at_once(backend: Backend) -> None:
    before = await nearest(backend)
    hold = await backend.visits.hold(before, ONE_COUNTER, owner="call")
    await backend.visits.release(hold.id)
    assert await nearest(backend) == before


async def test_who_may_have_freed_time_finds_and_takes_it_at_once(
    backend: Backend, town: Database
) -> None:
    visit = await booked(backend)
    assert await find_freed_too(town) != slot_of(visit)
    await backend.visits.cancel(visit.id, by="caller")
    assert await find_freed_too(town) == slot_of(visit)
    hold = await hold_freed_too(town, slot_of(visit))
    contact = Contact("+420777111222")
    other = await backend.visits.confirm(hold.id, contact=contact, language=Language.CS)
    assert slot_of(other) == slot_of(visit)
    with pytest.raises(SlotTaken):
        await hold_freed_too(town, slot_of(visit))


async def test_freed_time_that_was_held_and_let_go_is_everybodys_at_once(
    backend: Backend, town: Database
) -> None:
    visit = await booked(backend)
    await backend.visits.cancel(visit.id, by="caller")
    hold = await hold_freed_too(town, slot_of(visit))
    assert await nearest(backend) != slot_of(visit)
    await backend.visits.release(hold.id)
    assert await nearest(backend) == slot_of(visit)


async def test_freed_time_that_somebody_holds_is_not_restored_under_them(
    backend: Backend, town: Database
) -> None:
    visit = await booked(backend)
    await backend.visits.cancel(visit.id, by="caller")
    await hold_freed_too(town, slot_of(visit))
    with pytest.raises(SlotTaken):
        await backend.visits.restore(visit.id, by="caller")


async def test_a_cancellation_is_taken_back_at_once(backend: Backend, clock: SetClock) -> None:
    visit = await booked(backend)
    await backend.visits.cancel(visit.id, by="caller")
    restored = await backend.visits.restore(visit.id, by="caller")
    assert restored == visit
    clock.advance(FREED)
    with pytest.raises(SlotTaken):
        await backend.visits.hold(slot_of(visit), ONE_COUNTER, owner="anybody")


async def test_what_another_visit_has_freed_is_not_restored(backend: Backend) -> None:
    first = await booked(backend)
    await backend.visits.cancel(first.id, by="caller")
    await backend.visits.restore(first.id, by="caller")
    hold = await backend.visits.hold_nearest(
        ONE_COUNTER, owner="operator", after=first.start + timedelta(days=1)
    )
    assert hold is not None
    await backend.visits.move(first.id, hold.id, by="novakova")
    await backend.visits.cancel(first.id, by="novakova")
    moved_to = hold.slot
    again = await backend.visits.restore(first.id, by="novakova")
    assert (slot_of(again), again.state) == (moved_to, VisitState.BOOKED)


async def test_a_cell_belongs_to_one_only(town: Database) -> None:
    cell = {"counter": "c", "start": NINE, "day": NINE.date(), "cell": 36, "expires_at": NINE}
    for owners in (
        {},
        {"hold_id": 1, "visit_id": 2},
        {"hold_id": 1, "freed_by": 2},
        {"visit_id": 1},
    ):
        adding = insert(taken_slots).values(**cell, **owners)
        with pytest.raises(IntegrityError):
            await town.write(lambda tx, adding=adding: tx.execute(adding))  # type: ignore[misc]  # bound at once
    assert await town.read(lambda tx: tx.all(select(taken_slots))) == []
