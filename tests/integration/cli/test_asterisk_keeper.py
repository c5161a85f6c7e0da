import asyncio
import subprocess
from pathlib import Path

import psutil

from cli.asterisk.errors import NotStarted
from cli.supervisor.asterisk import AsteriskKeeper
from cli.supervisor.history import History


class Sleeper:
    """Stands for Asterisk: a real process that only sleeps, and may refuse to start."""

    def __init__(self, refusals: int = 0) -> None:
        self.starts = 0
        self._refusals = refusals
        self._child: subprocess.Popen[bytes] | None = None
        self._begin()

    @property
    def process(self) -> psutil.Process | None:
        if self._child is None or self._child.poll() is not None:
            return None
        return psutil.Process(self._child.pid)

    def start(self) -> bool:
        self.starts += 1
        if self.starts <= self._refusals:
            raise NotStarted("not now")
        self._begin()
        return True

    def end(self) -> None:
        assert self._child is not None
        self._child.kill()
        self._child.wait()

    def _begin(self) -> None:
        self._child = subprocess.Popen(["sleep", "60"])


async def starts(sleeper: Sleeper, wanted: int) -> None:
    async with asyncio.timeout(10):
        while sleeper.starts < wanted or sleeper.process is None:  # noqa: ASYNC110 - a process has no event
            await asyncio.sleep(0.02)


async def test_a_dead_asterisk_is_started_again_and_the_death_is_counted(tmp_path: Path) -> None:
    sleeper = Sleeper()
    keeping = asyncio.create_task(AsteriskKeeper(sleeper, tmp_path).keep())
    await asyncio.sleep(0.1)
    sleeper.end()
    await starts(sleeper, 1)
    assert History(tmp_path, "asterisk").read()["restarts"] == 1
    keeping.cancel()
    sleeper.end()


async def test_one_that_does_not_start_is_tried_again(tmp_path: Path) -> None:
    sleeper = Sleeper(refusals=1)
    keeping = asyncio.create_task(AsteriskKeeper(sleeper, tmp_path).keep())
    await asyncio.sleep(0.1)
    sleeper.end()
    await starts(sleeper, 2)
    keeping.cancel()
    sleeper.end()
