"""What is due is found by its index, however many old messages there are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking.api import Database
from notifier.outbox import Outbox, Patience
from notifier.outbox.claiming import _PAGE, _due
from notifier.outbox.store import _ANY_DUE
from tests.integration.notifier.test_outbox import put
from tests.integration.notifier.test_receipts import moved


@pytest.mark.parametrize("statement", [_PAGE, _ANY_DUE])
def test_the_index_of_due_messages_fits(database: Database, statement: object) -> None:
    with database.engine.begin() as connection:
        compiled = statement._for(connection)  # type: ignore[attr-defined]  # a test may look inside
        now = database.clock.now()
        given = {"rank": 1, "now": now, "since": now - timedelta(days=1), "after": 0, "most": 9}
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        cursor = connection.connection.cursor()
        if not database.is_sqlite:
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table is empty here
        cursor.execute(explain + compiled.sql, compiled.values(given))
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "ix_messages_due" in plan


async def test_many_that_wait_for_their_turn_hide_none_that_may_go(database: Database) -> None:
    outbox = Outbox(database, "one", Patience())
    waiting = [replace(moved(text=f"{n}"), template=f"status-{n}") for n in range(30)]
    await put(database, outbox, *waiting, moved("+420602123456", text="free"))
    found = await database.write(lambda tx: _due(tx, 2))
    assert [one.text for one in found] == ["0", "free"]
