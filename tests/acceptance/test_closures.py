"""A counter closes; those concerned hear of it by SMS, ring, and answer with one key."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from booking.api import Backend, Closing, Contact, Database, Hashing, Language, Visit
from cli import context
from tests.support.linka import Linka, Telephones

ACTIVITY = "citizenship.consultation"
FIRST, SECOND = "777654391", "777654392"
"""Numbers that no citizen of Lípov has, and that no other test rings from."""


@pytest.fixture
async def closed(linka: Linka) -> list[Visit]:
    """Two visits on one day, whose counter has just been closed."""
    here = context.find(linka.data)
    database = Database(here.database_url, here.clock)
    backend = Backend(database, here.clock, Hashing())
    try:
        visits = [await _book(backend, number) for number in (FIRST, SECOND)]
        days: set[date] = {visit.start.date() for visit in visits}
        for day in days:
            closing = Closing(day, day, "nemoc", counter=visits[0].counter)
            await backend.rebookings.close(closing, by="test")
    finally:
        database.close()
    return visits


async def _book(backend: Backend, number: str) -> Visit:
    hold = await backend.visits.hold_nearest(ACTIVITY, owner=f"test-{number}")
    assert hold is not None
    return await backend.visits.confirm(
        hold.id, contact=Contact(f"+420{number}"), language=Language.CS
    )


async def test_those_concerned_are_asked_by_sms_and_answer_by_keys(
    linka: Linka, phones: Telephones, closed: list[Visit]
) -> None:
    first, second = closed
    for visit in closed:
        (sms,) = await linka.until(
            "SELECT * FROM messages WHERE template = 'rebooking_offered' AND sent_at IS NOT NULL"
            " AND recipient = ?",
            visit.phone,
        )
        assert visit.code in sms["text"]
        assert linka.ready["number"] in sms["text"]

    conversation, _ = await asyncio.gather(
        phones.ring("1", caller=FIRST), phones.ring("2 1", caller=SECOND)
    )
    said = [line.text for line in conversation.lines if line.who == "linka"]
    assert conversation.ended_by == "town"
    assert "Vaše přepážka bude zavřena" in said[0]
    assert "Nabízíme vám jiný termín" in said[0]
    assert said[-1].startswith("Objednávka je přesunuta na tento termín.")
    (state,) = linka.rows("SELECT * FROM rebookings WHERE visit_id = ?", first.id)
    (now,) = linka.rows("SELECT * FROM visits WHERE id = ?", first.id)
    assert (state["state"], now["start"]) == ("accepted", state["new_start"])
    moved = await linka.until(
        "SELECT * FROM messages WHERE template = 'visit_moved' AND recipient = ?", first.phone
    )
    assert len(moved) == 1

    (state,) = linka.rows("SELECT * FROM rebookings WHERE visit_id = ?", second.id)
    assert state["state"] == "rebooked"
    assert "unreached" in linka.run("closures")
    assert linka.run("closures", "--unreached").strip() == "none"
