"""No look at figures reads what is old: on SQLite by its plan, for it is the one that guesses."""

import pytest
from sqlalchemy import event

from booking.api import Database, MessageSettings, Transaction
from notifier.figures import lists, rules, store
from notifier.figures.counters import snapshot
from notifier.figures.model import Wanted
from notifier.outbox import ChannelKind


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def test_every_look_has_its_index(database: Database) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(
        _c: object, _u: object, statement: str, values: tuple[object, ...], *_rest: object
    ) -> None:
        if statement.startswith("SELECT") and not statement.startswith("SELECT wait"):
            asked.append((statement, values))

    def look(tx: Transaction) -> list[str]:
        event.listen(tx.connection, "before_cursor_execute", note)
        today = rules.days(tx.today, tx.today, tx.zone)
        store.counts(tx, today, rules.slots(today, tx.zone))
        store.price(tx, today)
        lists.find(tx, Wanted(since=today.since, until=today.until), 50)
        lists.find(tx, Wanted(recipient="+420777654321"), 50)
        lists.find(tx, Wanted(about="visit:12"), 50)
        snapshot(tx, MessageSettings(), {ChannelKind.SMS: ["twilio"]})
        event.remove(tx.connection, "before_cursor_execute", note)
        return [
            str(line[3])
            for statement, values in asked
            for line in tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]

    plans = database.run(look, immediate=False)
    assert len(asked) > 12
    small = ("blocked_recipients", "provider_minutes", "message_ceiling")
    whole = [
        one
        for one in plans
        if one.startswith("SCAN") and "ix_messages_due" not in one and "(" not in one
        if not any(name in one for name in small)
    ]
    assert whole == []
