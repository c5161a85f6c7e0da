"""How the databases find what the gate asks for."""

from functools import partial

from booking.api import (
    Backend,
    Transaction,
)


async def test_the_look_for_facts_goes_by_indexes(backend: Backend, dialect: str) -> None:
    def plan(tx: Transaction, statement: str) -> str:
        explain = "EXPLAIN QUERY PLAN" if dialect == "sqlite" else "EXPLAIN"
        if dialect == "postgresql":  # it reads so small a table as a whole
            tx.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = tx.connection.exec_driver_sql(f"{explain} {statement}").all()
        return " ".join(str(row[-1]) for row in rows)

    by_recipient = (
        "SELECT channel FROM messages WHERE recipient IN ('a', 'b')"
        " AND created_at > '2026-01-01' AND (sent_at > '2026-01-01' OR state = 'sending')"
    )
    by_day = "SELECT sum(price) FROM messages WHERE sent_at >= '2026-01-01'"
    for statement, index in (
        (by_recipient, "ix_messages_recipient"),
        (by_day, "ix_messages_sent_at"),
    ):
        assert index in await backend.database.read(partial(plan, statement=statement))
