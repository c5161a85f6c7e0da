from __future__ import annotations

from datetime import date

import pytest

from booking.api import Database
from ivr.call.behind import Behind
from ivr.call.errors import JournalMismatch
from ivr.call.journal import Journal, recorded


async def test_what_was_settled_comes_back_in_its_type(database: Database) -> None:
    behind = Behind(database)
    journal = Journal("call", behind)
    journal.settle(journal.key("days"), [date(2026, 11, 24)], list[date])
    await journal.flush()
    round_, settled = await database.read(lambda tx: recorded(tx, "call"))
    again = Journal("call", behind, round_=round_, settled=settled)
    assert again.recall(again.key("days"), list[date]) == ([date(2026, 11, 24)],)


async def test_the_same_question_has_a_name_each_time(database: Database) -> None:
    journal = Journal("call", Behind(database))
    assert [journal.key("slot") for _ in range(3)] == ["slot", "slot#2", "slot#3"]


async def test_only_the_last_round_is_resumed(database: Database) -> None:
    behind = Behind(database)
    journal = Journal("call", behind)
    journal.settle(journal.key("menu"), "1", str)
    journal.next_round()
    journal.settle(journal.key("menu"), "2", str)
    await journal.flush()
    assert await database.read(lambda tx: recorded(tx, "call")) == (1, {"menu": '"2"'})


async def test_a_question_that_was_not_put_then_is_a_mismatch(database: Database) -> None:
    journal = Journal("call", Behind(database), settled={"old": '"1"'})
    with pytest.raises(JournalMismatch):
        journal.recall("new", str)


async def test_a_value_of_another_type_is_a_mismatch(database: Database) -> None:
    journal = Journal("call", Behind(database), settled={"day": '"tomorrow"'})
    with pytest.raises(JournalMismatch):
        journal.recall("day", date)


async def test_a_row_that_cannot_be_written_does_not_hold_up_the_others(
    database: Database,
) -> None:
    behind = Behind(database)
    first, second = Journal("first", behind), Journal("second", behind)
    first.settle("same", "1", str)
    first.settle("same", "2", str)
    second.settle("name", "3", str)
    await behind.flush()
    assert await database.read(lambda tx: recorded(tx, "second")) == (0, {"name": '"3"'})
    assert await database.read(lambda tx: recorded(tx, "first")) == (0, {"same": '"1"'})
