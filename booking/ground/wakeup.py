"""Something has changed: a wake-up without content. Whoever gets it reads the rows again.

On SQLite `PRAGMA data_version` is asked every 10 ms (3 µs each); on PostgreSQL LISTEN/NOTIFY
would do it; a slow sweep stands in for it, so that a lost wake-up heals by itself.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator

from booking.ground.database import Database

POLL_SECONDS = 0.01
SWEEP_SECONDS = 1.0


async def changes(database: Database) -> AsyncIterator[None]:
    """Yields once at the start, then after every change by anybody, at least every second."""
    if not database.is_sqlite:
        while True:
            yield
            await asyncio.sleep(SWEEP_SECONDS)
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
