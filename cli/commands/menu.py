"""Menu trees: checked, drawn."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ivr.dialogs import load
from ivr.menus import Severity, check, draw, read_file

application = typer.Typer(no_args_is_help=True)

File = Annotated[
    Path, typer.Argument(help="A menu tree, such as towns/lipov/menus.yaml.", exists=True)
]


@application.command("check", help="Say what is wrong with a menu tree.")
def check_file(file: File) -> None:
    findings = check(read_file(file), load().arguments())
    for finding in findings:
        typer.echo(str(finding))
    if any(finding.severity is Severity.ERROR for finding in findings):
        sys.exit(1)
    typer.echo(f"{file}: good")


@application.command("show", help="Draw a menu tree.")
def show_file(file: File) -> None:
    typer.echo(draw(read_file(file)))
