"""The checks and the tests. What follows goes to pytest, and then only the tests run.

The tests run in rounds: those that only reckon, as many at a time as the machine has processors;
those that hold calls or watch processes while real seconds pass, three at a time; and by
themselves those that kill processes and count seconds. Of the last two rounds, what failed is
tried once more at the end, with nothing beside it (docs/adr/0025).
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from cli.commands.check import passes
from cli.context import make
from cli.layout import CHECKOUT
from cli.screen import Screen
from cli.start.sequence import prepare

CONTEXT = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

MOST_AGAIN = 12
"""Failures in real time that a busy machine may cause; more are a fault, and final."""
_FAILURES = "tests/acceptance/failures"
_FAILED = 1
"""pytest's exit status where tests failed and nothing else went wrong."""


@dataclass(frozen=True, slots=True)
class _Round:
    arguments: tuple[str, ...]
    in_real_time: bool


_ROUNDS = (
    _Round(("-n", "logical", "--dist", "loadfile", "-m", "not real_time"), in_real_time=False),
    # these listen most of the time, so three at once have room on two processors
    _Round(
        ("-n", "3", "--dist", "loadfile", "-m", "real_time", f"--ignore={_FAILURES}"),
        in_real_time=True,
    ),
    _Round((_FAILURES,), in_real_time=True),
)


def command(context: typer.Context) -> None:
    """With arguments, such as `-k visit` or a file's name, the checks are left out."""
    if context.args:
        sys.exit(_pytest(context.args))
    sound = passes()
    _prepare()
    sys.exit(_all_rounds() or (0 if sound else 1))


def _all_rounds() -> int:
    """The exit status of all tests together."""
    codes: list[int] = []
    again: list[str] = []
    for one in _ROUNDS:
        with tempfile.TemporaryDirectory(prefix="linka-round-") as notes:
            code = _pytest([*one.arguments, "-o", f"cache_dir={notes}"])
            failed = _failed(Path(notes))
        is_few = len(again) + len(failed) <= MOST_AGAIN
        if code == _FAILED and one.in_real_time and failed and is_few:
            again += failed
        else:
            codes.append(code)
    if again:
        print(
            f"\n{len(again)} that count real seconds are tried once more, by themselves:",
            *again,
            sep="\n  ",
            flush=True,
        )
        codes.append(_pytest(again))
    return max(codes, default=0)


def _failed(notes: Path) -> list[str]:
    """The tests that failed, by pytest's own notes of a round; none where it has left no notes."""
    path = notes / "v/cache/lastfailed"
    return list(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []


def _pytest(arguments: Sequence[str]) -> int:
    """Its exit status. Its closing line is the last one: people and machines read it there."""
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode


def _prepare() -> None:
    """Make once, and show, what the tests would else make several at a time: a first start."""
    with tempfile.TemporaryDirectory(prefix="linka-") as folder, Screen() as screen:
        asyncio.run(prepare(make(Path(folder) / "data"), screen))
        # only the tests need these, and only they know of them
        from tests.support.real_servers import servers_root  # noqa: PLC0415

        with screen.step("Mail server and SMS gateway, for the tests") as say:
            servers_root(say)
