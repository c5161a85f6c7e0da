import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from booking.api import (
    Backend,
    Clock,
    Contact,
    Database,
    Hashing,
    Language,
    SetClock,
    TownFileError,
)
from booking.catalogue.tables import town as town_table
from booking.town.load import load_town
from tests.support.databases import LIPOV


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIPOV, tmp_path / "town"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


async def revision(database: Database) -> int:
    row = await database.read(lambda tx: tx.one(select(town_table.c.revision)))
    assert row is not None
    return int(row.revision)


async def test_taking_a_town_in_again_changes_nothing(
    town: Database, clock: Clock, hashing: Hashing, folder: Path
) -> None:
    before = await revision(town)
    loaded = await load_town(town, clock, hashing, folder)
    assert not loaded.catalogue_changed
    assert await revision(town) == before


async def test_a_changed_file_is_taken_in_and_seen_at_once(
    backend: Backend, town: Database, clock: Clock, hashing: Hashing, folder: Path
) -> None:
    assert (await backend.visits.free("passport.new"))[0].start.hour == 9
    change(folder, "hours.yaml", "tue: 09:00-14:00", "tue: 10:30-14:00")
    assert (await load_town(town, clock, hashing, folder)).catalogue_changed
    assert (await backend.visits.free("passport.new", office="lidicka"))[0].start.minute == 30


async def test_what_is_left_out_is_retired_but_still_known(
    backend: Backend, town: Database, clock: Clock, hashing: Hashing, folder: Path
) -> None:
    change(folder, "counters.yaml", "  - code: lidicka-7", "  - code: lidicka-70")
    await load_town(town, clock, hashing, folder)
    assert (await backend.catalogue.counter("lidicka-7")).number == 7
    assert "lidicka-7" not in [counter.code for counter in await backend.catalogue.counters()]
    (slot,) = await backend.visits.free("vehicles.transfer")
    assert slot.counter == "lidicka-70"


async def test_a_grid_is_not_changed_under_visits_that_are_booked(
    backend: Backend, town: Database, clock: SetClock, hashing: Hashing, folder: Path
) -> None:
    change(folder, "counters.yaml", "grid: 10", "grid: 20")
    hold = await backend.visits.hold_nearest("driving-licence.collection", owner="call")
    assert hold is not None
    visit = await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)
    with pytest.raises(TownFileError, match="lidicka-4: grid: visits are booked"):
        await load_town(town, clock, hashing, folder)
    await backend.visits.cancel(visit.id, by="clerk")
    clock.advance(timedelta(minutes=30))
    assert (await load_town(town, clock, hashing, folder)).catalogue_changed


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("town.yaml", "genitive:", "genitve:", "town.yaml: genitive: Field required"),
        ("town.yaml", "cs: v Lípově", "cs: Lípově", "locative: 'Lípově' does not say where"),
        ("town.yaml", "Europe/Prague", "Europe/Lipov", "zone: there is no time zone"),
        ("town.yaml", '"844121314"', "+420 844", "town.yaml: number: "),
        ("town.yaml", "{cs: Lípov,", "{cz: Lípov,", "name: unknown language: cz"),
        ("town.yaml", "hold_minutes: 10", "hold_minutes: 0", "booking.hold_minutes: "),
        ("offices.yaml", "Lidická pět", "Lidická 5", "offices.0.address: cs: the digit 5"),
        ("offices.yaml", "code: nadrazni", "code: lidicka", "lidicka: the code is there twice"),
        ("offices.yaml", "- code: lidicka", "- code: Lidická 5", "offices.0.code: "),
        ("services.yaml", "minutes: 15", "minutes: soon", "activities.0.minutes: "),
        ("counters.yaml", "office: lidicka", "office: radnice", "there is no office 'radnice'"),
        ("counters.yaml", "[vehicles]", "[ships]", "there is no service or activity 'ships'"),
        (
            "counters.yaml",
            "[trade-licences]",
            "[vehicles]",
            "'trade-licences.registration' is",
        ),
        ("counters.yaml", "grid: 10", "grid: 7", "counters.3.grid: two hours have to be"),
        ("hours.yaml", "tue: 09:00-14:00", "tue: 14:00-09:00", "it ends before it begins"),
        ("hours.yaml", "tue: 09:00-14:00", "tue: 9-14", "a span of time such as"),
        ("hours.yaml", "tue: 09:00-14:00", "tue: 09:00-24:01", "there is no such time of day"),
        ("hours.yaml", "tue: 09:00-14:00", "tue: [09:00-11:00, 10:00-12:00]", "two spans overlap"),
        ("hours.yaml", "tue: 09:00-14:00", "die: 09:00-14:00", "offices.lidicka.hours.die"),
        ("hours.yaml", "tue: 09:00-14:00", "mon: 09:00-14:00", "line 8: 'mon' is there twice"),
        ("hours.yaml", "  nadrazni:", "  radnice:", "offices.radnice: there is none"),
        ("hours.yaml", "  lidicka-6:", "  lidicka-66:", "counters.lidicka-66: there is none"),
        ("hours.yaml", "counter: lidicka-6", "counter: lidicka-66", "no counter 'lidicka-66'"),
        ("hours.yaml", "office: nadrazni, hours", "office: praha, hours", "no office 'praha'"),
        ("hours.yaml", "day: 2026-12-05", "day: 2026-12-24", "this is a public holiday"),
        ("hours.yaml", "last: 2026-12-30", "last: 2026-12-01", "the last day is before the first"),
        ("hours.yaml", 'open: true, hours: "09:00-12:00"', "open: true", "extra hours need"),
        ("hours.yaml", "{day: 2026-12-10,", "{", "either 'day', or 'first' and 'last'"),
    ],
)
async def test_an_error_in_a_file_names_file_place_and_reason_and_changes_nothing(
    town: Database, clock: Clock, hashing: Hashing, folder: Path,
    name: str, old: str, new: str, said: str,
) -> None:  # fmt: skip
    before = await revision(town)
    change(folder, name, old, new)
    with pytest.raises(TownFileError) as caught:
        await load_town(town, clock, hashing, folder)
    assert caught.value.file == name
    assert said in str(caught.value)
    assert await revision(town) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"name: [", "line "),
        (b"name: \xff", "is not written in UTF-8"),
        (b"", "town.yaml"),
        (b"- a list", "town.yaml"),
    ],
)
async def test_a_file_that_is_none_is_told(
    town: Database, clock: Clock, hashing: Hashing, folder: Path, content: bytes | None, said: str
) -> None:
    file = folder / "town.yaml"
    file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(TownFileError, match=said):
        await load_town(town, clock, hashing, folder)


async def test_a_counter_without_breaks_of_its_own_has_its_offices(backend: Backend) -> None:
    wednesday = date(2026, 11, 25)
    slots = await backend.visits.free("municipal-waste.change", on=wednesday, limit=100)
    assert {slot.start.hour for slot in slots} == {8, 9, 10, 11, 13, 14, 15, 16}
