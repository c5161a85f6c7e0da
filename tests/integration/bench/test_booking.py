"""The benchmark of the backend, on a small town: it measures what it says."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from booking.api import Backend, Database, Hashing, SetClock, Transaction, load_town, metadata
from cli.bench.booking import floor, people, running, town


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def full(database: Database, tmp_path: Path) -> Database:
    await town.build(database, town.describe(tmp_path / "town", 4), fullness=0.8)
    return database


TABLES = sorted(set(metadata.tables) - {"alembic_version"})


def watch(database: Database) -> None:
    """Note every row that is written from now on, by whomever: its table and what was done."""

    def begin(tx: Transaction) -> None:
        tx.execute(text("CREATE TABLE written (place TEXT, did TEXT)"))
        if tx.dialect != "sqlite":
            tx.execute(
                text(
                    "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    " INSERT INTO written VALUES (TG_TABLE_NAME, TG_OP); RETURN NULL; END $$"
                )
            )
        for table in TABLES:
            for did in ("INSERT", "UPDATE", "DELETE"):
                note = (
                    f"BEGIN INSERT INTO written VALUES ('{table}', '{did}'); END"  # noqa: S608  names of tables of ours
                    if tx.dialect == "sqlite"
                    else "FOR EACH ROW EXECUTE FUNCTION note()"
                )
                name = f"note_{did}_{table}".lower()
                tx.execute(text(f"CREATE TRIGGER {name} AFTER {did} ON {table} {note}"))

    database.run(begin)


def written(database: Database) -> Counter[tuple[str, str]]:
    """How many rows of which table were written how, since this was asked last."""

    def look(tx: Transaction) -> Counter[tuple[str, str]]:
        found = Counter((row.place, row.did) for row in tx.all(text("SELECT * FROM written")))
        tx.execute(text("DELETE FROM written"))
        return found

    return database.run(look)


def kept(database: Database) -> dict[str, int]:
    """Characters of the last remembered steps and of the last event, which are of any length."""

    def look(tx: Transaction) -> dict[str, int]:
        steps = select(func.length(metadata.tables["steps"].c.result))
        events = metadata.tables["events"]
        newest = select(func.length(events.c.body)).order_by(events.c.id.desc()).limit(1)
        lengths = sorted(row[0] for row in tx.all(steps))
        tx.execute(text("DELETE FROM steps"))
        return {"held": lengths[0], "booked": lengths[1], "told": tx.all(newest)[0][0]}

    return database.run(look)


async def test_the_floor_writes_the_same_rows_as_a_booking(
    full: Database, clock: SetClock, hashing: Hashing
) -> None:
    backend = Backend(full, clock, hashing)
    free = await backend.visits.free(town.ACTIVITY, limit=1)
    full.run(lambda tx: tx.execute(text("DELETE FROM steps")))
    watch(full)
    await running.book_one(backend, free[0], "bench-0")
    booked, booked_texts = written(full), kept(full)
    written(full)
    on = floor.driver(full)
    floor.book(on, 0)  # on a day that nobody has booked yet
    kept(full)
    written(full)
    floor.book(on, 1)
    on.close()
    floored, floored_texts = written(full), kept(full)
    assert booked["visits", "INSERT"] == booked["taken_slots", "INSERT"] == 1
    assert booked.pop(("steps", "UPDATE")) == 2  # a key is claimed first, its result comes later
    assert floored == booked
    for name, length in booked_texts.items():
        assert abs(floored_texts[name] - length) <= 0.1 * length, name


class Counting:
    """A driver that counts what it commits."""

    def __init__(self, on: floor.Driver) -> None:
        self._on = on
        self.committed = 0
        self.begin, self.run, self.close = on.begin, on.run, on.close

    def commit(self) -> None:
        self.committed += 1
        self._on.commit()


async def test_the_floor_needs_as_many_transactions_as_a_booking(
    full: Database, clock: SetClock, hashing: Hashing, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = Backend(full, clock, hashing)
    free = await backend.visits.free(town.ACTIVITY, limit=1)
    begun = 0
    run = full.run

    def counted(act: Callable[[Transaction], object], *, immediate: bool = True) -> object:
        nonlocal begun
        begun += 1
        return run(act, immediate=immediate)

    monkeypatch.setattr(full, "run", counted)
    await running.book_one(backend, free[0], "bench-0")
    on = Counting(floor.driver(full))
    floor.book(on, 0)
    on.close()
    assert on.committed == begun == 2


async def test_the_town_is_as_full_as_it_says(full: Database) -> None:
    taken = full.run(lambda tx: tx.all(text("SELECT count(*) FROM taken_slots")))[0][0]
    empty = full.run(lambda tx: tx.execute(text("DELETE FROM taken_slots")).rowcount)
    assert taken == empty > 1000


async def test_a_town_takes_its_files_in_beside_more_citizens_than_a_statement_has_values(
    full: Database, hashing: Hashing, tmp_path: Path
) -> None:
    await people.settle(full, 66_000)
    shared = town.describe(tmp_path / "shared", 4, shares=True)
    await load_town(full, full.clock, hashing, shared)
    shares = full.run(lambda tx: tx.all(text("SELECT body FROM town")))[0][0]
    assert '"walk-in"' in shares
