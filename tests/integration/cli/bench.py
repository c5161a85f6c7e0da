"""Supervised processes that are real and small."""

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cli.layout import CHECKOUT
from cli.supervisor.presence import Running, look
from cli.supervisor.program import Program
from cli.supervisor.supervisor import Patience, Supervisor

T = TypeVar("T")
WORKER = Path(__file__).parent / "worker.py"


class Bench:
    """Folders, programs and supervisors of one test; whatever still runs at its end is killed."""

    def __init__(self, folder: Path) -> None:
        self.run = folder / "run"
        self.log = folder / "log"
        self.run.mkdir()
        self.log.mkdir()
        self.names: set[str] = set()

    def program(self, name: str, manner: str = "well") -> Program:
        self.names.add(name)
        command = [sys.executable, str(WORKER), str(self.run), name, manner]
        return Program(name, command, {"PYTHONPATH": str(CHECKOUT)})

    def supervisor(self, *programs: Program, hang: float = 45, ready: float = 20) -> Supervisor:
        patience = Patience(hang=hang, ready=ready, stop=3)
        return Supervisor(programs, self.run, self.log, patience)

    def look(self, name: str) -> Running | None:
        return look(self.run, name)

    def pid(self, name: str) -> int:
        running = self.look(name)
        assert running is not None
        return running.pid

    async def another(self, name: str, than: int, within: float = 10) -> int:
        """The number of a new process of that name."""
        return await self.until(
            lambda: (
                found.pid
                if (found := self.look(name)) and found.pid != than and found.is_ready
                else None
            ),
            within,
        )

    async def until(self, look: Callable[[], T | None], within: float = 10) -> T:
        end = time.monotonic() + within
        while time.monotonic() < end:
            found = look()
            if found is not None:
                return found
            await asyncio.sleep(0.02)
        raise AssertionError("it did not happen in time")
