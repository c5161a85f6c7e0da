"""What is due is found by its index, however many old messages there are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking.api import Database, Prepared
from booking.ground.events import _UNHANDLED_AND_DUE
from notifier.outbox import Outbox, Patience
from notifier.outbox.claiming import _PAGE, _due
from notifier.outbox.store import _ANY_DUE
from notifier.received.store import _UNHANDLED
from tests.integration.notifier.test_outbox import put
from tests.integration.notifier.test_receipts import moved


@pytest.mark.parametrize("statement", [_PAGE, _ANY_DUE])
def test_the_index_of_due_messages_fits(database: Database, statement: Prepared) -> None:
    since = database.clock.now() - timedelta(days=1)
    assert "ix_messages_due" in plan(database, statement, rank=1, since=since, after=0, most=9)


@pytest.mark.parametrize("left", [(), (7,)])
def test_what_nobody_has_handled_is_found_by_its_index(
    database: Database, left: tuple[int, ...]
) -> None:
    assert "ix_events_unhandled" in plan(database, _UNHANDLED_AND_DUE, skip=left, most=9)
    assert "ix_inbound_messages_received" in plan(database, _UNHANDLED, but=left, most=9)


def plan(database: Database, statement: Prepared, **given: object) -> str:
    """How the database looks for it."""
    with database.engine.begin() as connection:
        compiled = statement._for(connection)
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        cursor = connection.connection.cursor()
        if not database.is_sqlite:
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table is empty here
        values = compiled.values({"now": database.clock.now(), **given})
        cursor.execute(explain + compiled.sql, values)
        return " ".join(str(row) for row in cursor.fetchall())


async def test_many_that_wait_for_their_turn_hide_none_that_may_go(database: Database) -> None:
    outbox = Outbox(database, "one", Patience())
    waiting = [replace(moved(text=f"{n}"), template=f"status-{n}") for n in range(30)]
    await put(database, outbox, *waiting, moved("+420602123456", text="free"))
    found = await database.write(lambda tx: _due(tx, 2))
    assert [one.text for one in found] == ["0", "free"]
