"""Whole calls, word for word. `--update` writes them anew: read the difference."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from booking.api import PRAGUE, Language
from ivr.call.rehearsal import Stage
from tests.support.answered import answered_code
from tests.support.calls import FAULTS, Rows, stage, with_the_code_of_the_dialogues
from tests.support.closing import closed
from tests.support.databases import MORNING, Templates
from tests.support.family import family_code
from tests.support.rehearsed_desk import desk
from tests.support.waitlist import offered, waits

GOLDEN = Path(__file__).parents[2] / "golden"
CALLS = sorted(GOLDEN.glob("*.txt"))


def settings(text: str) -> dict[str, str]:
    return dict(re.findall(r"^# (\w+): (.*)$", text, re.MULTILINE))


def transcript(asked: dict[str, str], database: Path) -> str:
    start = (
        datetime.fromisoformat(asked["now"]).replace(tzinfo=PRAGUE) if "now" in asked else MORNING
    )
    made = stage(database, start=start, wrap=FAULTS.get(asked.get("fault", "")))
    if "desk" in asked:
        made.beside = desk(asked["desk"])
    caller = {"hidden": None}.get(asked.get("caller", ""), asked.get("caller", "+420777000321"))
    code = booked_code(made, database) if "book" in asked else ""
    if "family" in asked:
        code = family_code(database, start)
    if "answered" in asked:
        code = answered_code(database, start)
    if "offered" in asked:
        to, language = asked.get("to", "+420777000321"), Language(asked.get("language", "cs"))
        code = offered(database, start, to, asked["offered"], language)
    if "closed" in asked:
        code = closed(database, start, asked.get("to", "+420777000321"), asked["closed"])
    if "waits" in asked:
        waits(database, start, "+420777000321", asked["waits"])
    keys = asked["keys"].replace("CODE", code)
    text = made.play(keys, caller=caller).transcript.text
    if "then" in asked:
        text += "\n" + made.resume(asked["then"], caller=caller).transcript.text
    return with_the_code_of_the_dialogues(text)


def booked_code(made: Stage, database: Path) -> str:
    made.play("1 1 1 1", call_id="earlier")
    return str(Rows(database).one("SELECT code FROM visits ORDER BY id DESC"))


@pytest.mark.parametrize("path", CALLS, ids=[path.stem for path in CALLS])
def test_the_call_goes_as_written(
    path: Path, templates: Templates, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    golden = path.read_text("utf-8")
    asked = settings(golden)
    heading = "".join(f"# {name}: {value}\n" for name, value in asked.items())
    played = transcript(asked, templates.copy("lipov", tmp_path / "town.db"))
    if request.config.getoption("--update"):
        path.write_text(f"{heading}\n{played}\n", "utf-8")
    assert path.read_text("utf-8") == f"{heading}\n{played}\n"
