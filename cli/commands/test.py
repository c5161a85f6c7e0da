"""The checks and the tests. What follows goes to pytest, and then only the tests run."""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

import typer

from cli.commands.check import passes
from cli.context import make
from cli.layout import CHECKOUT
from cli.screen import Screen
from cli.start.sequence import prepare

FAILURES = "tests/acceptance/failures"
ROUNDS = (
    ("-n", "3", "--dist", "loadfile", f"--ignore={FAILURES}"),
    (FAILURES,),
)
"""Most tests listen to a call most of the time, so three at once have room on two cores. Those
that kill processes count seconds, and run by themselves."""
CONTEXT = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def command(context: typer.Context) -> None:
    """With arguments, such as `-k visit` or a file's name, the checks are left out."""
    sound = bool(context.args) or passes()
    if not context.args:
        _prepare()
    codes = [_pytest(*arguments) for arguments in ([context.args] if context.args else ROUNDS)]
    sys.exit(max(codes) or (0 if sound else 1))


def _pytest(*arguments: str) -> int:
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
