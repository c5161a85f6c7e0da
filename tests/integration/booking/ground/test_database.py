"""A transaction is one, whichever way its statements go to the driver."""

import pytest
from sqlalchemy import insert, select

from booking.api import Database, Transaction
from booking.errors import Refused
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
