"""Every operation in random order against the simple model, for as long as one likes.

Of visits, the waiting list, and calendars that others own.

Run by `./linka soak booking-model`; what it finds is made short, which may take minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from rich.console import Console

from cli.bench.postgres import CARELESS, running
from cli.bench.report import Figure, as_json, as_table
from tests.support.small_town.base import Place, TownMachine
from tests.support.small_town.machine import VisitsMachine
from tests.support.small_town.owned import OutsideMachine
from tests.support.small_town.waiting import WaitlistMachine

MACHINES = (VisitsMachine, WaitlistMachine, VisitsMachine, OutsideMachine)
EXAMPLES = 20
"""At a time; then it is asked whether time is up."""


def run(address: str, seconds: float, first_seed: int) -> list[Figure]:
    """Look for so long; whatever is found is raised."""
    until, examples, steps = time.monotonic() + seconds, 0, TownMachine.steps
    with Place.at(address) as place:
        TownMachine.place = place
        for machine in cycle(MACHINES):
            if time.monotonic() >= until:
                break
            run_state_machine_as_test(
                seed(first_seed + examples)(machine),
                settings=settings(
                    max_examples=EXAMPLES,
                    stateful_step_count=60,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
            examples += EXAMPLES
    return [
        Figure("examples", examples, "examples", None, "higher"),
        Figure("steps", TownMachine.steps - steps, "steps", None, "higher"),
    ]


def main() -> None:
    """The command line of the model's soak."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--at-once", type=int, default=1, help="one; it is there for all soaks")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    first = int(time.time()) if asked.seed is None else asked.seed
    print(f"seed {first}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="linka-model-") as name, running(**CARELESS) as server:
        places = {
            "sqlite": f"sqlite:///{Path(name) / 'town.db'}",
            "postgresql": server.create("model"),
        }
        for kind, address in places.items():
            figures = run(address, 60 * asked.minutes, first)
            if asked.json:
                print(as_json(figures))
            else:
                Console().print(as_table(f"Visits against the model on {kind}", figures))


if __name__ == "__main__":
    main()
