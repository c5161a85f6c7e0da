"""A town's folder: checked before it is taken in."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from booking.api import Database, FallenVisit, Preview, check_town, preview_town, to_json
from cli import context
from cli.commands.options import Data, Json
from cli.errors import NoData
from cli.fallen import COLUMNS
from cli.lists import show
from ivr.app import read_tree
from ivr.routing.api import read_rules

application = typer.Typer(no_args_is_help=True)

Folder = Annotated[
    Path,
    typer.Argument(
        help="A town's folder, such as towns/lipov.", exists=True, file_okay=False, metavar="DIR"
    ),
]


@application.callback()
def town() -> None:
    """Keeps `check` a command of its own."""


@application.command(
    "check", help="Say what is wrong with a town's files, and which visits would lose their place."
)
def check_folder(folder: Folder, data: Data, as_json: Json = False) -> None:
    check_town(folder)
    read_tree(folder / "menus.yaml")
    read_rules(folder / "routing.yaml")
    found = _preview(folder, data)
    if as_json:
        typer.echo(to_json(list(found.fallen_out if found else ()), list[FallenVisit]))
    else:
        _tell(folder, found)
    if found and found.fallen_out:
        sys.exit(1)


def _preview(folder: Path, data: Path) -> Preview | None:
    """None where there is no data folder yet."""
    try:
        here = context.find(data)
    except NoData:
        return None
    database = Database(here.database_url, here.clock)
    try:
        return asyncio.run(preview_town(database, folder))
    finally:
        database.close()


def _tell(folder: Path, found: Preview | None) -> None:
    if found is None:
        typer.echo(f"{folder}: good; there are no visits yet")
        return
    if found.fallen_out:
        typer.echo(f"Visits that would lose their place: {len(found.fallen_out)}")
        show(found.fallen_out, COLUMNS, kind=list[FallenVisit], as_json=False)
    else:
        typer.echo(f"{folder}: good; no visit would lose its place")
    if found.already:
        typer.echo(f"Visits that have none now: {found.already} (./linka visits --fallen-out)")
