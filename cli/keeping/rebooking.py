"""Looks after those whose counter closes: woken by every change, and when something is due.

It runs in the notifier's process, as the waiting list's driver does and for the same reasons. What
is to be done stands in rows, so it may be killed at any moment, and two of it do nothing twice.
"""

import asyncio
from collections.abc import Collection
from contextlib import aclosing

import structlog

from booking.api import Backend, RebookingDriver, Unavailable, changes
from notifier.outbox import lost_events

REST_SECONDS = 1.0
"""Between two looks; calls write all the time."""

log = structlog.get_logger("rebooking")


def rebooking_driver(backend: Backend) -> RebookingDriver:
    """One that knows which messages reach nobody."""

    async def lost(events: Collection[int]) -> Collection[int]:
        return await lost_events(backend.database, events)

    return backend.rebookings.driver(lost)


async def keep_rebooking(
    backend: Backend, driver: RebookingDriver, *, rest: float = REST_SECONDS
) -> None:
    """Work until cancelled; a fault is told in the log, and the work goes on."""
    broken = False
    async with aclosing(changes(backend.database)) as wake_ups:
        async for _ in wake_ups:
            try:
                await driver.turn()
                broken = False
            except Unavailable as error:
                log.warning("database away", reason=str(error))
            except Exception:
                if not broken:  # once, not every second
                    log.exception("the rebooking's driver broke off")
                broken = True
            await asyncio.sleep(rest)
