"""Whatever is written to a real town, by whomever: answered at most once, and nothing breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking.api import Backend, Contact, Database, Hashing, Language, SetClock, Visit, VisitState
from tests.support.databases import MORNING, Templates
from tests.support.written import Desk

MARIE, OTHER, STRANGER = "+420777000321", "+420777000111", "+420777000999"

PIECES = [
    "OBJ", "OBJ PAS", "OBJ OBČANKA", "BOOK", "ЗАПИС", "STAV", "STATUS", "ZRUS", "CANCEL", "ZMENA",
    "ANO", "NE", "ANO OBJ", "No", "tak", "HLIDAT", "NEHLIDAT", "INFO", "POMOC", "STOP", "START",
    "ZAVOLAT", "pas", "průkaz", "radnice", "převzetí", "stavba", "24.11.", "29.11.", "30.2.",
    "24.11.2199", "1.1.2000", "zítra", "v úterý", "9:00", "9.07", "23h", "2 osoby", "0 osob",
    "99 osob", "123/2026", "1/1900", "999999/2099", "583145", "4711", "CODE", "CODE2", "?", "\n",
    "\x00", "\ud800", "🙂", "٩", "'; DROP TABLE visits; --", "{{ town }}", "%s", "47201533 836104",
]  # fmt: skip
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join), st.text(max_size=40))
WRITTEN = st.lists(st.tuples(st.sampled_from([MARIE, OTHER, STRANGER]), TEXTS), max_size=9)


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as made:
        yield Path(made)


async def _booked(backend: Backend, phone: str) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", owner=f"call-{phone}")
    assert hold is not None
    return await backend.visits.confirm(hold.id, contact=Contact(phone), language=Language.CS)


async def _written(
    database: Database, clock: SetClock, hashing: Hashing, texts: list[tuple[str, str]]
) -> None:
    backend = Backend(database, clock, hashing)
    desk = Desk(backend)
    hers, others = await _booked(backend, MARIE), await _booked(backend, OTHER)
    await desk.work()
    named: set[int] = set()
    for sender, text in texts:
        said = text.replace("CODE2", others.code).replace("CODE", hers.code)
        named |= {one.id for one in (hers, others) if one.code in said}
        before = len(await desk.mobile(sender).reads())
        await desk.receive(sender, said)
        while await desk.inbound.take_in():
            pass
        told = len(await desk.mobile(sender).reads()) - before
        assert told <= 1
        _, state, _, outcome = await desk.kept()
        assert state == "handled"
        assert outcome != "failed"
    await desk.work()
    for one in (hers, others):
        after = await backend.visits.get(one.id)
        if one.id not in named:  # nothing happens to a visit whose code was not said
            assert (after.start, after.state) == (one.start, VisitState.BOOKED)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=WRITTEN)
def test_whatever_is_written_is_answered_at_most_once_and_harms_nobody(
    templates: Templates, hashing: Hashing, folder: Path, texts: list[tuple[str, str]]
) -> None:
    clock = SetClock(MORNING)
    database = Database.on_file(templates.copy("lipov", folder / "lipov.db"), clock)
    try:
        asyncio.run(_written(database, clock, hashing, texts))
    finally:
        database.close()
        for left in folder.iterdir():
            left.unlink()
