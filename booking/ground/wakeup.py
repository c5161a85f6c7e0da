"""Something has changed: a wake-up without content. Whoever gets it reads the rows again.

On SQLite `PRAGMA data_version` is asked every 10 ms (3 µs each); PostgreSQL notifies. Either way a
slow sweep stands behind it, so that a lost wake-up heals by itself.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import aclosing

import psycopg
import structlog

from booking.ground.database import CHANNEL, Database

POLL_SECONDS = 0.01
SWEEP_SECONDS = 1.0

log = structlog.get_logger()


async def changes(database: Database) -> AsyncGenerator[None, None]:
    """Yields once at the start, then after every change by anybody, at least every second."""
    heard = _polled(database) if database.is_sqlite else _notified(database)
    async with aclosing(heard):  # else its connection stays until somebody collects it
        async for _ in heard:
            yield


async def _polled(database: Database) -> AsyncGenerator[None, None]:
    probe = sqlite3.connect(database.url.database or ":memory:", isolation_level=None)
    try:
        seen = _version(probe)
        while True:
            yield
            loop = asyncio.get_running_loop()
            until = loop.time() + SWEEP_SECONDS
            while (now := _version(probe)) == seen and loop.time() < until:  # noqa: ASYNC110  nobody can set an event across processes
                await asyncio.sleep(POLL_SECONDS)
            seen = now
    finally:
        probe.close()


def _version(probe: sqlite3.Connection) -> int:
    return int(probe.execute("PRAGMA data_version").fetchone()[0])


async def _notified(database: Database) -> AsyncGenerator[None, None]:
    """Listens on a connection of its own; while that is away, the sweep alone goes on."""
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                while True:
                    yield
                    async for _ in connection.notifies(timeout=SWEEP_SECONDS, stop_after=1):
                        pass
        except psycopg.OperationalError as error:
            log.warning("the database does not tell of changes", reason=type(error).__name__)
            yield
            await asyncio.sleep(SWEEP_SECONDS)
