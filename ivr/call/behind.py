"""Writes that nobody waits for, in order, many in one transaction.

An answer to a question needs no transaction of its own: should it be lost with the process, the
question is put again. An effect may not overtake the answers that led to it, so whoever is about
to have one flushes first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from booking.api import Database, Transaction, Unavailable

Write = Callable[[Transaction], None]

RETRY_SECONDS = 1.0
GATHER_SECONDS = 0.1
"""How long a write waits for company when nobody flushes. Measured with a hundred calls: half the
processor time of writing at 20 ms; a crash may ask a caller again what was keyed within it."""

log = structlog.get_logger()


class Behind:
    """One for a process: the calls share its transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Write] = []
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def put(self, write: Write) -> None:
        """To be written soon, after everything that was put before."""
        self._waiting.append(write)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._drain())

    async def flush(self) -> None:
        """Return when everything put so far is committed.

        Raises:
            Unavailable: the database is away; what waits goes on waiting.
        """
        async with self._lock:
            batch, self._waiting = self._waiting, []
            if not batch:
                return
            try:
                await self._database.write(lambda tx: _write_all(tx, batch))
            except (Unavailable, asyncio.CancelledError):
                self._waiting = batch + self._waiting
                raise
            except Exception:
                log.exception("a row of a call cannot be written")
                await self._one_by_one(batch)

    async def _one_by_one(self, batch: list[Write]) -> None:
        """Write what can be written: one call's bad row must not hold up all the others'."""
        for write in batch:
            try:
                await self._database.write(write)
            except Unavailable:
                self._waiting.append(write)
            except Exception:
                log.exception("a row of a call is dropped")

    def abandon(self) -> None:
        """Forget what waits, as a killed process does."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    async def close(self) -> None:
        """Write what waits, then stop."""
        if self._task is not None:
            self._task.cancel()
        await self.flush()

    async def _drain(self) -> None:
        pause = GATHER_SECONDS
        while self._waiting:
            await asyncio.sleep(pause)
            try:
                await self.flush()
                pause = GATHER_SECONDS
            except Unavailable as error:
                log.warning("rows of calls could not be written yet", reason=str(error))
                pause = RETRY_SECONDS


def _write_all(tx: Transaction, batch: list[Write]) -> None:
    for write in batch:
        write(tx)
