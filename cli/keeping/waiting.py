"""Drives the waiting list: woken by every change, and when something is due by itself.

It runs in the notifier's process, as the housekeeping does and for the same reasons. What is to be
done stands in rows, so it may be killed at any moment, and two of it at once do nothing twice.
"""

import asyncio
from contextlib import aclosing

import structlog

from booking.api import Backend, Unavailable, WaitlistDriver, changes, read_waitlist_settings
from cli.context import Context

REST_SECONDS = 1.0
"""Between two looks: a freed slot is kept from others for longer, and calls write all the time."""

log = structlog.get_logger("waitlist")


def waitlist_driver(context: Context, backend: Backend) -> WaitlistDriver:
    """As the town's files want it. Raises TownFileError."""
    return backend.waitlist.driver(read_waitlist_settings(context.config.town_folder))


async def keep_waitlist(
    backend: Backend, driver: WaitlistDriver, *, rest: float = REST_SECONDS
) -> None:
    """Work until cancelled; a fault is told in the log, and the work goes on.

    Besides after each change it looks every second, which is also how it finds that a moment has
    come: a look at which nothing is due costs a millisecond.
    """
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
                    log.exception("the waiting list's driver broke off")
                broken = True
            await asyncio.sleep(rest)
