"""Keeps the town's Asterisk running. It outlives the supervisor, as our own processes do."""

import asyncio
import time
from pathlib import Path
from typing import Protocol

import psutil
import structlog

from cli.asterisk.errors import AsteriskError
from cli.supervisor.backoff import Backoff
from cli.supervisor.history import History
from cli.supervisor.program import ended


class Startable(Protocol):
    """What is needed of an Asterisk."""

    @property
    def process(self) -> psutil.Process | None:
        """The process, if it runs."""

    def start(self) -> bool:
        """Start it, and wait until it takes calls."""


class AsteriskKeeper:
    """Starts Asterisk again when it has ended. The calls on it are lost then; new ones are not."""

    def __init__(self, asterisk: Startable, run: Path) -> None:
        self._asterisk = asterisk
        self._history = History(run, "asterisk")
        self._log = structlog.get_logger("supervisor").bind(process="asterisk")

    async def keep(self) -> None:
        """Watch it until this task is cancelled. It runs already."""
        backoff = Backoff()
        self._history.clear()
        while True:
            began = time.monotonic()
            process = self._asterisk.process
            if process is not None:
                await ended(process.pid)
            backoff = backoff.after(time.monotonic() - began)
            self._history.add("ended")
            self._log.error("ended", wait=backoff.delay)
            await asyncio.sleep(backoff.delay)
            try:
                await asyncio.to_thread(self._asterisk.start)
            except AsteriskError as error:
                self._log.error("not started", why=str(error))
