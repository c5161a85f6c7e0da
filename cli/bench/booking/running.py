"""Runs the benchmark of the backend, on both databases in turn."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from booking.api import Backend, Contact, Database, Hashing, Language, SetClock, Slot
from cli.bench import postgres
from cli.bench.booking import floor
from cli.bench.booking.figures import Bookings, Search, booking_figures, search_figures
from cli.bench.booking.town import ACTIVITY, NOW, build, describe
from cli.bench.report import Figure

Say = Callable[[str], None]

SIZES = (10, 60, 100, 1000)
AIMED_AT = 60
FULLNESS = 0.8
SEARCHES = {10: 300, 60: 300, 100: 200, 1000: 40}
FIRSTS = 5
ROUNDS, EACH = 5, 60
"""Rounds of so many bookings, the floor's and Linka's by turns: what else the machine does falls
on both."""


async def measure(say: Say) -> list[Figure]:
    """Run the whole benchmark; about three minutes.

    Raises:
        NoPostgres: PostgreSQL is not installed.
    """
    searches: list[Search] = []
    bookings: list[Bookings] = []
    with tempfile.TemporaryDirectory(prefix="linka-bench-") as folder, postgres.running() as server:
        for counters in SIZES:
            files = describe(Path(folder) / f"town-{counters}", counters)
            for name in ("sqlite", "postgresql"):
                say(f"{name}: a town of {counters} counters, {FULLNESS:.0%} full")
                file = f"sqlite:///{folder}/{counters}.db"
                url = file if name == "sqlite" else server.create(f"town-{counters}")
                with _backend(url) as backend:
                    await build(backend.database, files, FULLNESS)
                    for persons in (1, 3):
                        say(f"{name}: {counters} counters, searching for {persons}")
                        searches.append(await _search(backend, name, counters, persons))
                    say(f"{name}: {counters} counters, booking")
                    bookings.append(await _book(backend, name, counters))
    figures = [*search_figures(searches, AIMED_AT), *booking_figures(bookings)]
    return sorted(figures, key=lambda figure: figure.aim is None)


@contextmanager
def _backend(url: str) -> Iterator[Backend]:
    clock = SetClock(NOW)
    database = Database(url, clock)
    try:
        yield Backend(database, clock, Hashing())
    finally:
        database.close()


async def _search(backend: Backend, database: str, counters: int, persons: int) -> Search:
    times = SEARCHES[counters]

    def nearest() -> Awaitable[object]:
        return backend.visits.free(ACTIVITY, persons=persons)

    def whole() -> Awaitable[object]:
        return backend.visits.free_days(ACTIVITY, persons=persons, limit=366)

    with _backend(backend.database.address) as other:
        slots = cycle(await other.visits.free(ACTIVITY, limit=50, per_day=1))

        async def change() -> None:
            held = await other.visits.hold(next(slots), ACTIVITY, owner="other")
            await other.visits.release(held.id)

        return Search(
            database,
            counters,
            persons,
            nearest=await _timed(times, nearest),
            whole=await _timed(times, whole),
            changed=await _timed(times, whole, before=change),
            first=[await _first(backend, persons) for _ in range(FIRSTS)],
        )


async def _first(backend: Backend, persons: int) -> float:
    """Milliseconds of a search of somebody who knows the town, and nothing of what is taken."""
    fresh = Backend(backend.database, backend.database.clock, Hashing())
    await fresh.catalogue.town()
    begun = time.perf_counter()
    await fresh.visits.free_days(ACTIVITY, persons=persons, limit=366)
    return (time.perf_counter() - begun) * 1000


async def _nothing() -> None:
    """Between two searches that follow each other at once."""


async def _timed(
    times: int,
    act: Callable[[], Awaitable[object]],
    before: Callable[[], Awaitable[None]] = _nothing,
) -> list[float]:
    """Milliseconds of each; the first ones, which fill caches, do not count."""
    found = []
    for _ in range(3):
        await act()
    gc.collect()
    for _ in range(times):
        await before()
        begun = time.perf_counter()
        await act()
        found.append((time.perf_counter() - begun) * 1000)
    return found


async def _book(backend: Backend, database: str, counters: int) -> Bookings:
    on = floor.driver(backend.database)
    free = await backend.visits.free(ACTIVITY, limit=ROUNDS * EACH)
    floors, linkas = [], []
    try:
        for turn in range(ROUNDS):
            numbers = range(turn * EACH, (turn + 1) * EACH)
            begun = time.perf_counter()
            for number in numbers:
                floor.book(on, number)
            floors.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            for number in numbers:
                await book_one(backend, free[number], f"bench-{number}")
            linkas.append(time.perf_counter() - begun)
    finally:
        on.close()
    return Bookings(database, counters, EACH, floors, linkas)


async def book_one(backend: Backend, slot: Slot, owner: str) -> None:
    """Hold this slot and confirm it: two transactions, each with a key.

    Each from a number of its own: one number may not have so many visits.
    """
    hold = await backend.visits.hold(slot, ACTIVITY, owner=owner, key=f"{owner}/hold")
    await backend.visits.confirm(
        hold.id,
        contact=Contact(f"+420777{int(owner.rpartition('-')[2]):06d}"),
        language=Language.CS,
        key=f"{owner}/confirm",
    )
