"""The long tests: a Linka of their own, rung for minutes while something is done to it."""

import subprocess
import sys
from typing import Annotated

import typer

from cli.commands.options import Json
from cli.layout import CHECKOUT

SOAKS = {"failures": "Calls of all kinds while random processes are killed or stopped"}


def command(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(SOAKS)}.")],
    minutes: Annotated[float, typer.Option(min=0.1, help="How long calls are begun.")] = 5.0,
    at_once: Annotated[int, typer.Option(min=1, max=50, help="Callers at the same time.")] = 6,
    seed: Annotated[int | None, typer.Option(help="Repeat the choices of an earlier run.")] = None,
    as_json: Json = False,
) -> None:
    """It fails, and says with what, if anything was lost, doubled or left behind."""
    if name not in SOAKS:
        raise typer.BadParameter(f"one of {', '.join(SOAKS)}", param_hint="NAME")
    asked = ["--minutes", str(minutes), "--at-once", str(at_once)]
    asked += ["--seed", str(seed)] if seed is not None else []
    asked += ["--json"] if as_json else []
    done = subprocess.run(
        [sys.executable, "-m", f"tests.soak.{name}", *asked], cwd=CHECKOUT, check=False
    )
    sys.exit(done.returncode)
