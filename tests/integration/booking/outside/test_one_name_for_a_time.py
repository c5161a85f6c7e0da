"""The owner of a calendar knows our time by its begin only: nobody may ask for another's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from booking.api import (
    Backend,
    Contact,
    Database,
    Hashing,
    Hold,
    Language,
    SetClock,
    SlotTaken,
    Visit,
)
from booking.outside.fake import TicketMachine
from booking.outside.model import Wanted
from tests.support.owned import COUNTER, ONE_COUNTER, owned_by_the_machine

HESITATED = timedelta(minutes=15)
"""Longer than a hold lasts, and shorter than the machine keeps its time."""


class SlowMachine(TicketMachine):
    """Something else happens while it is asked for something, once."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def keep(self, wanted: Wanted) -> None:
        await self._waits()
        await super().keep(wanted)

    async def let_go(self, counter: str, reference: str) -> None:
        await self._waits()
        await super().let_go(counter, reference)

    async def _waits(self) -> None:
        act, self.meanwhile = self.meanwhile, None
        if act is not None:
            await act()


@pytest.fixture
def machine(clock: SetClock) -> SlowMachine:
    return SlowMachine(clock)


@pytest.fixture
async def owned(town: Database, clock: SetClock, hashing: Hashing, machine: SlowMachine) -> Backend:
    await town.write(owned_by_the_machine)
    return Backend(town, clock, hashing, {"machine": machine})


async def hold(backend: Backend, owner: str, key: str | None = None) -> Hold:
    found = await backend.visits.hold_nearest(ONE_COUNTER, owner=owner, key=key)
    assert found is not None
    return found


async def take(backend: Backend, late: Hold) -> Hold:
    """Somebody else has what is not held any more."""
    return await backend.visits.hold(late.slot, ONE_COUNTER, owner="call-2")


async def confirm(backend: Backend, found: Hold, key: str | None = None) -> Visit:
    return await backend.visits.confirm(
        found.id, contact=Contact("+420777654321"), language=Language.CS, key=key
    )


async def until(machine: TicketMachine, found: Hold) -> datetime | None:
    """Until when the machine keeps that time for us; None for good."""
    day = found.slot.start.date()
    (one,) = await machine.bookings(COUNTER, day, day)
    return one.until


async def test_who_confirms_late_does_not_shorten_what_is_kept_for_another(
    owned: Backend, machine: SlowMachine, clock: SetClock
) -> None:
    late = await hold(owned, "call-1")
    clock.advance(HESITATED)
    second = await take(owned, late)
    before = await until(machine, late)
    with pytest.raises(SlotTaken):
        await confirm(owned, late)
    assert await until(machine, late) == before
    await confirm(owned, second)
    await owned.outside.turn()
    with pytest.raises(SlotTaken):
        await confirm(owned, late)
    assert await until(machine, late) is None


async def test_who_moves_late_does_not_either(
    owned: Backend, machine: SlowMachine, clock: SetClock
) -> None:
    late = await hold(owned, "call-1")
    visit = await confirm(owned, await hold(owned, "call-1"))
    clock.advance(HESITATED)
    await confirm(owned, await take(owned, late))
    await owned.outside.turn()
    with pytest.raises(SlotTaken):
        await owned.visits.move(visit.id, late.id, by="novak")
    kept = await machine.bookings(COUNTER, late.slot.start.date(), visit.start.date())
    assert [one.until for one in kept] == [None, None]


async def test_a_cancellation_taken_back_does_not_either(
    owned: Backend, machine: SlowMachine, clock: SetClock
) -> None:
    first = await hold(owned, "call-1")
    visit = await confirm(owned, first)
    await owned.visits.cancel(visit.id, by="novak")
    clock.advance(timedelta(minutes=60))
    await confirm(owned, await take(owned, first))
    await owned.outside.turn()
    with pytest.raises(SlotTaken):
        await owned.visits.restore(visit.id, by="novak")
    assert await until(machine, first) is None


async def test_a_command_that_comes_again_after_its_time_does_not_either(
    owned: Backend, machine: SlowMachine, clock: SetClock
) -> None:
    late = await hold(owned, "call-1", key="call-1/hold")
    clock.advance(HESITATED)
    await confirm(owned, await take(owned, late))
    await owned.outside.turn()
    assert await hold(owned, "call-1", key="call-1/hold") == late
    assert await until(machine, late) is None


async def test_who_takes_the_time_while_its_owner_is_asked_has_it_kept(
    owned: Backend, machine: SlowMachine, clock: SetClock
) -> None:
    late = await hold(owned, "call-1")
    clock.advance(HESITATED)
    machine.meanwhile = lambda: take(owned, late)
    with pytest.raises(SlotTaken):
        await confirm(owned, late)
    kept = await until(machine, late)
    assert kept is not None
    assert kept > clock.now() + timedelta(minutes=30)


async def test_a_second_tap_while_the_owner_is_asked_says_the_same_again(
    owned: Backend, machine: SlowMachine, clock: SetClock
) -> None:
    late = await hold(owned, "call-1")
    clock.advance(HESITATED)
    done: list[Visit] = []

    async def tap() -> None:
        done.append(await confirm(owned, late, key="call-1/confirm"))

    machine.meanwhile = tap
    await tap()
    assert len(done) == 2
    assert done[0] == done[1]
    assert await until(machine, late) is None


async def test_what_is_taken_just_when_it_is_let_go_of_is_kept_again(
    owned: Backend, machine: SlowMachine, clock: SetClock
) -> None:
    late = await hold(owned, "call-1")
    clock.advance(HESITATED)
    machine.meanwhile = lambda: take(owned, late)
    await owned.outside.turn()
    kept = await until(machine, late)
    assert kept is not None
    assert kept > clock.now() + timedelta(minutes=30)
    assert not await owned.outside.has_changed()
