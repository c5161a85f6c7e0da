"""The processes that a measurement needs: the provider's double, workers, and the floor's."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

from booking.api import Database, ShiftedClock
from cli.bench.errors import BenchError
from cli.layout import CHECKOUT

PATIENCE = 120.0
"""Seconds for a round."""


class TooSlow(BenchError):
    """Messages did not arrive at the provider's double in time."""

    def __init__(self, there: int, wanted: int) -> None:
        super().__init__(f"{there} of {wanted} messages arrived within {PATIENCE:.0f} s")


@dataclass(frozen=True)
class Double:
    """A provider that takes everything at once."""

    port: int
    client: httpx.Client

    def count(self) -> int:
        """Requests until now."""
        return int(self.client.get("/count").text)

    def arrived(self, since: int, many: int) -> list[tuple[str, float]]:
        """The requests after the first `since`: to whom, and when (`time.monotonic`).

        Raises:
            TooSlow: there are not so many of them in time.
        """
        until = time.monotonic() + PATIENCE
        while (there := self.count() - since) < many:
            if time.monotonic() > until:
                raise TooSlow(there, many)
            time.sleep(0.05)
        found = self.client.get("/arrived", params={"since": since}).json()["arrived"]
        return [(to, at) for to, at in found]


@contextmanager
def double() -> Iterator[Double]:
    """One that runs."""
    with _process("doubles", "0", "1") as process:
        port = json.loads(_line(process))["http"]
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
            yield Double(port, client)


@contextmanager
def worker(database: Database, clock: ShiftedClock, port: int, log: Path) -> Iterator[None]:
    """One that works until the block's end."""
    given = {
        "database": database.address,
        "shift": clock.shift.total_seconds(),
        "http": port,
        "log": str(log),
    }
    with _process("worker", json.dumps(given)):
        yield


class Floor:
    """As many posting processes as there are workers."""

    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self._processes = processes

    def post(self, first: int, many: int) -> None:
        """Begin to post that many messages, with numbers from this one on."""
        each = many // len(self._processes)
        for place, process in enumerate(self._processes):
            pipe = _pipe(process.stdin)
            pipe.write(f"{first + place * each} {each}\n")
            pipe.flush()

    def wait(self) -> None:
        """Until all have answers."""
        for process in self._processes:
            _line(process)


@contextmanager
def floor(port: int, many: int) -> Iterator[Floor]:
    """That many posting processes, ready."""
    with ExitStack() as stack:
        processes = [stack.enter_context(_process("floor", str(port))) for _ in range(many)]
        for process in processes:
            _line(process)
        yield Floor(processes)


@contextmanager
def _process(module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", f"cli.bench.notifier.{module}", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def _line(process: subprocess.Popen[str]) -> str:
    line = _pipe(process.stdout).readline()
    if not line:
        raise BenchError(f"a process of the benchmark ended: {process.args!r}")
    return line


def _pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise BenchError("a process of the benchmark has no pipe")
    return pipe
