"""The fight for the last hundred slots: many clients, several processes, some of them killed.

Run by `./linka soak booking`; leaves nothing behind but what it prints.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from booking.api import Database
from cli.bench.postgres import running
from cli.bench.report import Figure, as_json, as_table
from tests.soak.fight.reckoning import answers, faults, reckon
from tests.soak.fight.town import SLOTS, FastClock, build

CHECKOUT = Path(__file__).parents[2]
CALM = (0.5, 2.0)
"""Seconds between one kill and the next."""
LIVED = 0.3
"""Seconds from the moment at which a process can ask; it may be killed at its first command."""
FEWEST = 10.0
"""Commands a second; with fewer nobody has fought."""


@dataclass(frozen=True)
class Fight:
    """How hard.

    Attributes:
        seconds: for so long.
        clients: so many.
        processes: they live in so many.
    """

    seconds: float = 60.0
    clients: int = 64
    processes: int = 4

    def run(self, address: str, folder: Path, chance: random.Random) -> list[Figure]:
        """Let them fight on this database, which has nothing in it, and reckon."""
        clock = FastClock(time.time())
        database = Database(address, clock)
        try:
            build(database, folder / "town")
            kills = self._rage(address, clock, folder, chance)
            return self._figures(database, folder, kills)
        finally:
            database.close()

    def _rage(self, address: str, clock: FastClock, folder: Path, chance: random.Random) -> int:
        """Kill and start again; in the end all questions are asked again. How many were killed."""
        crews = [
            [str(folder / f"client-{n}.diary") for n in range(first, self.clients, self.processes)]
            for first in range(self.processes)
        ]
        alive = [_start(address, clock, "live", crew) for crew in crews]
        for process in alive:
            _ready(process)
        until, kills = time.monotonic() + self.seconds, 0
        time.sleep(min(CALM[1], self.seconds / 3))
        while time.monotonic() < until:
            number = chance.randrange(self.processes)
            _ready(alive[number])
            time.sleep(chance.uniform(0, LIVED))
            _kill(alive[number])
            kills += 1
            alive[number] = _start(address, clock, "live", crews[number])
            time.sleep(min(chance.uniform(*CALM), max(until - time.monotonic(), 0)))
        for process in alive:
            _kill(process)
        for crew in crews:
            with _start(address, clock, "settle", crew) as asking:
                asking.communicate()
            if asking.returncode != 0:
                raise RuntimeError("a client cannot ask again what it asked last")
        return kills + self.processes

    def _figures(self, database: Database, folder: Path, kills: int) -> list[Figure]:
        counted, surfaced = answers(folder), faults(folder)
        wrong: dict[str, list[object]] = {
            "exceptions that are none of ours": [*surfaced],
            **reckon(database, folder),
        }
        for name, which in wrong.items():
            for one in which[:20]:
                print(f"{name}: {one}", file=sys.stderr)
        return [
            Figure("slots", SLOTS, "slots", None, "higher"),
            Figure("commands", counted.total() / self.seconds, "a second", FEWEST, "higher"),
            Figure("processes killed", kills, "times", None, "higher"),
            *(
                Figure(name, times, "times", None, "higher")
                for name, times in sorted(counted.items())
            ),
            *(Figure(name, len(which), "times", 0.0, "lower") for name, which in wrong.items()),
        ]


def _start(address: str, clock: FastClock, mode: str, crew: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.soak.fight.client", address, str(clock.since), mode, *crew],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
    )


def _ready(process: subprocess.Popen[bytes]) -> None:
    """Wait until it asks; it says so once."""
    if process.stdout is not None and not process.stdout.closed:
        process.stdout.readline()
        process.stdout.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """As the machine does that runs out of memory; only what this process has started."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


@contextmanager
def databases() -> Iterator[dict[str, tuple[str, Path]]]:
    """An empty one of each kind, with a folder."""
    with tempfile.TemporaryDirectory(prefix="linka-fight-") as name, running() as server:
        folders = {kind: Path(name) / kind for kind in ("sqlite", "postgresql")}
        for folder in folders.values():
            folder.mkdir()
        yield {
            "sqlite": (f"sqlite:///{folders['sqlite'] / 'town.db'}", folders["sqlite"]),
            "postgresql": (server.create("fight"), folders["postgresql"]),
        }


def main() -> None:
    """The command line of the fight itself."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    fight = Fight(60 * asked.minutes, asked.at_once)
    missed = False
    with databases() as places:
        for kind, (address, folder) in places.items():
            figures = fight.run(address, folder, chance)
            missed |= any(figure.missed for figure in figures)
            if asked.json:
                print(as_json(figures))
            else:
                Console().print(as_table(f"The fight for {SLOTS} slots on {kind}", figures))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
