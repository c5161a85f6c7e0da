"""The supervisor of our own processes (Asterisk has a keeper of its own)."""

import asyncio
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from cli.errors import NotReady
from cli.supervisor.backoff import Backoff
from cli.supervisor.history import History
from cli.supervisor.program import ALREADY_PRESENT, Instance, Program, adopt, start

_LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Patience:
    """How long we wait, in seconds."""

    hang: float = 45.0
    ready: float = 60.0
    stop: float = 10.0


class Supervisor:
    """Keeps programs running for as long as it runs itself; they outlive it.

    `run` is the folder of presence files, `log` that of the logs.
    """

    def __init__(
        self, programs: Sequence[Program], run: Path, log: Path, patience: Patience | None = None
    ) -> None:
        patience = patience or Patience()
        self.keepers = [Keeper(program, run, log, patience) for program in programs]
        self._patience = patience
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start or adopt all, side by side; raises NotReady if one does not come up."""
        self._tasks = [
            asyncio.create_task(keeper.keep(), name=keeper.program.name) for keeper in self.keepers
        ]
        await asyncio.gather(*(keeper.ready() for keeper in self.keepers))

    async def let_go(self) -> None:
        """Watch them no longer; they go on."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Stop all; one that does not stop in time is killed."""
        await self.let_go()
        await asyncio.gather(*(keeper.stop() for keeper in self.keepers))

    async def watch(self) -> None:
        """Until this task is cancelled, or a keeper fails, which is a fault of ours."""
        await asyncio.gather(*self._tasks)


class Keeper:
    """Keeps one program running."""

    def __init__(self, program: Program, run: Path, log: Path, patience: Patience) -> None:
        self.program = program
        self.instance: Instance | None = None
        self.restarts = 0
        self._run = run
        self._log_folder = log
        self._history = History(run, program.name)
        self._patience = patience
        self._log = structlog.get_logger("supervisor").bind(process=program.name)

    @property
    def runs(self) -> bool:
        """Whether a process of this name runs, whoever started it."""
        return adopt(self.program.name, self._run) is not None

    async def keep(self) -> None:
        """Start or adopt it, and again whenever it has ended."""
        backoff = Backoff()
        self._history.clear()
        while True:
            instance = adopt(self.program.name, self._run)
            if instance is None:
                instance = start(self.program, self._log_folder)
            self.instance = instance
            self._log.info("adopted" if instance.is_adopted else "started", pid=instance.pid)
            how = await instance.end(self._run, self._patience.hang)
            if instance.status == ALREADY_PRESENT:
                continue  # another one was faster, between our look and our start
            lived = time.monotonic() - instance.since
            backoff = backoff.after(lived)
            self.restarts += 1
            self._history.add(how)
            self._log.error(
                "ended", pid=instance.pid, how=how, lived=round(lived, 1), wait=backoff.delay
            )
            await asyncio.sleep(backoff.delay)

    async def ready(self) -> None:
        """Wait until it does its work. Raises NotReady with its last words."""
        end = time.monotonic() + self._patience.ready
        while time.monotonic() < end:
            if self.instance is not None and self.instance.is_ready(self._run):
                return
            if self.restarts > 3:
                break  # it dies each time; waiting on would tell no more
            await asyncio.sleep(_LOOK_EVERY)
        raise NotReady(
            f"{self.program.name} did not come up; see {self._log_folder}.\n" + self._last_words()
        )

    async def stop(self) -> None:
        """Ask it to stop; kill it if it does not."""
        instance = self.instance
        found = adopt(self.program.name, self._run)
        if found is not None and (instance is None or found.pid != instance.pid):
            instance = found
        if instance is None:
            return
        instance.signal(signal.SIGTERM)
        end = asyncio.create_task(instance.end(self._run, float("inf")))
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(end), self._patience.stop)
        if not end.done():
            instance.signal(signal.SIGKILL)
        self._log.info("stopped", pid=instance.pid, how=await end)

    def _last_words(self) -> str:
        path = self._log_folder / f"{self.program.name}.out"
        if not path.exists():
            return ""
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])
