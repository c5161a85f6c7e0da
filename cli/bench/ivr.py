"""`./linka bench ivr`: one menu call through a plain dialplan, a bare ARI loop, and Linka."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from cli.bench.callers import Callers, Heard
from cli.bench.dialplan import BARE, PLAIN
from cli.bench.figures import Run, figures
from cli.bench.heard import Prompts
from cli.bench.journey import Journey, Pace
from cli.bench.processor import Machine, used
from cli.bench.report import Figure
from cli.bench.samples import answers
from cli.bench.sipp import Load, place
from cli.bench.stack import Stack, running
from cli.bench.town_menu import Way, way
from ivr.app import read_tree

Say = Callable[[str], None]

ALONE = Load(calls=10, at_once=1, a_second=5)
ALONE_PACE = Pace(first_key=0.35, between_keys=0.4, spread=0.15, at_the_end=0.3)
CROWD = Load(calls=140, at_once=100, a_second=30)
CROWD_PACE = Pace(first_key=0.8, between_keys=0.9, spread=0.3, at_the_end=0.6)
ROUNDS = 3
"""So often the crowd rings each system, by turns: what else the machine does falls on all alike."""

SETTLE = 1.0
"""Seconds after a load for what it left behind to be worked off; it belongs to the calls."""

IDLE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class System:
    """One way to hold the call: its name in the figures, the number to ring, who works."""

    name: str
    number: str
    application: psutil.Process | None


async def measure(say: Say) -> list[Figure]:
    """Run the whole benchmark; under four minutes.

    Raises:
        BenchError: Linka did not start, or calls failed.
    """
    with tempfile.TemporaryDirectory(prefix="linka-bench-") as folder:
        say("starting Linka on a data folder of its own")
        async with running(Path(folder) / "data") as stack:
            return await _on(stack, Path(folder), say)


async def _on(stack: Stack, folder: Path, say: Say) -> list[Figure]:
    through = way(read_tree(stack.menus))
    prompts = Prompts.of_files({name: stack.sounds / f"{name}.alaw" for name in through.names})
    journey = await _scout(stack, through, prompts, folder)
    await stack.open_ways(journey)
    say("idle")
    idle = await _idle(list(stack.processes().values()))
    async with AsyncExitStack() as bare_runs:
        bare = await bare_runs.enter_async_context(stack.bare(journey))
        systems = [
            System("plain", PLAIN, None),
            System("bare_ari", BARE, bare),
            System("linka", stack.number, stack.processes()["ivr"]),
        ]
        everybody = [stack.asterisk, bare, *stack.processes().values()]
        before = Machine.now(everybody)
        runs: list[Run] = []
        for load, pace, rounds in ((ALONE, ALONE_PACE, 1), (CROWD, CROWD_PACE, ROUNDS)):
            for turn in range(rounds):
                for system in systems:
                    say(f"{system.name}: {load.at_once} at once, round {turn + 1} of {rounds}")
                    field = Field(stack, system, journey, prompts, folder)
                    runs.append(await field.ring(load, pace))
        others = Machine.now(everybody).others_since(before)
    return figures(runs, idle, others)


async def _scout(stack: Stack, through: Way, prompts: Prompts, folder: Path) -> Journey:
    """Find out with one call which form of each menu Linka says to such a caller."""
    async with Callers("127.0.0.1", through.keys, ALONE_PACE) as callers:
        await _place(stack, stack.number, replace(ALONE, calls=1), ALONE_PACE, callers, folder)
        return through.as_heard(callers.heard[0], prompts)


@dataclass(frozen=True, slots=True)
class Field:
    """What one run needs."""

    stack: Stack
    system: System
    journey: Journey
    prompts: Prompts
    folder: Path

    async def ring(self, load: Load, pace: Pace) -> Run:
        """Place a load of calls and see how it went."""
        before = self._used()
        heard = await self._calls(load, pace)
        await asyncio.sleep(SETTLE)
        after = self._used()
        return Run(
            self.system.name,
            load.at_once,
            calls=load.calls,
            asterisk=after[0] - before[0],
            application=after[1] - before[1],
            answers=answers(heard, self.prompts, self.journey, load.at_once),
        )

    async def _calls(self, load: Load, pace: Pace) -> Sequence[Heard]:
        async with Callers("127.0.0.1", self.journey.keys, pace) as callers:
            await _place(self.stack, self.system.number, load, pace, callers, self.folder)
            return callers.heard

    def _used(self) -> tuple[float, float]:
        application = self.system.application
        return used([self.stack.asterisk]), used([application] if application else [])


async def _place(
    stack: Stack, number: str, load: Load, pace: Pace, callers: Callers, folder: Path
) -> None:
    talk = pace.talk(callers.keys)
    await place(load, to=number, at=stack.sip, sound_port=callers.port, talk=talk, folder=folder)


async def _idle(processes: list[psutil.Process]) -> float:
    """The share of one core that Linka's processes use while nobody rings, in percent."""
    before = used(processes)
    await asyncio.sleep(IDLE_SECONDS)
    return (used(processes) - before) / IDLE_SECONDS * 100
