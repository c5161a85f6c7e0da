"""The checks alone."""

import sys

from cli import checks
from cli.screen import Screen


def command() -> None:
    sys.exit(0 if passes() else 1)


def passes() -> bool:
    """Run the checks and show what they found; whether all hold."""
    with Screen() as screen:
        failures = checks.run(screen)
        for words in failures:
            screen.console.print(f"\n{words}", markup=False, soft_wrap=True)
    return not failures
