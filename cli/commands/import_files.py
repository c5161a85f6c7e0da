"""Files of the town's records system: taken in row by row."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from booking.api import Backend, Encoding, ImportReport, to_json
from cli.commands.options import Data, Json
from cli.keeping.user import at_the_keyboard
from cli.lists import ask
from cli.screen import Screen

application = typer.Typer(no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A CSV file with a head.", exists=True, dir_okay=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only try: nothing is kept.")]
Written = Annotated[Encoding, typer.Option("--encoding", help="How its letters are written.")]


@application.callback()
def about() -> None:
    """Take in what the town's records system hands over."""


@application.command("applications", help="Take in applications; the same file again does nothing.")
def applications(
    file: File,
    data: Data,
    encoding: Written = Encoding.UTF_8,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    report = _taken_in(lambda here: here.imports.applications, file, data, encoding, dry_run)
    tell(report, as_json=as_json)


@application.command("citizens", help="Take in citizens; the same file again does nothing.")
def citizens(
    file: File,
    data: Data,
    encoding: Written = Encoding.UTF_8,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    report = _taken_in(lambda here: here.imports.citizens, file, data, encoding, dry_run)
    tell(report, as_json=as_json)


def _taken_in(
    by_what: Callable[[Backend], Callable[..., Awaitable[ImportReport]]],
    file: Path,
    data: Path,
    encoding: Encoding,
    dry_run: bool,
) -> ImportReport:
    raw = file.read_bytes()
    with Screen(to_stderr=True) as screen, screen.step(f"{file.name}") as say:
        return ask(
            data,
            lambda backend: by_what(backend)(
                raw,
                by=at_the_keyboard(),
                dry_run=dry_run,
                encoding=encoding,
                progress=lambda done, rows: say(f"{done} of {rows} rows"),
            ),
        )


def tell(report: ImportReport, *, as_json: bool) -> None:
    """Print what became of the file; ends with 1 where a row was refused."""
    if as_json:
        typer.echo(to_json(report))
    else:
        if report.refused:
            table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
            for head in ("line", "record", "field", "why"):
                table.add_column(head, overflow="fold")
            for one in report.refused:
                cells = (str(one.line), one.record, one.field, one.reason)
                table.add_row(*map(escape, cells))
            Console(highlight=False).print(table)
        typer.echo(
            f"{report.rows} rows: {report.added} added, {report.changed} changed,"
            f" {report.unchanged} unchanged, {len(report.refused)} refused"
            f"{'; nothing was kept (--dry-run)' if report.dry_run else ''}"
        )
    if report.refused:
        sys.exit(1)
