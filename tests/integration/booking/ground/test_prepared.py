"""A prepared statement does what the same one does unprepared, errors included."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import DateTime, bindparam, insert, select, text, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError

from booking.api import PRAGUE, Database, Transaction, Unavailable
from booking.ground.adding import adding_if_missing, adding_or_taking_over
from booking.ground.prepared import Prepared
from booking.ground.steps import steps
from booking.ground.tables import Instant
from booking.visits.tables import holds, taken_slots

NINE = datetime(2026, 11, 24, 9, tzinfo=PRAGUE)
CELL = {"counter": "a", "start": NINE, "day": date(2026, 11, 24), "cell": 36, "visit_id": 7}
ADD = Prepared(insert(taken_slots), list(CELL))


async def test_rows_come_as_they_were_given(database: Database) -> None:
    def act(tx: Transaction) -> None:
        assert tx.run(ADD, **CELL) == 1
        by_day = select(taken_slots).where(taken_slots.c.day == bindparam("day"))
        row = tx.one(Prepared(by_day), day=CELL["day"])
        plain = tx.one(select(taken_slots))
        assert plain is not None
        assert tuple(row) == tuple(plain)
        assert (row.start, row.start.tzinfo, row.hold_id) == (NINE, UTC, None)
        assert tx.all(Prepared(by_day), day=date(2026, 11, 25)) == []
        assert tx.one(Prepared(by_day), day=date(2026, 11, 25)) is None

    await database.write(act)


async def test_values_that_the_statement_holds_stay_in_it(database: Database) -> None:
    move = update(taken_slots).where(taken_slots.c.cell == 36, taken_slots.c.start == NINE)

    def act(tx: Transaction) -> list[int]:
        tx.run(ADD, **CELL)
        return [tx.run(Prepared(move, ["cell"]), cell=37) for _ in range(2)]

    assert await database.write(act) == [1, 0]


async def test_what_is_there_stays_unless_it_may_be_taken_over(database: Database) -> None:
    missing = adding_if_missing(taken_slots, list(CELL))
    over = adding_or_taking_over(
        taken_slots, list(CELL), by=["counter", "start"], where=taken_slots.c.cell < 40
    )

    def act(tx: Transaction) -> list[int]:
        changed = [tx.run(missing, **CELL) for _ in range(2)]
        return changed + [tx.run(over, **{**CELL, "cell": cell}) for cell in (50, 51)]

    assert await database.write(act) == [1, 0, 1, 0]


async def test_a_refused_row_is_not_told(database: Database) -> None:
    def act(tx: Transaction) -> None:
        for _ in range(2):
            tx.run(ADD, **{**CELL, "counter": "secret"})

    with pytest.raises(IntegrityError) as refused:
        await database.write(act)
    assert "secret" not in str(refused.value)


async def test_a_list_of_unknown_length_is_refused(database: Database) -> None:
    listed = Prepared(select(holds).where(holds.c.id.in_([1, 2])))
    with pytest.raises(TypeError):
        await database.read(lambda tx: tx.all(listed))


@pytest.mark.parametrize("dialect", ["postgresql"])  # SQLite has no connection to lose
async def test_after_a_lost_connection_the_next_transaction_has_another(
    database: Database,
) -> None:
    await database.read(lambda tx: tx.all(text("SELECT 1")))
    others = Prepared(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    )
    await database.read(lambda tx: tx.all(others))

    def lose(tx: Transaction) -> None:
        tx.run(Prepared(text("SELECT pg_terminate_backend(pg_backend_pid())")))

    with pytest.raises(Unavailable):
        await database.write(lose)
    found = await database.write(lambda tx: tx.all(Prepared(select(steps.c.key))))
    assert found == []


def test_sqlite_gets_an_instant_as_sqlalchemy_would_write_it() -> None:
    dialect = sqlite.dialect()
    write = Instant().bind_processor(dialect)
    plain = DateTime().dialect_impl(dialect).bind_processor(dialect)
    assert plain is not None
    assert write(NINE) == plain(datetime(2026, 11, 24, 8)) == "2026-11-24 08:00:00.000000"  # noqa: DTZ001  what SQLite keeps has no zone
    assert write(None) is None
    with pytest.raises(ValueError, match="zone"):
        write(datetime(2026, 11, 24))  # noqa: DTZ001  just that is refused
