"""Benchmarks; they run beside a Linka at work and leave nothing behind."""

from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console

from cli.bench.report import Figure, as_json, as_table
from cli.commands.options import Json

Say = Callable[[str], None]
Measure = Callable[[Say], Coroutine[Any, Any, list[Figure]]]

BENCHMARKS = {
    "booking": "Searching for free slots, and hold and confirm against hand-written SQL",
    "ivr": "One menu call through a plain dialplan, a bare ARI loop, and Linka",
    "notifier": "From an event to the message's hand-over, and messages a second",
    "console": "From an event in Asterisk to the change on the operators' pages",
}


def command(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(BENCHMARKS)}.")],
    as_json_: Json = False,
) -> None:
    if name not in BENCHMARKS:
        raise typer.BadParameter(f"one of {', '.join(BENCHMARKS)}", param_hint="NAME")
    measure: Measure = import_module(f"cli.bench.{name}").measure
    console = Console(stderr=True, highlight=False)
    with console.status(BENCHMARKS[name]) as status:
        figures = uvloop.run(measure(lambda step: _show(console, status.update, step)))
    if as_json_:
        typer.echo(as_json(figures))
    else:
        Console().print(as_table(BENCHMARKS[name], figures))


def _show(console: Console, update: Say, step: str) -> None:
    """What is being measured; on a terminal as one line that changes."""
    if console.is_terminal:
        update(step)
    else:
        console.print(step)
