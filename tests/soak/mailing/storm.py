"""Messages by the thousand, while workers are killed and every fifth request fails."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from booking.api import Database, Secret, ShiftedClock, VisitBooked, upgrade
from booking.town.load import load_town
from notifier.outbox.tables import messages
from notifier.web.server import WebConfig, running
from tests.soak.mailing.reckoning import Reckoning, reckon
from tests.soak.mailing.worker import TOKEN, links
from tests.support.databases import CHEAP_HASHING, LIPOV
from tests.support.messages import visit

CHECKOUT = Path(__file__).parents[3]
FAILING = 0.2
BATCH = 100
"""Events that become visible together: callers do not wait for each other."""

_UNDER_WAY = ("created", "sending")
_PUBLIC = "http://127.0.0.1:0"


@dataclass(frozen=True)
class Storm:
    """How hard.

    Attributes:
        events: each asks for an SMS and a letter.
        kills: so often a worker is killed.
        workers: so many at the same time.
        seconds: it has to be over by then.
        seed: of what goes wrong.
    """

    events: int
    kills: int
    workers: int
    seconds: float
    seed: int

    async def rage(self, address: str) -> tuple[Reckoning, dict[str, Any], float]:
        """Run it on this database, which has nothing in it.

        Returns:
            The reckoning, what the doubles tell, and the seconds that it took.
        """
        database = Database(address, ShiftedClock())
        upgrade(database)
        await load_town(database, database.clock, CHEAP_HASHING, LIPOV)
        codes = [f"{100_000 + number}" for number in range(self.events)]
        try:
            with _doubles(self.seed) as ports:
                async with _called_back(database) as public_url:
                    given = {"database": address, "public_url": public_url, **ports}
                    began = time.monotonic()
                    await self._blow(database, given, codes)
                    took = time.monotonic() - began
                told = _taken(ports["http"])
            return reckon(database, told, set(codes)), told, took
        finally:
            database.close()

    async def _blow(self, database: Database, given: dict[str, Any], codes: list[str]) -> None:
        chance = random.Random(self.seed)
        alive = [_start(given) for _ in range(self.workers)]
        booking = asyncio.create_task(_book(database, codes))
        try:
            done, killed = 0, 0
            end = time.monotonic() + self.seconds
            while done < 2 * self.events and time.monotonic() < end:
                await asyncio.sleep(0.1)
                done = await _ended(database)
                if killed < self.kills and done >= 2 * self.events * killed // self.kills:
                    number = chance.randrange(self.workers)
                    _kill(alive[number])
                    killed += 1
                    alive[number] = _start(given)
            await booking
        finally:
            booking.cancel()
            for process in alive:
                _kill(process)


async def _book(database: Database, codes: list[str]) -> None:
    start = database.clock.now() + timedelta(days=3)
    for first in range(0, len(codes), BATCH):
        numbered = list(enumerate(codes))[first : first + BATCH]
        events = [
            visit(
                VisitBooked,
                visit_id=number + 1,
                code=code,
                start=start,
                phone=f"+4207770{number:05d}",
                email=f"obcan{number}@example.cz",
                verified=True,
            )
            for number, code in numbered
        ]
        await database.write(lambda tx, events=events: [tx.append(one) for one in events])  # type: ignore[misc]  # bound at once
        await asyncio.sleep(0.05)


async def _ended(database: Database) -> int:
    ended = messages.c.state.not_in(_UNDER_WAY)
    asked = select(func.count().label("ended")).where(ended)
    row = await database.read(lambda tx: tx.one(asked))
    return int(row.ended) if row is not None else 0


@contextlib.asynccontextmanager
async def _called_back(database: Database) -> AsyncIterator[str]:
    """The web application that receipts come to; gives its address."""
    config = WebConfig(links(_PUBLIC), (Secret(TOKEN),), "844121314", port=0)
    async with running(database, config) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _doubles(seed: int) -> Iterator[dict[str, int]]:
    command = [sys.executable, "-m", "cli.bench.notifier.doubles", str(FAILING), str(seed)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("it is a pipe")
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def _taken(port: int) -> dict[str, Any]:
    told: dict[str, Any] = httpx.get(f"http://127.0.0.1:{port}/taken", timeout=30).json()
    return told


def _start(given: dict[str, Any]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.soak.mailing.worker", json.dumps(given)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """As the machine does that runs out of memory; only what this process has started."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
