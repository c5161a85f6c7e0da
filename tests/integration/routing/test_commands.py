"""The commands on a data folder, and the scenario of the documentation."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from booking.api import Database, Language, SetClock
from cli import context
from cli.__main__ import assemble
from ivr.routing.api import Asking
from tests.support.databases import Templates
from tests.support.routing import House

ROOT = Path(__file__).parents[3]


def run(*arguments: str) -> str:
    result = CliRunner().invoke(assemble(arguments[0]), list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


@pytest.fixture
def data(tmp_path: Path, templates: Templates) -> Path:
    """A data folder with Lípov and one caller who waits."""
    here = context.make(tmp_path / "data")
    templates.copy("lipov", here.layout.database)
    clock = SetClock(here.clock.now())
    database = Database(here.database_url, clock)
    house = House.on(database, clock)
    asked = Asking("call-1", Language.UK, None, "passport", "passport.new")
    asyncio.run(house.requests.ask(asked))
    database.close()
    return tmp_path / "data"


def test_the_queue_is_listed_for_people_and_programs(data: Path) -> None:
    assert "passport 3, uk 3" in run("queue", "--data", str(data))
    (one,) = json.loads(run("queue", "--data", str(data), "--json"))
    assert (one["request"]["asked"]["call_id"], one["place"]["position"]) == ("call-1", 1)


def test_operators_are_listed_with_their_state(data: Path) -> None:
    here = context.find(data)
    database = Database(here.database_url, here.clock)
    house = House.on(database, SetClock(here.clock.now()))
    asyncio.run(house.seat("bondarenko"))
    database.close()
    found = {
        one["username"]: one for one in json.loads(run("operators", "--data", str(data), "--json"))
    }
    assert (found["bondarenko"]["state"], found["bondarenko"]["telephone"]) == ("available", True)
    assert (found["novakova"]["state"], found["novakova"]["since"]) == ("offline", None)
    assert "available" in run("operators", "--data", str(data))


def test_why_tells_of_a_call_that_waits(data: Path) -> None:
    told = run("why", "call-1", "--data", str(data))
    assert "goes on waiting" in told
    (story,) = json.loads(run("why", "call-1", "--data", str(data), "--json"))
    assert story["decided"] == []


def test_why_tells_that_a_call_never_asked(data: Path) -> None:
    result = CliRunner().invoke(assemble("why"), ["why", "call-9", "--data", str(data)])
    assert "call-9" in str(result.exception)


def test_the_scenario_of_the_documentation_can_be_simulated(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "routing.md").read_text("utf-8")
    scenario = text.split("```yaml\n")[1].split("```")[0].replace("hours: 100", "hours: 5")
    path = tmp_path / "scenario.yaml"
    path.write_text(scenario, encoding="utf-8")
    assert "in time, of all" in run("simulate", str(path))
    names = [one["name"] for one in json.loads(run("simulate", str(path), "--json"))]
    assert names == ["passports", "waste", "ukrainian", "all"]
