"""Lists in prepared statements, on both databases."""

from collections.abc import Collection

import pytest
from sqlalchemy import select

from booking.api import Database, Prepared, among
from notifier.consent.model import BlockReason
from notifier.consent.store import add
from notifier.consent.tables import blocked_recipients as table
from notifier.outbox.claiming import _FIRST

ODD = ("jan@example.cz", 'a"quoted"@example.cz', "o'neill@example.cz", "žížala@example.cz")

_ODD = Prepared(
    lambda dialect: select(table.c.recipient).where(among(dialect, table.c.recipient, "given"))
)


@pytest.mark.parametrize("given", [(), ODD[:1], ODD[1:], {*ODD, "nobody@example.cz"}])
def test_a_list_finds_what_is_in_it_and_nothing_else(
    database: Database, given: Collection[str]
) -> None:
    for one in ODD:
        database.run(lambda tx, one=one: add(tx, one, BlockReason.BOUNCED, "test"))  # type: ignore[misc]  # bound at once
    found = database.run(lambda tx: tx.all(_ODD, given=given))
    assert {row.recipient for row in found} == set(given) & set(ODD)


def test_whose_turn_it_is_is_found_by_what_it_is_about(database: Database) -> None:
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.engine.begin() as connection:
        compiled = _FIRST._for(connection)
        cursor = connection.connection.cursor()
        if not database.is_sqlite:
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table is empty here
        given = {"matters": ["visit:1"], "recipients": ["+420602123456"]}
        cursor.execute(explain + compiled.sql, compiled.values(given))
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "ix_messages_about" in plan
