"""`./linka town check` and `visits --fallen-out` on a data folder."""

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from booking.api import Backend, Contact, Database, Language, Visit, load_town
from cli import context
from cli.layout import CHECKOUT
from tests.support.databases import CHEAP_HASHING, LIPOV, Templates


@pytest.fixture
def data(templates: Templates, tmp_path: Path) -> Path:
    here = context.make(tmp_path / "data")
    templates.copy("lipov", here.layout.database)
    return here.layout.folder


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    """The demo town with all counters closed for good."""
    folder = Path(shutil.copytree(LIPOV, tmp_path / "planned"))
    hours = folder / "hours.yaml"
    line = "exceptions:\n  - {first: 2020-01-01, last: 2099-12-31, reason: stěhování}\n"
    text = hours.read_text(encoding="utf-8").replace("exceptions:\n", line)
    hours.write_text(text, encoding="utf-8")
    return folder


def linka(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", *arguments, "--data", str(data)]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


def book(data: Path) -> Visit:
    here = context.find(data)
    database = Database(here.database_url, here.clock)
    backend = Backend(database, here.clock, CHEAP_HASHING)

    async def booked() -> Visit:
        hold = await backend.visits.hold_nearest("passport.new", owner="call")
        assert hold is not None
        return await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)

    try:
        return asyncio.run(booked())
    finally:
        database.close()


def take_in(data: Path, folder: Path) -> None:
    here = context.find(data)
    database = Database(here.database_url, here.clock)
    asyncio.run(load_town(database, here.clock, CHEAP_HASHING, folder))
    database.close()


def test_visits_that_would_lose_their_place_are_told_before_anything_is_taken_in(
    data: Path, planned: Path
) -> None:
    visit = book(data)
    good = linka(data, "town", "check", str(LIPOV))
    assert (good.returncode, good.stderr) == (0, "")
    assert "good; no visit would lose its place" in good.stdout

    told = linka(data, "town", "check", str(planned))
    assert told.returncode == 1
    assert told.stdout.startswith("Visits that would lose their place: 1\n")
    assert visit.code in told.stdout
    assert "closed: stěhování" in told.stdout
    for_programs = json.loads(linka(data, "town", "check", str(planned), "--json").stdout)
    assert [one["visit"]["id"] for one in for_programs] == [visit.id]

    assert linka(data, "visits", "--fallen-out").stdout == "none\n"
    take_in(data, planned)
    after = linka(data, "visits", "--fallen-out", "--json")
    assert json.loads(after.stdout) == for_programs
    again = linka(data, "town", "check", str(planned))
    assert again.returncode == 0
    assert "Visits that have none now: 1" in again.stdout


def test_a_folder_is_checked_without_any_data(tmp_path: Path) -> None:
    found = linka(tmp_path / "nothing", "town", "check", str(LIPOV))
    assert found.returncode == 0
    assert "good; there are no visits yet" in found.stdout


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("hours.yaml", "tue: 09:00-14:00", "tue: 14:00-09:00", "hours.tue"),
        ("menus.yaml", "menus:", "menu:", "menus.yaml"),
        ("routing.yaml", "\nneeds:", "\nno_needs:", "routing.yaml"),
    ],
)
def test_a_file_that_will_not_do_is_named_with_its_place(
    data: Path, planned: Path, name: str, old: str, new: str, said: str
) -> None:
    file = planned / name
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = linka(data, "town", "check", str(planned))
    assert found.returncode == 1
    assert found.stderr.startswith("linka:")
    assert said in found.stderr
