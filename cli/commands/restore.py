"""A data folder as it was when a backup was made."""

from pathlib import Path
from typing import Annotated

import typer

from cli import context
from cli.commands import down
from cli.commands.options import Data
from cli.errors import NoData
from cli.keeping.restore import restore


def command(
    file: Annotated[
        Path, typer.Argument(help="What ./linka backup has written.", exists=True, dir_okay=False)
    ],
    data: Data,
    stop: Annotated[
        bool, typer.Option("--stop", help="Stop what runs first; calls may end before.")
    ] = False,
    keep_config: Annotated[
        bool, typer.Option("--keep-config", help="Leave the folder's own config.yaml.")
    ] = False,
) -> None:
    if stop and _is_there(data):
        down.command(data)
    manifest, aside = restore(file.absolute(), data, keep_config=keep_config)
    typer.echo(f"{data}: as it was at {manifest.made_at}; ./linka up starts it")
    typer.echo(f"what was there before: {aside}")


def _is_there(data: Path) -> bool:
    try:
        context.find(data)
    except NoData:
        return False
    return True
