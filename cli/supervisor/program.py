"""What is to run, and one running instance of it."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from cli.supervisor.presence import look

ALREADY_PRESENT = 75
"""The exit status of a process that finds itself running already (EX_TEMPFAIL)."""

_LOOK_EVERY = 0.5
_WORDS_KEPT = 1_000_000


@dataclass(frozen=True)
class Program:
    """A process of ours: its name and how it is started."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Instance:
    """One running process; started by us or found running."""

    def __init__(
        self, name: str, process: psutil.Process, child: subprocess.Popen[bytes] | None
    ) -> None:
        self.name = name
        self.process = process
        self.since = time.monotonic() if child else time.monotonic() - _age(process)
        self._child = child

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_adopted(self) -> bool:
        """Whether another supervisor had started it."""
        return self._child is None

    async def end(self, run: Path, hang_seconds: float) -> str:
        """Wait until it has ended, and kill it if it hangs; returns how it ended, in words."""
        gone = asyncio.create_task(ended(self.pid))
        hung = False
        try:
            while not gone.done():
                await asyncio.wait({gone}, timeout=_LOOK_EVERY)
                if not hung and not gone.done() and self.silent_for(run) > hang_seconds:
                    hung = True
                    self.signal(signal.SIGKILL)
        finally:
            gone.cancel()
        how = self._how()
        return f"killed after {hang_seconds:g} s without a sign of life" if hung else how

    def silent_for(self, run: Path) -> float:
        """Seconds since it showed life; at first, since its start."""
        running = look(run, self.name)
        mine = running is not None and running.pid == self.pid
        if running is not None and mine:
            return running.silent_for
        return time.monotonic() - self.since

    def is_ready(self, run: Path) -> bool:
        """Whether it says that it does its work."""
        running = look(run, self.name)
        return running is not None and running.pid == self.pid and running.is_ready

    def signal(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens if it has ended."""
        with suppress(psutil.NoSuchProcess):
            self.process.send_signal(number)

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs, and for one that was started by another."""
        return self._child.returncode if self._child else None

    def _how(self) -> str:
        if self._child is None:
            return "ended"
        status = self._child.wait()
        return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit {status}"


def start(program: Program, log: Path) -> Instance:
    """Start it in a process session of its own; what it prints goes to `log/NAME.out`.

    Neither Ctrl-C at our terminal nor our own end reaches it.
    """
    path = log / f"{program.name}.out"
    if path.exists() and path.stat().st_size > _WORDS_KEPT:
        path.replace(path.with_suffix(".out.1"))
    with path.open("ab") as words:
        child = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            env={**os.environ, **program.environment},
            start_new_session=True,
        )
    return Instance(program.name, psutil.Process(child.pid), child)


def adopt(name: str, run: Path) -> Instance | None:
    """The process of that name which runs already, if one does."""
    running = look(run, name)
    return Instance(name, running.process, None) if running else None


async def ended(pid: int) -> None:
    """Wait until a process has ended, whoever started it."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    loop.add_reader(descriptor, event.set)
    try:
        await event.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


def _age(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        return max(0.0, time.time() - process.create_time())
    return 0.0
