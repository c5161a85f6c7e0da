"""Everything about one person in one file (GDPR, articles 15 and 20)."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from booking.api import Backend, to_json
from cli import context
from cli.commands.options import Citizen, Data
from cli.keeping.parts import privacy
from cli.keeping.user import at_the_keyboard
from cli.layout import write_whole
from cli.lists import ask


def command(
    citizen: Citizen,
    data: Data,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="The file, readable by you alone; else it is printed."),
    ] = None,
) -> None:
    here = context.find(data)

    async def export(backend: Backend) -> dict[str, Any]:
        rights = privacy(here, backend.database)
        number = await rights.number_of(citizen)
        return await rights.export(number, by=at_the_keyboard())

    told = json.loads(to_json(ask(data, export)))
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_whole(output.absolute(), text)
        typer.echo(f"{output}: everything about citizen {told['citizen']}")
