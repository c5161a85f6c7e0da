"""Kills and stops random processes of a Linka, the supervisor too."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from cli.processes import NAMES
from tests.support.processes import HANGS, SUPERVISOR, Processes

CALM = (3.0, 9.0)
"""Seconds between one blow and the next."""
ABSENT = (0.5, 12.0)
"""Seconds for which nobody starts anything again once the supervisor is dead."""
HANGING = (0.5, 1.5 * HANGS)
"""Seconds for which a process is stopped; the longer ones meet the watch-dog."""


@dataclass
class Storm:
    """Until it is cancelled.

    Attributes:
        blows: what was done how often.
        killed: when ivr alone was killed, so that the supervisor starts another at once.
        struck: when anything was done to ivr or the supervisor.
    """

    processes: Processes
    chance: random.Random
    blows: Counter[str] = field(default_factory=Counter)
    killed: list[float] = field(default_factory=list)
    struck: list[float] = field(default_factory=list)

    async def rage(self) -> None:
        """One blow after the other; each leaves everything running in the end."""
        while True:
            await asyncio.sleep(self.chance.uniform(*CALM))
            name = self.chance.choice([*NAMES, "ivr", SUPERVISOR])
            blow = self.chance.choice([self._kill, self._kill, self._stop])
            if name in {"ivr", SUPERVISOR}:
                self.struck.append(asyncio.get_running_loop().time())
            with suppress(ProcessLookupError):
                await blow(name)
            await self.calm()

    async def calm(self) -> None:
        """Have everything run again."""
        if self.processes.running(SUPERVISOR) is None:
            await asyncio.to_thread(self.processes.linka.up)
        for name in NAMES:
            await self.processes.ready(name, within=60.0)

    def until(self, moment: float) -> float:
        """How long what comes after this moment comes of it: to the next blow."""
        return min((at for at in self.struck if at > moment + 0.1), default=float("inf"))

    async def _kill(self, name: str) -> None:
        together = name == SUPERVISOR and self.chance.random() < 0.5
        names = (SUPERVISOR, "ivr") if together else (name,)
        moment = self.processes.kill(*names)
        self.blows[" and ".join(names) + " killed"] += 1
        if names == ("ivr",):
            self.killed.append(moment)
        if name == SUPERVISOR:
            await asyncio.sleep(self.chance.uniform(*ABSENT))

    async def _stop(self, name: str) -> None:
        self.blows[f"{name} stopped"] += 1
        with self.processes.stopped(name):
            await asyncio.sleep(self.chance.uniform(*HANGING))
