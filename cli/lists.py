"""Lists for people and programs: a table, or one JSON list."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from booking.api import PRAGUE, Backend, Database, Hashing, to_json
from cli import context

T = TypeVar("T")
_WIDE = 240


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: its head, and what stands in it for a row."""

    head: str
    cell: Callable[[T], object]
    wraps: bool = False


def ask(data: Path, look: Callable[[Backend], Awaitable[T]]) -> T:
    """What the backend of a data folder says; it need not run. Raises NoData, Unavailable."""
    here = context.find(data)

    async def asked() -> T:
        database = Database(here.database_url, here.clock)
        try:
            return await look(Backend(database, here.clock, Hashing()))
        finally:
            database.close()

    return asyncio.run(asked())


def show(rows: Sequence[T], columns: Sequence[Column[T]], *, kind: object, as_json: bool) -> None:
    """Print rows; `kind` is their type, by which they become JSON."""
    if as_json:
        typer.echo(to_json(list(rows), kind))
        return
    if not rows:
        typer.echo("none")
        return
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column.head, overflow="fold", no_wrap=not column.wraps)
    for row in rows:
        table.add_row(*(escape(in_words(column.cell(row))) for column in columns))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDE  # what reads a pipe has no margin
    console.print(table)


def in_words(value: object) -> str:
    """A cell's text."""
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return f"{value.astimezone(PRAGUE):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
