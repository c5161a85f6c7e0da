"""How the supervisor starts our processes."""

import sys

from cli.context import Context
from cli.layout import CHECKOUT
from cli.processes import NAMES
from cli.supervisor.program import Program


def programs(context: Context) -> list[Program]:
    """One program a process; each is `./linka run NAME` without the shell in between."""
    environment = {"PYTHONPATH": str(CHECKOUT), "PYTHONSAFEPATH": "1"}
    return [
        Program(
            name,
            [
                *(sys.executable, "-m", "cli", "run", name),
                *("--data", str(context.layout.folder)),
                *("--shift", str(context.shift.total_seconds())),
            ],
            environment,
        )
        for name in NAMES
    ]
