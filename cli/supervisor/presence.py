"""The mark by which a process of ours is known to run.

A process holds a lock (flock) on `NAME.presence` for as long as it lives; the kernel lets go of it
when the process dies, however it dies. So a process can never run twice, and a supervisor that was
killed finds those that it had started. In the file stand number and start time of the process.

A second file, `NAME.beat`, holds two numbers of the kernel's monotonic clock: when the process last
showed life, and since when it is ready (0: not yet). The monotonic clock stands still while the
machine sleeps and ignores corrections of the time, so neither looks like a hanging process.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import struct
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

BEAT_SECONDS = 1.0
_BEAT = struct.Struct("<dd")
_CLAIM_WITHIN = 2.0


class AlreadyPresent(Exception):
    """Another process of this name runs on this data folder."""


class Presence:
    """Held by a process of ours about itself."""

    def __init__(self, lock: int, beat: int) -> None:
        self._lock = lock
        self._beat = beat
        self._ready_since = 0.0

    @classmethod
    def claim(cls, folder: Path, name: str, within: float = _CLAIM_WITHIN) -> Self:
        """Mark this process as the one of its name.

        Tries for a moment: whoever looks (`look`) holds the lock for a few microseconds.
        Raises AlreadyPresent.
        """
        lock = os.open(folder / f"{name}.presence", os.O_RDWR | os.O_CREAT, 0o600)
        end = time.monotonic() + within
        while not _try_lock(lock, fcntl.LOCK_EX):
            if time.monotonic() > end:
                os.close(lock)
                raise AlreadyPresent(name)
            time.sleep(0.02)
        beat = os.open(folder / f"{name}.beat", os.O_RDWR | os.O_CREAT, 0o600)
        presence = cls(lock, beat)
        presence.beat()
        me = psutil.Process()
        text = json.dumps({"pid": me.pid, "started": me.create_time()})
        os.ftruncate(lock, 0)
        os.pwrite(lock, text.encode(), 0)
        return presence

    def beat(self) -> None:
        """Show life."""
        os.pwrite(self._beat, _BEAT.pack(time.monotonic(), self._ready_since), 0)

    def ready(self) -> None:
        """Tell that this process does its work now."""
        self._ready_since = time.monotonic()
        self.beat()

    @contextlib.asynccontextmanager
    async def beating(self) -> AsyncIterator[Self]:
        """Show life each second, from the event loop: a loop that hangs is a process that hangs."""
        task = asyncio.create_task(self._beat_on(), name="heart-beat")
        try:
            yield self
        finally:
            task.cancel()

    async def _beat_on(self) -> None:
        while True:
            self.beat()
            await asyncio.sleep(BEAT_SECONDS)

    def release(self) -> None:
        """Let go, as the end of the process would."""
        os.close(self._lock)
        os.close(self._beat)


@dataclass(frozen=True)
class Running:
    """A process of ours that runs, as seen from outside. Times are of the monotonic clock."""

    name: str
    process: psutil.Process
    last_beat: float
    ready_since: float

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_ready(self) -> bool:
        return self.ready_since > 0

    @property
    def silent_for(self) -> float:
        """Seconds since it last showed life."""
        return time.monotonic() - self.last_beat


def look(folder: Path, name: str) -> Running | None:
    """The process of that name, if one runs."""
    try:
        lock = os.open(folder / f"{name}.presence", os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        # it holds the lock before it has written its number: look again for a moment
        for _ in range(50):
            if _try_lock(lock, fcntl.LOCK_SH):
                return None
            process = _process(os.pread(lock, 200, 0))
            if process is not None:
                last_beat, ready_since = _read_beat(folder / f"{name}.beat")
                return Running(name, process, last_beat, ready_since)
            time.sleep(0.01)
    finally:
        os.close(lock)
    return None


def _try_lock(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _process(text: bytes) -> psutil.Process | None:
    try:
        mark = json.loads(text)
        process = psutil.Process(mark["pid"])
        # a number alone could be another process's by now
        same = abs(process.create_time() - mark["started"]) < 1
    except (ValueError, KeyError, TypeError, psutil.Error):
        return None
    return process if same else None


def _read_beat(path: Path) -> tuple[float, float]:
    with contextlib.suppress(OSError, struct.error):
        last_beat, ready_since = _BEAT.unpack(path.read_bytes())
        return last_beat, ready_since
    return time.monotonic(), 0.0
