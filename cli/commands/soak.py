"""The long tests: each with a Linka or a database of its own, while something is done to it."""

import subprocess
import sys
from typing import Annotated

import typer

from cli.commands.options import Json
from cli.layout import CHECKOUT

SOAKS = {
    "booking": "Many clients fight for the last hundred slots while processes are killed",
    "booking-model": "Every operation of visits in random order against a simple model",
    "planted-bugs": "Known mistakes in a copy of the backend, each of which the model must find",
    "notifier": "Ten thousand messages while workers are killed and every fifth request fails",
    "failures": "Calls of all kinds while random processes are killed or stopped",
}
USUAL = {
    "booking": (1.0, 64),
    "booking-model": (5.0, 1),
    "planted-bugs": (10.0, 1),
    "notifier": (15.0, 2),
    "failures": (5.0, 6),
}
"""Minutes, on each database where there are two, and how many at the same time; the storm of
messages ends when all have ended."""


def command(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(SOAKS)}.")],
    minutes: Annotated[float | None, typer.Option(min=0.1, help="How long it is kept up.")] = None,
    at_once: Annotated[
        int | None, typer.Option(min=1, max=200, help="Callers or clients at the same time.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Repeat the choices of an earlier run.")] = None,
    as_json: Json = False,
) -> None:
    """It fails, and says with what, if anything was lost, doubled or left behind."""
    if name not in SOAKS:
        raise typer.BadParameter(f"one of {', '.join(SOAKS)}", param_hint="NAME")
    usual_minutes, usual_crowd = USUAL[name]
    asked = ["--minutes", str(minutes or usual_minutes), "--at-once", str(at_once or usual_crowd)]
    asked += ["--seed", str(seed)] if seed is not None else []
    asked += ["--json"] if as_json else []
    module = f"tests.soak.{name.replace('-', '_')}"
    done = subprocess.run([sys.executable, "-m", module, *asked], cwd=CHECKOUT, check=False)
    sys.exit(done.returncode)
