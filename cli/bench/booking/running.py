"""Runs the benchmark of the backend, on both databases in turn."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from booking.api import (
    Backend,
    Contact,
    Database,
    Hashing,
    Language,
    SetClock,
    Slot,
    load_town,
    parse_phone,
)
from cli.bench import postgres
from cli.bench.booking import floor
from cli.bench.booking.figures import (
    Bookings,
    Misheard,
    Search,
    booking_figures,
    misheard_figures,
    search_figures,
)
from cli.bench.booking.people import CITIZENS, HEARD, settle
from cli.bench.booking.town import ACTIVITY, NOW, build, describe, tidy
from cli.bench.report import Figure

Say = Callable[[str], None]

SIZES = (10, 60, 100, 1000)
AIMED_AT = 60
FULLNESS = 0.8
SEARCHES = {10: 200, 60: 400, 100: 200, 1000: 40}
FIRSTS = 5
ROUNDS, EACH = 30, 10
"""Rounds of so many bookings, the floor's and Linka's by turns, so short that what else the
machine and its disk do falls on both."""
NAMES = 25
"""So many times each misheard name is looked for."""


async def measure(say: Say) -> list[Figure]:
    """Run the whole benchmark; it takes some minutes.

    Raises:
        NoPostgres: PostgreSQL is not installed.
    """
    searches: list[Search] = []
    bookings: list[Bookings] = []
    misheard: list[Misheard] = []
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
                    if counters == AIMED_AT:
                        say(f"{name}: {CITIZENS} citizens")
                        misheard.append(await _mishear(backend, name))
                        say(f"{name}: {counters} counters, with shares")
                        shared = describe(Path(folder) / f"shares-{name}", counters, shares=True)
                        await load_town(backend.database, backend.database.clock, Hashing(), shared)
                        for persons in (1, 3):
                            found = await _search(backend, name, counters, persons)
                            searches.append(replace(found, shares=True))
    figures = [
        *search_figures(searches, AIMED_AT),
        *booking_figures(bookings),
        *misheard_figures(misheard),
    ]
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

    def nearest_by(one: Backend) -> Awaitable[object]:
        return one.visits.free(ACTIVITY, persons=persons)

    def whole_by(one: Backend) -> Awaitable[object]:
        return one.visits.free_days(ACTIVITY, persons=persons, limit=366)

    def nearest() -> Awaitable[object]:
        return nearest_by(backend)

    def whole() -> Awaitable[object]:
        return whole_by(backend)

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
            first=[await _first(backend, whole_by) for _ in range(FIRSTS)],
            first_nearest=[await _first(backend, nearest_by) for _ in range(FIRSTS)],
        )


async def _first(backend: Backend, act: Callable[[Backend], Awaitable[object]]) -> float:
    """Milliseconds of a search of somebody who knows the town, and nothing of what is taken."""
    fresh = Backend(backend.database, backend.database.clock, Hashing())
    await fresh.catalogue.town()
    begun = time.perf_counter()
    await act(fresh)
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
            for number in numbers:
                parse_phone(_caller(number))  # as is done when a call comes in, and kept in mind
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


async def _mishear(backend: Backend, database: str) -> Misheard:
    """Milliseconds of each search for a misheard name, and of making the index before the first."""
    await settle(backend.database)
    tidy(backend.database)
    begun = time.perf_counter()
    await backend.citizens.prepare_search()
    prepared = time.perf_counter() - begun
    texts = cycle(HEARD)
    each = await _timed(NAMES * len(HEARD), lambda: backend.citizens.search(next(texts)))
    return Misheard(database, CITIZENS, each, prepared)


async def book_one(backend: Backend, slot: Slot, owner: str) -> None:
    """Hold this slot and confirm it, as a call does: two transactions, each with a key.

    Each from a number of its own: one number may not have so many visits.
    """
    caller = _caller(int(owner.rpartition("-")[2]))
    visits = backend.visits
    hold = await visits.hold(slot, ACTIVITY, owner=owner, caller=caller, key=f"{owner}/hold")
    await visits.confirm(
        hold.id,
        contact=Contact(caller),
        language=Language.CS,
        caller=caller,
        key=f"{owner}/confirm",
    )


def _caller(number: int) -> str:
    return f"+420777{number:06d}"
