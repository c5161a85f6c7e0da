"""What a process keeps in mind of the calendar is never older than what the database says."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

import pytest

from booking.api import (
    PRAGUE,
    Backend,
    BookingError,
    Contact,
    Database,
    Hashing,
    Language,
    SetClock,
    Slot,
    Transaction,
)
from booking.catalogue.service import Directories
from booking.visits import finding, slots
from booking.visits.model import Hold, VisitPart
from booking.visits.rules import Wish
from booking.visits.tables import day_versions
from booking.visits.taken import TakenDays

NEW = "passport.new"
MINE = Contact("+420777654321")
ALL = 10_000


@pytest.fixture
def processes(town: Database, clock: SetClock, hashing: Hashing) -> Iterator[list[Backend]]:
    """Three that share nothing but the database, as processes do."""
    databases = [Database(town.address, clock) for _ in range(3)]
    yield [Backend(one, clock, hashing) for one in databases]
    for one in databases:
        one.close()


async def free_now(database: Database) -> list[Slot]:
    """All that is free, as somebody sees it who keeps nothing in mind."""

    def look(tx: Transaction) -> list[Slot]:
        directory = Directories().current(tx)
        wish = Wish(directory.activity(NEW))
        return finding.free(tx, TakenDays(), directory, wish, ALL)

    return await database.read(look)


async def nearest(backend: Backend) -> Slot:
    return (await backend.visits.free(NEW))[0]


async def test_what_another_process_takes_and_lets_go_is_seen_at_once(
    processes: list[Backend],
) -> None:
    here, there, _ = processes
    before = await nearest(here)
    kept = await there.visits.hold(before, NEW, owner="call")
    assert await nearest(here) != before
    await there.visits.release(kept.id)
    assert await nearest(here) == before


async def test_a_hold_ends_by_the_clock_alone(processes: list[Backend], clock: SetClock) -> None:
    here, there, _ = processes
    before = await nearest(here)
    await there.visits.hold(before, NEW, owner="call")
    assert await nearest(here) != before
    clock.advance(timedelta(minutes=10))
    assert await nearest(here) == before


async def test_a_hold_that_became_a_visit_does_not_end(
    processes: list[Backend], clock: SetClock
) -> None:
    here, there, _ = processes
    kept = await there.visits.hold(await nearest(here), NEW, owner="call")
    assert await nearest(here) != kept.slot
    await there.visits.confirm(kept.id, contact=MINE, language=Language.CS)
    clock.advance(timedelta(minutes=30))
    assert await nearest(here) != kept.slot


class Looker:
    """Keeps in mind what its transactions saw, those that change something, too."""

    def __init__(self) -> None:
        self._days = TakenDays()
        self._directories = Directories()

    def nearest(self, tx: Transaction) -> Slot:
        directory = self._directories.current(tx)
        return finding.free(tx, self._days, directory, Wish(directory.activity(NEW)), 1)[0]

    def take(self, tx: Transaction, slot: Slot) -> None:
        """Look once more on the locked day, and take the slot."""
        slots.lock_days(tx, [slot.start.date()])
        assert self.nearest(tx) == slot
        held = slots.add_hold(tx, slot, 1, (VisitPart(NEW),), "call", tx.now + timedelta(hours=1))
        assert slots.take(tx, held, slots.Cells.of(slot, 1, 15, PRAGUE))


async def test_what_a_transaction_saw_before_its_own_change_is_not_kept(town: Database) -> None:
    looker = Looker()
    before = await town.read(looker.nearest)
    await town.write(lambda tx: looker.take(tx, before))
    assert await town.read(looker.nearest) != before


async def test_what_is_undone_was_never_seen(processes: list[Backend]) -> None:
    here, there, _ = processes
    looker = Looker()
    before = await nearest(here)

    def fail(tx: Transaction) -> None:
        looker.take(tx, before)
        raise BookingError

    with pytest.raises(BookingError):
        await there.database.write(fail)
    assert await there.database.read(looker.nearest) == before == await nearest(here)


async def test_whatever_three_processes_do_each_sees_what_is_free(
    processes: list[Backend], town: Database, clock: SetClock
) -> None:
    dice = random.Random(11)
    held: list[Hold] = []
    booked: list[int] = []

    async def act(backend: Backend) -> None:
        match dice.choice(["hold", "hold", "confirm", "confirm", "release", "cancel", "wait"]):
            case "hold":
                persons = dice.randint(1, 4)
                found = await backend.visits.free(NEW, persons=persons, limit=40)
                slot = dice.choice(found)
                held.append(await backend.visits.hold(slot, NEW, owner="call", persons=persons))
            case "confirm" if held:
                kept = held.pop(dice.randrange(len(held)))
                visit = await backend.visits.confirm(kept.id, contact=MINE, language=Language.CS)
                booked.append(visit.id)
            case "release" if held:
                await backend.visits.release(held.pop(dice.randrange(len(held))).id)
            case "cancel" if booked:
                await backend.visits.cancel(booked.pop(dice.randrange(len(booked))), by="caller")
            case _:
                clock.advance(timedelta(minutes=dice.randint(0, 12)))

    async def try_to_act(backend: Backend) -> None:
        with suppress(BookingError):  # others were quicker
            await act(backend)

    for turn in range(40):
        await asyncio.gather(*(try_to_act(one) for one in dice.sample(processes, 1 + turn % 3)))
        expected = await free_now(town)
        for one in processes:
            assert await one.visits.free(NEW, limit=ALL) == expected


async def test_days_are_locked_in_their_order(town: Database) -> None:
    asked: list[date] = [date(2026, 12, 2), date(2026, 11, 30), date(2026, 12, 2)]

    def lock(tx: Transaction) -> list[date]:
        slots.lock_days(tx, asked)
        return [row.day for row in tx.all(day_versions.select())]

    assert await town.write(lock) == [date(2026, 11, 30), date(2026, 12, 2)]
