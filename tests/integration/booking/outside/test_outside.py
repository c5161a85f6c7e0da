"""A counter whose calendar a ticket-calling machine owns, in Lípov."""

from datetime import timedelta

import pytest

from booking.api import (
    Backend,
    Contact,
    Database,
    FallenWhy,
    Hashing,
    Hold,
    Language,
    SetClock,
    SlotTaken,
    Visit,
)
from booking.outside.fake import TicketMachine
from booking.outside.model import reference_of
from tests.support.owned import COUNTER, ONE_COUNTER, owned_by_the_machine

SEVERAL = "verification.signature"
"""Done at the machine's counter and at others."""


@pytest.fixture
def machine(clock: SetClock) -> TicketMachine:
    return TicketMachine(clock)


@pytest.fixture
async def owned(
    town_owned: Database, clock: SetClock, hashing: Hashing, machine: TicketMachine
) -> Backend:
    return Backend(town_owned, clock, hashing, {"machine": machine})


@pytest.fixture
async def town_owned(town: Database) -> Database:
    await town.write(owned_by_the_machine)
    return town


async def hold(backend: Backend, activity: str = ONE_COUNTER, key: str | None = None) -> Hold:
    found = await backend.visits.hold_nearest(activity, owner="call-1", key=key)
    assert found is not None
    return found


async def confirm(backend: Backend, found: Hold) -> Visit:
    contact = Contact("+420777654321")
    return await backend.visits.confirm(found.id, contact=contact, language=Language.CS)


async def kept(machine: TicketMachine, found: Hold) -> list[tuple[str, bool]]:
    """What the machine keeps on that day, and whether for good."""
    day = found.slot.start.date()
    return [(one.reference, one.until is None) for one in await machine.bookings(COUNTER, day, day)]


async def test_the_owner_keeps_a_hold_for_a_while_and_a_visit_for_good(
    owned: Backend, machine: TicketMachine
) -> None:
    found = await hold(owned)
    reference = reference_of(COUNTER, found.slot.start)
    assert await kept(machine, found) == [(reference, False)]
    await confirm(owned, found)
    assert await owned.outside.has_changed()
    await owned.outside.turn()
    assert await kept(machine, found) == [(reference, True)]
    assert not await owned.outside.has_changed()


async def test_who_hesitates_too_long_has_what_the_owner_still_keeps_and_nothing_else(
    owned: Backend, machine: TicketMachine, clock: SetClock
) -> None:
    found = await hold(owned)
    second = await hold(owned)
    clock.advance(timedelta(minutes=30))
    await owned.outside.turn()
    assert await kept(machine, found) == []
    machine.sell(COUNTER, "A 1", second.slot.start, 5)
    visit = await confirm(owned, found)
    assert await kept(machine, found) == [
        ("A 1", True),
        (reference_of(COUNTER, visit.start), False),
    ]
    with pytest.raises(SlotTaken):
        await confirm(owned, second)
    with pytest.raises(SlotTaken):
        await owned.visits.move(visit.id, second.id, by="novak")
    assert await owned.visits.get(visit.id) == visit


async def test_what_the_owner_sold_meanwhile_is_passed_over(
    owned: Backend, machine: TicketMachine
) -> None:
    first = (await owned.visits.free(ONE_COUNTER))[0]
    machine.sell(COUNTER, "A 1", first.start, first.minutes)
    found = await hold(owned, key="call-1/hold")
    assert found.slot.start > first.start
    assert await hold(owned, key="call-1/hold") == found
    with pytest.raises(SlotTaken):
        await owned.visits.hold(first, ONE_COUNTER, owner="call-2")
    assert (await owned.visits.free(ONE_COUNTER))[0] != first


async def test_what_the_owner_sold_is_taken_in_and_what_it_took_back_is_free(
    owned: Backend, machine: TicketMachine
) -> None:
    first, second = await owned.visits.free(ONE_COUNTER, limit=2)
    machine.sell(COUNTER, "A 1", first.start, 5)
    (turn,) = await owned.outside.turn()
    assert (turn.taken_in, turn.told, turn.refused, turn.away) == (1, 0, 0, None)
    assert (await owned.visits.free(ONE_COUNTER))[0] == second
    machine.give_back(COUNTER, "A 1")
    await owned.outside.turn()
    assert (await owned.visits.free(ONE_COUNTER))[0] == first


async def test_a_booking_off_our_grid_takes_all_cells_that_it_touches(
    owned: Backend, machine: TicketMachine
) -> None:
    first, second, third = await owned.visits.free(ONE_COUNTER, limit=3)
    machine.sell(COUNTER, "A 1", second.start.replace(minute=second.start.minute - 1), 2)
    await owned.outside.turn()
    free = await owned.visits.free(ONE_COUNTER, limit=1)
    assert first not in free
    assert second not in free
    assert free == [third]


async def test_a_silent_owner_is_not_asked_again_at_once_and_others_go_on(
    owned: Backend, machine: TicketMachine
) -> None:
    await owned.catalogue.town()
    machine.away = True
    assert await owned.visits.hold_nearest(ONE_COUNTER, owner="call-1") is None
    assert await owned.visits.free(ONE_COUNTER) == []
    elsewhere = await hold(owned, SEVERAL)
    assert elsewhere.slot.counter != COUNTER
    (turn,) = await owned.outside.turn()
    assert turn.away is not None


async def test_nothing_is_booked_where_the_owner_is_not_set_up(
    town_owned: Database, clock: SetClock, hashing: Hashing
) -> None:
    backend = Backend(town_owned, clock, hashing)
    await backend.catalogue.town()
    assert await backend.visits.hold_nearest(ONE_COUNTER, owner="call-1") is None


async def test_what_was_let_go_or_cancelled_is_free_at_the_owner(
    owned: Backend, machine: TicketMachine
) -> None:
    found = await hold(owned)
    await owned.visits.release(found.id)
    await owned.outside.turn()
    assert await kept(machine, found) == []
    again = await hold(owned)
    visit = await confirm(owned, again)
    await owned.outside.turn()
    await owned.visits.cancel(visit.id, by="caller")
    await owned.outside.turn()
    assert await kept(machine, again) == []


async def test_a_cancellation_is_not_taken_back_where_the_owner_has_sold_the_time(
    owned: Backend, machine: TicketMachine
) -> None:
    visit = await confirm(owned, await hold(owned))
    await owned.visits.cancel(visit.id, by="operator")
    await owned.outside.turn()
    machine.sell(COUNTER, "A 1", visit.start, visit.minutes)
    with pytest.raises(SlotTaken):
        await owned.visits.restore(visit.id, by="operator")
    assert await owned.visits.of_phone("+420777654321") == []


async def test_a_visit_whose_time_the_owner_gave_away_is_told(
    owned: Backend, machine: TicketMachine
) -> None:
    visit = await confirm(owned, await hold(owned))
    await owned.outside.turn()
    machine.oversell(COUNTER, "A 1", visit.start, visit.minutes)
    (turn,) = await owned.outside.turn()
    assert turn.refused == 1
    (fallen,) = await owned.visits.fallen_out()
    assert (fallen.visit.id, fallen.why) == (visit.id, FallenWhy.SOLD_OUTSIDE)
    machine.give_back(COUNTER, "A 1")
    await owned.outside.turn()
    assert await owned.visits.fallen_out() == []
