"""Lists in prepared statements, on both databases."""

from collections.abc import Collection

import pytest
from sqlalchemy import select

from booking.api import Database, Prepared, among
from booking.citizens.store import _PROVEN
from notifier.consent.model import BlockReason
from notifier.consent.store import add
from notifier.consent.tables import blocked_recipients as table
from notifier.outbox.claiming import _FIRST
from tests.support.plans import plan_of

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
    plan = plan_of(database, _FIRST, matters=["visit:1"], recipients=["+420602123456"])
    assert "ix_messages_about" in plan


def test_proven_numbers_are_found_by_the_number(database: Database) -> None:
    assert "ix_citizens_phone" in plan_of(database, _PROVEN, phones=["+420602123456"])
