"""Everything that must survive, in one file; nothing need stop for it."""

from pathlib import Path
from typing import Annotated

import typer

from cli import context
from cli.commands.options import Data
from cli.keeping.backup import write


def command(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    data: Data,
) -> None:
    manifest = write(context.find(data), file.absolute())
    size = file.stat().st_size / 1e6
    typer.echo(
        f"{file}: {manifest.kind}, schema {manifest.schema}, {size:.1f} MB;"
        " it holds secrets and personal data"
    )
