"""What is old ends by itself, a little at a time, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from booking.api import (
    Attendances,
    AuditSeals,
    Backend,
    Contact,
    Database,
    Language,
    Privacy,
    Secret,
    SetClock,
    TownFileError,
    Transaction,
    read_periods,
)
from booking.ground.steps import steps
from booking.visits.tables import holds, taken_slots
from cli.keeping.housekeeping import Housekeeping
from cli.keeping.parts import PARTS
from ivr.call.rows import calls
from operator_console.access.rows import staff_sessions

Row = Callable[[int, datetime], Callable[[Transaction], object]]


def _call(number: int, at: datetime) -> Callable[[Transaction], object]:
    values = {
        "id": f"call-{number}",
        "caller": "777000321",
        "dialled": "844121314",
        "language": "cs",
        "slow": False,
        "menu_revision": "1",
        "path": "",
        "started_at": at,
        "ended_at": at,
    }
    return lambda tx: tx.execute(insert(calls).values(**values))


def _step(number: int, at: datetime) -> Callable[[Transaction], object]:
    values = {"key": f"step-{number}", "result": "1", "done_at": at}
    return lambda tx: tx.execute(insert(steps).values(**values))


def _session(number: int, at: datetime) -> Callable[[Transaction], object]:
    values = {"mark": f"mark-{number}", "username": "vesely", "began_at": at, "seen_at": at}
    return lambda tx: tx.execute(insert(staff_sessions).values(**values))


@pytest.fixture
def seals(town: Database) -> AuditSeals:
    return AuditSeals(town, Secret("key"))


@pytest.mark.parametrize(
    ("kind", "make", "days"), [("calls", _call, 90), ("steps", _step, 7), ("sessions", _session, 1)]
)
async def test_what_is_older_than_its_time_ends_and_what_is_younger_stays(
    town: Database, clock: SetClock, seals: AuditSeals, kind: str, make: Row, days: int
) -> None:
    for number in range(450):  # more than two transactions' worth
        await town.write(make(number, clock.now()))
    clock.advance(timedelta(hours=days * 24 - 2))
    await town.write(make(1000, clock.now()))
    privacy = Privacy(town, PARTS)
    assert kind not in await privacy.tidy(seals)
    clock.advance(timedelta(hours=3))
    assert (await privacy.tidy(seals))[kind] == 450
    assert kind not in await privacy.tidy(seals)


async def test_a_town_says_how_long_it_keeps_what(
    town: Database, clock: SetClock, seals: AuditSeals
) -> None:
    await town.write(_call(1, clock.now()))
    clock.advance(timedelta(days=10))
    assert "calls" not in await Privacy(town, PARTS, {"calls": 11}).tidy(seals)
    assert (await Privacy(town, PARTS, {"calls": 9}).tidy(seals))["calls"] == 1


async def test_a_visit_loses_its_person_and_an_expired_hold_goes(
    backend: Backend, town: Database, clock: SetClock, seals: AuditSeals
) -> None:
    hold = await backend.visits.hold_nearest("passport.new", owner="call-1")
    assert hold is not None
    visit = await backend.visits.confirm(
        hold.id, contact=Contact("+420777000321"), language=Language.CS, name="Marie"
    )
    await backend.visits.hold_nearest("passport.new", owner="call-2")
    privacy = Privacy(town, PARTS)
    clock.advance(timedelta(days=2))
    done = await privacy.tidy(seals)
    assert done["holds"] >= 2
    assert await town.read(lambda tx: tx.all(select(holds))) == []
    taken = await town.read(lambda tx: tx.all(select(taken_slots)))
    assert {row.visit_id for row in taken} >= {visit.id}
    assert (await backend.visits.get(visit.id)).name == "Marie"
    clock.advance(timedelta(days=40))
    await privacy.tidy(seals)
    found = await backend.visits.get(visit.id)
    assert (found.name, found.phone, found.activity) == (None, None, "passport.new")


async def test_freed_time_goes_when_it_is_everybodys_again_and_not_before(
    backend: Backend, town: Database, clock: SetClock, seals: AuditSeals
) -> None:
    first = await backend.visits.hold_nearest("passport.new", owner="call-1")
    assert first is not None
    visit = await backend.visits.confirm(
        first.id, contact=Contact("+420777000321"), language=Language.CS
    )
    later = await backend.visits.hold_nearest(
        "passport.new", owner="op", after=visit.start + timedelta(days=7)
    )
    assert later is not None
    await backend.visits.move(visit.id, later.id, by="op")
    clock.advance(timedelta(days=2))
    await backend.visits.cancel(visit.id, by="op")
    await Privacy(town, PARTS).tidy(seals)
    rows = await town.read(lambda tx: tx.all(select(taken_slots)))
    assert [(row.freed_by, row.start) for row in rows] == [(visit.id, later.slot.start)]


async def test_an_old_audit_goes_in_whole_seals(
    backend: Backend, town: Database, clock: SetClock, seals: AuditSeals
) -> None:
    await seals.seal()
    clock.advance(timedelta(days=3 * 365 + 1))
    await backend.audit.look("vesely", "visit:1", "the list")
    await seals.seal()
    assert (await Privacy(town, PARTS).tidy(seals))["audit"] > 0
    assert (await seals.check()).misfit is None


async def test_the_housekeeping_seals_at_each_turn_and_tidies_once_a_day(
    backend: Backend, town: Database, clock: SetClock, seals: AuditSeals
) -> None:
    house = Housekeeping(town, seals, Privacy(town, PARTS), Attendances(town))
    await house.turn()
    first = await backend.audit.last_check()
    assert first is not None
    assert (first.misfit, first.unsealed) == (None, 0)
    await backend.audit.look("vesely", "visit:1", "the list")
    await house.turn()
    assert (await seals.check()).unsealed == 0
    assert await backend.audit.last_check() == first
    clock.advance(timedelta(days=1))
    await house.turn()
    assert await backend.audit.last_check() != first


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("days: {visits: 0}", "days.visits"),
        ("days: {nothing: 5}", "no such kind"),
        ("days: {messages: 2}", "4 days at least"),
        ("days: {audit: 10}", "30 days at least"),
        ("visits: 5", "days"),
    ],
)
def test_periods_that_cannot_be_are_refused(tmp_path: Path, said: str, wrong: str) -> None:
    (tmp_path / "retention.yaml").write_text(said, encoding="utf-8")
    with pytest.raises(TownFileError, match=wrong):
        read_periods(tmp_path, PARTS)


def test_a_town_without_the_file_keeps_everything_as_long_as_usual(tmp_path: Path) -> None:
    assert read_periods(tmp_path, PARTS) == {}
