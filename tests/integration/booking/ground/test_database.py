"""A transaction is one, whichever way its statements go to the driver."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import insert, select

from booking.api import Database, Transaction, Unavailable
from booking.errors import Refused
from booking.ground import database as ground
from booking.ground.prepared import Prepared
from booking.ground.steps import steps

COLUMNS = ["key", "result", "done_at"]
ADD = Prepared(insert(steps), COLUMNS)


def add_both_ways(tx: Transaction) -> None:
    tx.run(ADD, key="prepared", result="", done_at=tx.now)
    tx.execute(insert(steps).values(key="plain", result="", done_at=tx.now))


async def keys(database: Database) -> list[str]:
    rows = await database.read(lambda tx: tx.all(select(steps.c.key).order_by(steps.c.key)))
    return [row.key for row in rows]


async def test_statements_of_both_ways_stay_together(database: Database) -> None:
    await database.write(add_both_ways)
    assert await keys(database) == ["plain", "prepared"]


@pytest.mark.parametrize("prepared_only", [True, False])
async def test_statements_of_both_ways_go_together(database: Database, prepared_only: bool) -> None:
    def refuse(tx: Transaction) -> None:
        if prepared_only:
            tx.run(ADD, key="prepared", result="", done_at=tx.now)
        else:
            add_both_ways(tx)
        raise Refused("key", "it is refused after all")

    for _ in range(2):  # the connection is used again
        with pytest.raises(Refused):
            await database.write(refuse)
    assert await keys(database) == []
    await database.write(add_both_ways)
    assert await keys(database) == ["plain", "prepared"]


def test_the_engine_itself_still_begins_transactions(database: Database) -> None:
    values = {"key": "undone", "result": "", "done_at": database.clock.now()}
    with database.engine.connect() as connection:
        connection.execute(insert(steps).values(values))
        connection.rollback()
        assert connection.execute(select(steps.c.key)).all() == []


@pytest.mark.parametrize("dialect", ["sqlite"])  # the other one lets several write at once
async def test_who_cannot_begin_to_write_is_told_and_may_come_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "BUSY_SECONDS", 0.01)
    impatient = Database(database.address, database.clock)
    with closing(impatient), closing(sqlite3.connect(str(database.url.database))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await impatient.write(add_both_ways)
        assert await keys(impatient) == []  # whoever only looks does not wait
        other.rollback()
        await impatient.write(add_both_ways)
        assert await keys(impatient) == ["plain", "prepared"]
