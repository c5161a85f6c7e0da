"""The routing policy against a described load and staff."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.options import Json
from cli.lists import Column, show
from ivr.routing.figures import Figures
from ivr.routing.rules import read_yaml
from ivr.routing.scenario import Scenario
from ivr.routing.simulate import simulate

File = Annotated[Path, typer.Argument(help="A scenario; docs/routing.md has one.")]

COLUMNS = (
    Column[Figures]("callers", lambda one: one.name),
    Column[Figures]("rang", lambda one: one.offered),
    Column[Figures]("gave up", lambda one: one.abandoned),
    Column[Figures]("in time, of all", lambda one: _percent(one.service_level)),
    Column[Figures]("of the answered", lambda one: _percent(one.service_level_of_answered)),
    Column[Figures]("mean wait", lambda one: _seconds(one.mean_wait)),
    Column[Figures]("90 %", lambda one: _seconds(one.wait_90)),
    Column[Figures]("99 %", lambda one: _seconds(one.wait_99)),
    Column[Figures]("operators taken", lambda one: _percent(one.occupancy)),
)


def command(file: File, as_json: Json = False) -> None:
    found = simulate(read_yaml(file, Scenario))
    show(found, COLUMNS, kind=list[Figures], as_json=as_json)


def _percent(part: float | None) -> str | None:
    return None if part is None else f"{100 * part:.1f} %"


def _seconds(time: float | None) -> str | None:
    return None if time is None else f"{time:.1f} s"
