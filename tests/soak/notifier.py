"""Ten thousand messages while workers are killed and every fifth request fails.

Run by `./linka soak notifier`; leaves nothing behind but what it prints.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

import structlog
from rich.console import Console

from cli.bench.postgres import running
from cli.bench.report import Figure, as_json, as_table
from tests.soak.mailing.storm import Storm

EVENTS = 5_000
KILLS = 20


def figures(storm: Storm, address: str) -> list[Figure]:
    """Let it rage on this database, and reckon."""
    reckoning, told, took = asyncio.run(storm.rage(address))
    for name, which in reckoning.wrong.items():
        for one in which[:20]:
            print(f"{name}: {one}", file=sys.stderr)
    there = {name: len(told[name]) for name in ("twilio", "kannel", "smtp")}
    return [
        Figure("messages", 2 * storm.events, "messages", None, "higher"),
        Figure("workers killed", storm.kills, "times", None, "higher"),
        Figure("seconds", took, "s", None, "lower"),
        *(Figure(f"taken by {name}", many, "times", None, "lower") for name, many in there.items()),
        *(
            Figure(f"failed: {name}", many, "requests", None, "lower")
            for name, many in sorted(told["failed"].items())
        ),
        *(
            Figure(f"ended: {name}", many, "messages", None, "lower")
            for name, many in sorted(reckoning.counted.items())
        ),
        Figure("letters handed over again", reckoning.repeats, "times", None, "lower"),
        *(
            Figure(name, len(which), "messages", 0.0, "lower")
            for name, which in reckoning.wrong.items()
        ),
    ]


def main() -> None:
    """The command line of the storm itself."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), action="append")
    asked = parser.parse_args()
    # each receipt is told at a lower level
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    storm = Storm(asked.events, KILLS, asked.at_once, 60 * asked.minutes, asked.seed)
    missed = False
    with tempfile.TemporaryDirectory(prefix="linka-storm-") as folder, running() as server:
        places = {
            "sqlite": f"sqlite:///{Path(folder) / 'town.db'}",
            "postgresql": server.create("storm"),
        }
        for kind in asked.on or places:
            found = figures(storm, places[kind])
            missed |= any(figure.missed for figure in found)
            if asked.json:
                print(as_json(found))
            else:
                Console().print(as_table(f"A storm of messages on {kind}", found))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
