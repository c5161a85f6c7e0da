"""The benchmark of the backend, on a small town: it measures what it says."""

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from booking.api import Backend, Database, Hashing, SetClock, Transaction, metadata
from cli.bench.booking import floor, running, town


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def full(database: Database, tmp_path: Path) -> Database:
    await town.build(database, town.describe(tmp_path / "town", 4), fullness=0.8)
    return database


def rows_of(database: Database) -> dict[str, int]:
    """How many rows the tables have that a booking touches."""
    names = ("holds", "taken_slots", "visits", "visit_parts", "events", "audit", "steps")
    return {name: database.run(partial(_count, name)) for name in names}


def _count(name: str, tx: Transaction) -> int:
    return int(tx.all(select(func.count()).select_from(metadata.tables[name]))[0][0])


async def test_the_floor_leaves_the_same_rows_as_a_booking(
    full: Database, clock: SetClock, hashing: Hashing
) -> None:
    backend = Backend(full, clock, hashing)
    free = await backend.visits.free(town.ACTIVITY, limit=1)
    before = rows_of(full)
    await running.book_one(backend, free[0], "bench-0")
    booked = rows_of(full)
    on = floor.driver(full)
    floor.book(on, 0)
    on.close()
    floored = rows_of(full)
    assert {name: floored[name] - booked[name] for name in booked} == {
        name: booked[name] - before[name] for name in booked
    }


async def test_the_town_is_as_full_as_it_says(full: Database) -> None:
    taken = full.run(lambda tx: tx.all(text("SELECT count(*) FROM taken_slots")))[0][0]
    empty = full.run(lambda tx: tx.execute(text("DELETE FROM taken_slots")).rowcount)
    assert taken == empty > 1000
