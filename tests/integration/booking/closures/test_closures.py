"""Closures that a supervisor makes while all runs."""

import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from booking.api import (
    PRAGUE,
    Backend,
    Clock,
    Closing,
    Closure,
    Contact,
    Database,
    FallenWhy,
    Hashing,
    Language,
    NotFound,
    Refused,
    SlotTaken,
    Span,
    Visit,
    load_town,
    preview_town,
)
from booking.closures.store import closures
from booking.ground.clock import SetClock
from tests.support.databases import LIPOV

TUESDAY = date(2026, 11, 24)
FLOOD = Closing(TUESDAY, TUESDAY, "havárie vody", office="lidicka")


async def book(backend: Backend) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", office="lidicka", owner="call")
    assert hold is not None
    return await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)


async def close(backend: Backend, closing: Closing = FLOOD, key: str | None = None) -> Closure:
    return (await backend.rebookings.close(closing, by="vedouci", key=key)).closure


async def concerned(backend: Backend, closing: Closing) -> list[Visit]:
    return [one.visit for one in (await backend.rebookings.outlook(closing)).foreseen]


async def first_day(backend: Backend) -> date:
    return (await backend.visits.free("passport.new", office="lidicka"))[0].start.date()


async def test_nobody_is_booked_where_somebody_has_closed_and_the_day_is_free_again_when_lifted(
    backend: Backend,
) -> None:
    (slot,) = await backend.visits.free("passport.new", office="lidicka")
    closure = await close(backend)
    assert await first_day(backend) == TUESDAY + timedelta(days=1)
    with pytest.raises(SlotTaken):
        await backend.visits.hold(slot, "passport.new", owner="call")
    assert list(await backend.closures.in_force()) == [closure]
    lifted = await backend.rebookings.lift(closure.id, by="vedouci")
    assert (lifted.lifted_by, lifted.closing) == ("vedouci", FLOOD)
    assert await first_day(backend) == TUESDAY
    assert list(await backend.closures.in_force()) == []
    assert await backend.rebookings.lift(closure.id, by="jina") == lifted


async def test_a_closure_survives_the_next_load_of_the_towns_files(
    backend: Backend, town: Database, clock: Clock, hashing: Hashing, tmp_path: Path
) -> None:
    visit = await book(backend)
    closure = await close(backend)
    folder = Path(shutil.copytree(LIPOV, tmp_path / "town"))
    hours = folder / "hours.yaml"
    text = hours.read_text(encoding="utf-8")
    hours.write_text(text.replace("wed: 08:00-18:00", "wed: 08:00-16:00"), encoding="utf-8")
    assert (await preview_town(town, folder)).already == 1
    loaded = await load_town(town, clock, hashing, folder)
    assert loaded.catalogue_changed
    assert [one.visit.id for one in loaded.fallen_out] == [visit.id]
    assert list(await backend.closures.in_force()) == [closure]
    assert await first_day(backend) == TUESDAY + timedelta(days=1)


async def test_whom_a_closure_would_leave_behind_is_told_before_and_after(
    backend: Backend,
) -> None:
    visit = await book(backend)
    assert await concerned(backend, FLOOD) == [visit]
    assert await backend.visits.fallen_out() == []
    assert await concerned(backend, replace(FLOOD, office="nadrazni")) == []
    early = replace(FLOOD, span=Span(0, visit.start.hour * 60))
    assert await concerned(backend, early) == []
    await close(backend)
    (fallen,) = await backend.visits.fallen_out()
    assert (fallen.visit, fallen.why, fallen.remark) == (visit, FallenWhy.CLOSURE, "havárie vody")
    assert await backend.visits.get(visit.id) == visit
    assert await concerned(backend, FLOOD) == []


async def test_the_same_command_twice_closes_once_and_leaves_one_trace(backend: Backend) -> None:
    one = await close(backend, key="form-1")
    assert await close(backend, key="form-1") == one
    assert len(await backend.closures.in_force()) == 1
    traces = [entry.did for entry in await backend.audit.recent(who="vedouci")]
    assert traces == ["closed"]


async def test_a_counter_alone_is_closed_at_its_own_office(backend: Backend) -> None:
    closing = Closing(TUESDAY, TUESDAY, "školení", counter="lidicka-1")
    made = await close(backend, closing)
    assert made.closing.office == "lidicka"
    slots = await backend.visits.free("passport.new", office="lidicka", on=TUESDAY, limit=99)
    assert "lidicka-1" not in {slot.counter for slot in slots}
    assert slots


@pytest.mark.parametrize(
    ("closing", "field"),
    [
        (replace(FLOOD, reason="  "), "reason"),
        (replace(FLOOD, reason="x" * 201), "reason"),
        (replace(FLOOD, last=TUESDAY - timedelta(days=1)), "last"),
        (Closing(date(2026, 11, 1), date(2026, 11, 22), "pozdě"), "last"),
        (replace(FLOOD, span=Span(600, 600)), "span"),
        (replace(FLOOD, span=Span(-5, 600)), "span"),
        (replace(FLOOD, span=Span(600, 1441)), "span"),
        (replace(FLOOD, office="praha"), "office"),
        (replace(FLOOD, counter="lidicka-99"), "counter"),
        (replace(FLOOD, counter="nadrazni-1"), "counter"),
    ],
)
async def test_what_cannot_be_closed_is_refused_and_changes_nothing(
    backend: Backend, closing: Closing, field: str
) -> None:
    for refused in (
        close(backend, closing),
        concerned(backend, closing),
    ):
        with pytest.raises(Refused) as caught:
            await refused
        assert caught.value.field == field
    assert list(await backend.closures.in_force()) == []
    assert await first_day(backend) == TUESDAY


async def test_a_closure_that_is_over_is_not_in_force_and_one_that_is_none_is_not_lifted(
    backend: Backend, clock: SetClock
) -> None:
    await close(backend)
    clock.advance(timedelta(days=2))
    assert list(await backend.closures.in_force()) == []
    with pytest.raises(NotFound):
        await backend.rebookings.lift(99, by="vedouci")


async def test_the_database_itself_refuses_a_closure_that_ends_before_it_begins(
    town: Database,
) -> None:
    row = {
        "first_day": TUESDAY,
        "last_day": TUESDAY - timedelta(days=1),
        "reason": "x",
        "closed_by": "x",
        "closed_at": datetime(2026, 11, 23, tzinfo=PRAGUE),
    }
    with pytest.raises(IntegrityError), town.engine.begin() as connection:
        connection.execute(insert(closures).values(**row))
