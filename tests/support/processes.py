"""Linka's processes as a test ends, stops and finds them."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

from cli.asterisk.root import find_or_build
from cli.asterisk.run import Asterisk
from cli.phone.call import PhoneCall
from cli.processes import NAMES
from cli.supervisor.presence import Running, look
from tests.support.linka import Linka

SUPERVISOR = "supervisor"
OTHERS = tuple(name for name in NAMES if name != "ivr")
"""All that hold no call, besides the supervisor."""
HANGS = 6.0
"""Seconds without a sign of life after which the supervisor of these tests ends a process."""
LONGEST_LEASE = 100.0
"""Seconds; no question's lease is longer."""


@dataclass(frozen=True, slots=True)
class Processes:
    """Those of one Linka. Moments are seconds of the event loop's clock."""

    linka: Linka

    def running(self, name: str) -> Running | None:
        """The process of that name."""
        return look(self.linka.data / "run", name)

    def pid(self, name: str) -> int:
        """Its number. Raises ProcessLookupError where it does not run."""
        running = self.running(name)
        if running is None:
            raise ProcessLookupError(name)
        return running.pid

    @contextmanager
    def stopped(self, name: str) -> Iterator[float]:
        """Let it hang; gives the moment. It goes on afterwards, if nobody has killed it."""
        process = psutil.Process(self.pid(name))
        process.suspend()
        try:
            yield asyncio.get_running_loop().time()
        finally:
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def kill(self, *names: str) -> float:
        """End them at once, as a crash would; when that was."""
        pids = [self.pid(name) for name in names]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        return asyncio.get_running_loop().time()

    async def ready(self, name: str, *, but: int = 0, within: float = 60.0) -> float:
        """Wait until it does its work, and is another one than `but`; when that was.

        Raises TimeoutError.
        """
        async with asyncio.timeout(within):
            while True:
                running = self.running(name)
                if running is not None and running.is_ready and running.pid != but:
                    return asyncio.get_running_loop().time()
                await asyncio.sleep(0.02)

    async def killed_and_back(self, name: str) -> float:
        """Kill it and wait until another one does its work; when it was killed."""
        old = self.pid(name)
        moment = self.kill(name)
        await self.ready(name, but=old)
        return moment

    @property
    def asterisk(self) -> Asterisk:
        """The town's, to look at or to kill."""
        return Asterisk(find_or_build(), self.linka.data / "asterisk", [])

    async def left_to_the_dialplan(self, call: PhoneCall, number: str | None) -> None:
        """Wait until a caller is in the fall-back. Raises TimeoutError."""
        async with asyncio.timeout(LONGEST_LEASE):
            while not call.over and number not in await asyncio.to_thread(self._in_fallback):  # noqa: ASYNC110  Asterisk tells nobody
                await asyncio.sleep(0.5)

    def _in_fallback(self) -> set[str | None]:
        """The numbers of those callers, None for a hidden one."""
        lines = self.asterisk.command("core show channels concise").splitlines()
        fields = [line.split("!") for line in lines if line.count("!") > 8]
        return {one[7] or None for one in fields if one[1] == "fallback"}
