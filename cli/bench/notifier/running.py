"""Runs the benchmark of the notifier, on both databases in turn."""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from booking.api import Database, ShiftedClock
from cli.bench import postgres
from cli.bench.booking.town import tidy
from cli.bench.notifier import town
from cli.bench.notifier.claims import time_claims
from cli.bench.notifier.figures import (
    Growth,
    HandOvers,
    Rates,
    growth_figures,
    hand_over_figures,
    rate_figures,
)
from cli.bench.notifier.processes import Double, TooSlow, double, floor, worker
from cli.bench.report import Figure

Say = Callable[[str], None]

WORKERS = (1, 4)
SINGLE = 100
"""Messages at low load."""
BETWEEN = (0.1, 0.2)
"""Seconds from one to the next."""
ROUNDS, EACH = 7, 600
"""Rounds of so many messages, the floor's and Linka's by turns."""
OLD = 1_000_000
CLAIMS = 30


async def measure(say: Say) -> list[Figure]:
    """Run the whole benchmark; it takes some minutes.

    Raises:
        NoPostgres: PostgreSQL is not installed.
        TooSlow: messages do not arrive.
    """
    return await asyncio.to_thread(_measure, say)


def _measure(say: Say) -> list[Figure]:
    found = [Figure("notifier.load_before", os.getloadavg()[0], "programs", None, "lower")]
    with (
        tempfile.TemporaryDirectory(prefix="linka-bench-") as folder,
        postgres.running() as server,
        double() as provider,
    ):
        place = _Place(Path(folder), provider, say)
        found += place.measure("sqlite", lambda name: f"sqlite:///{folder}/{name}.db")
        found += place.measure("postgresql", server.create)
    return sorted(found, key=lambda figure: figure.aim is None)


@dataclass
class _Place:
    """Where it is measured.

    Attributes:
        numbers: of messages; each has its own, whoever sends it.
    """

    folder: Path
    provider: Double
    say: Say
    clock: ShiftedClock = field(default_factory=town.clock)
    numbers: Iterator[int] = field(default_factory=lambda: count(0, EACH))
    logs: Iterator[int] = field(default_factory=count)

    def measure(self, name: str, new: Callable[[str], str]) -> Iterator[Figure]:
        """All of one kind of database."""
        with self._town(new("empty")) as empty:
            with self._working(empty, 1):
                self.say(f"{name}: a message now and then")
                yield from hand_over_figures(HandOvers(name, self._hand_over(empty)))
            for workers in WORKERS:
                self.say(f"{name}: many messages, {workers} at work")
                yield from rate_figures(self._rates(name, empty, workers))
            self.say(f"{name}: writing {OLD} old messages")
            with self._town(new("old")) as old:
                town.grow_old(old, OLD)
                tidy(old)
                self.say(f"{name}: many messages over {OLD} old ones")
                yield from growth_figures(self._growth(name, empty, old))

    @contextmanager
    def _town(self, url: str) -> Iterator[Database]:
        database = asyncio.run(town.build(url, self.clock))
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def _working(self, database: Database, workers: int) -> Iterator[None]:
        """So many workers, who have sent something already."""
        with ExitStack() as stack:
            for _ in range(workers):
                log = self.folder / f"worker-{next(self.logs)}.log"
                stack.enter_context(worker(database, self.clock, self.provider.port, log))
            for _ in range(workers):
                self._round(database)
            yield

    def _hand_over(self, database: Database) -> list[float]:
        """Milliseconds of each."""
        chance = random.Random(1)  # noqa: S311  nothing secret hangs on it
        begin, first = self.provider.count(), next(self.numbers)
        booked: dict[str, float] = {}
        for number in range(first, first + SINGLE):
            town.book(database, range(number, number + 1))
            booked[town.phone(number)] = time.monotonic()
            time.sleep(chance.uniform(*BETWEEN))
        arrived = self.provider.arrived(begin, SINGLE)
        return [max(0.0, at - booked[to]) * 1000 for to, at in arrived]

    def _rates(self, name: str, database: Database, workers: int) -> Rates:
        floors, linkas = [], []
        with self._working(database, workers), floor(self.provider.port, workers) as bare:
            for _ in range(ROUNDS):
                begin, first = self.provider.count(), next(self.numbers)
                begun = time.monotonic()
                bare.post(first, EACH)
                floors.append(self._rate(begun, begin))
                bare.wait()
                linkas.append(self._round(database))
        return Rates(name, workers, floors, linkas)

    def _growth(self, name: str, empty: Database, old: Database) -> Growth:
        rates: tuple[list[float], list[float]] = ([], [])
        with self._working(empty, 1), self._working(old, 1):
            for _ in range(ROUNDS):
                for database, kept in zip((empty, old), rates, strict=True):
                    kept.append(self._round(database))
        return Growth(name, rates, time_claims((empty, old), next(self.numbers), CLAIMS))

    def _round(self, database: Database) -> float:
        """Messages a second, from the commit of their events to the last one's arrival."""
        begin, first = self.provider.count(), next(self.numbers)
        town.book(database, range(first, first + EACH))
        rate = self._rate(time.monotonic(), begin)
        self._settle(database)
        return rate

    def _rate(self, begun: float, begin: int) -> float:
        last = max(at for _, at in self.provider.arrived(begin, EACH))
        return EACH / (last - begun)

    def _settle(self, database: Database) -> None:
        """Until it is all written down, too."""
        until = time.monotonic() + 30
        while left := town.waiting(database):
            if time.monotonic() > until:
                raise TooSlow(EACH - left, EACH)
            time.sleep(0.05)
