"""Bugs that other booking systems had, each by name; ours must not have them.

The systems: eappointment (it-at-m/eappointment, Berlin and Munich), Cal.com (calcom/cal.com, by the
numbers of its issues) and Easy!Appointments (alextselegidis/easyappointments).

Elsewhere: two clerks who call the same client, and a ticket that is printed twice, in
`attendance/test_counter.py`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from booking.api import (
    PRAGUE,
    Backend,
    Contact,
    Database,
    Hashing,
    Hold,
    Language,
    SetClock,
    Slot,
    SlotTaken,
    Visit,
)
from booking.town.catalogue import apply_catalogue, read_catalogue
from tests.conftest import MakeDatabase
from tests.support.small_town.description import (
    BEGINS,
    HOLIDAYS,
    Calendar,
    Exceptional,
    files,
)

WHAT = "cards.new"
HOLIDAY = next(iter(HOLIDAYS))
WEEK = {0: (480, 540), 1: (480, 540), 2: (480, 540), 3: (480, 540), 4: (480, 540)}


@pytest.fixture
def clock() -> SetClock:
    return SetClock(BEGINS)


@pytest.fixture
def town(make_database: MakeDatabase, clock: SetClock) -> Database:
    """Two offices that open for an hour on every working day."""
    return make_database("empty", clock)


@pytest.fixture
def backend(town: Database, clock: SetClock, hashing: Hashing, tmp_path: Path) -> Backend:
    describe(town, tmp_path / "files", Calendar({"north": WEEK, "south": WEEK}, {}))
    return Backend(town, clock, hashing)


@pytest.fixture
def crowd(backend: Backend, clock: SetClock, hashing: Hashing) -> Iterator[list[Backend]]:
    """Eight processes beside; each with a writer and a mind of its own."""
    address = backend.database.address
    beside = [Backend(Database(address, clock), clock, hashing) for _ in range(8)]
    yield beside
    for one in beside:
        one.database.close()


def describe(town: Database, folder: Path, calendar: Calendar) -> None:
    described = read_catalogue(files(folder, calendar))
    town.run(lambda tx: apply_catalogue(tx, described))


async def book(backend: Backend, slot: Slot, owner: str, persons: int = 1) -> Visit | None:
    """As a customer does: keep it and confirm it; None where somebody else has it."""
    try:
        hold = await backend.visits.hold(slot, WHAT, owner=owner, persons=persons)
        return await confirm(backend, hold)
    except SlotTaken:
        return None


async def confirm(backend: Backend, hold: Hold) -> Visit:
    return await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)


async def one_free(backend: Backend, persons: int = 1) -> Slot:
    (slot,) = await backend.visits.free(WHAT, persons=persons)
    return slot


async def test_eappointment_an_expired_hold_is_not_booked_twice(
    backend: Backend, crowd: list[Backend], clock: SetClock
) -> None:
    """Whoever held it and whoever finds it free again both confirm; one of them has it."""
    late = await backend.visits.hold_nearest(WHAT, owner="late", persons=2)
    assert late is not None
    clock.advance(timedelta(minutes=10))
    ends = await asyncio.gather(
        *(book(one, late.slot, f"call-{n}", persons=2) for n, one in enumerate(crowd)),
        confirm(backend, late),
        return_exceptions=True,
    )
    assert sum(isinstance(end, Visit) for end in ends) == 1
    assert all(end is None or isinstance(end, Visit | SlotTaken) for end in ends)


async def test_eappointment_reserving_does_not_deadlock(crowd: list[Backend]) -> None:
    """Visits of several slots that overlap each other, on two days, in opposite order."""
    free = await crowd[0].visits.free(WHAT, persons=3, limit=100)
    north = [slot for slot in free if slot.office == "north"]
    days = sorted({slot.start.date() for slot in north})[:2]
    wanted = [slot for slot in north if slot.start.date() in days]
    both_ways = [wanted, wanted[::-1]] * 4

    async def go(backend: Backend, order: list[Slot], name: str) -> int:
        booked = [await book(backend, slot, f"{name}-{n}", 3) for n, slot in enumerate(order)]
        return sum(one is not None for one in booked)

    async with asyncio.timeout(60):
        counts = await asyncio.gather(
            *(go(one, both_ways[n], f"call-{n}") for n, one in enumerate(crowd))
        )
    assert 0 < sum(counts) <= len(days) * 2  # an hour at two counters: one visit of three each


async def test_eappointment_exceptions_do_not_overbook(
    backend: Backend, town: Database, tmp_path: Path
) -> None:
    """Extra hours that overlap the weekly ones add no second place at the same counter."""
    day = BEGINS.date() + timedelta(days=3)
    extra = tuple(
        Exceptional(day, ((480 + shift, 540 + shift),), opens=True, at=("north", None))
        for shift in (0, 15, 30)
    )
    describe(town, tmp_path / "more", Calendar({"north": WEEK, "south": WEEK}, {}, extra))
    visits: list[Visit] = []
    while hold := await backend.visits.hold_nearest(
        WHAT, owner=f"call-{len(visits)}", office="north", on=day
    ):
        visits.append(await confirm(backend, hold))
    places = Counter((visit.counter, visit.start) for visit in visits)
    assert set(places.values()) == {1}
    assert len(visits) == 2 * 90 // 15  # from 8:00 to 9:30 at two counters


async def test_eappointment_a_series_does_not_override_holidays(backend: Backend) -> None:
    """The weekly hours name the day of the week that is a public holiday this time."""
    assert HOLIDAY.weekday() in WEEK
    assert await backend.visits.free(WHAT, on=HOLIDAY) == []
    at = datetime.combine(HOLIDAY, time(8), tzinfo=PRAGUE)
    with pytest.raises(SlotTaken):
        await backend.visits.hold(Slot("north-1", "north", at, 15), WHAT, owner="call")
    days: list[date] = await backend.visits.free_days(WHAT, limit=100)
    assert HOLIDAY not in days
    assert HOLIDAY + timedelta(days=1) in days


async def test_calcom_5820_customers_at_the_same_moment_do_not_share_a_slot(
    crowd: list[Backend],
) -> None:
    """Two or three were confirmed for one slot when all pressed at once."""
    slot = await one_free(crowd[0])
    ends = await asyncio.gather(
        *(book(one, slot, f"device-{n}") for n, one in enumerate(crowd * 2))
    )
    assert sum(end is not None for end in ends) == 1


async def test_calcom_29958_two_who_wait_for_confirmation_are_not_both_confirmed(
    backend: Backend, crowd: list[Backend], clock: SetClock
) -> None:
    """What waits for confirmation was not seen as taken, nor looked at when it was confirmed."""
    slot = await one_free(backend)
    first = await backend.visits.hold(slot, WHAT, owner="first")
    with pytest.raises(SlotTaken):
        await backend.visits.hold(slot, WHAT, owner="second")
    clock.advance(timedelta(minutes=10))
    second = await backend.visits.hold(slot, WHAT, owner="second")
    ends = await asyncio.gather(
        *(confirm(one, hold) for one, hold in zip(crowd, [first, second] * 4, strict=True)),
        return_exceptions=True,
    )
    assert sum(isinstance(end, Visit) for end in ends) == 1


async def test_calcom_29958_one_booking_confirmed_twice_at_a_time_is_one(
    backend: Backend, crowd: list[Backend]
) -> None:
    """Two requests of an administrator for the same booking both passed the check of its state."""
    held = await backend.visits.hold_nearest(WHAT, owner="call")
    assert held is not None
    ends = await asyncio.gather(
        *(confirm(one, held) for one in crowd),
        return_exceptions=True,
    )
    assert sum(isinstance(end, Visit) for end in ends) == 1
    assert len(await backend.visits.recent()) == 1


async def test_easyappointments_1783_a_second_booking_of_a_timeslot_is_refused(
    backend: Backend,
) -> None:
    """One after the other, not even at once; also where it only overlaps."""
    slot = await one_free(backend, persons=2)
    assert await book(backend, slot, "first", persons=2) is not None
    assert await book(backend, slot, "second", persons=2) is None
    later = slot.start + timedelta(minutes=15)
    overlapping = Slot(slot.counter, slot.office, later, slot.minutes)
    assert await book(backend, overlapping, "third", persons=2) is None
    assert len(await backend.visits.recent()) == 1
