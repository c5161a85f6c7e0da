"""Reminds of visits when the time has come.

It runs in the notifier's process, as the waiting list's driver does and for the same reasons. What
is made stands in rows, so it may be killed at any moment, and two of it remind nobody twice.
"""

import asyncio

import structlog

from booking.api import Backend, ReminderDriver, Unavailable, read_message_settings
from cli.context import Context

REST_SECONDS = 5.0
"""Between two looks: reminders are spread over half an hour, so nobody waits for the second."""

log = structlog.get_logger("reminders")


def reminder_driver(context: Context, backend: Backend) -> ReminderDriver:
    """As the town's files want it. Raises TownFileError."""
    return backend.reminders.driver(read_message_settings(context.config.town_folder))


async def keep_reminders(driver: ReminderDriver, *, rest: float = REST_SECONDS) -> None:
    """Work until cancelled; a fault is told in the log, and the work goes on.

    No change wakes it: a reminder is due because the time has come.
    """
    broken = False
    while True:
        try:
            await driver.turn()
            broken = False
        except Unavailable as error:
            log.warning("database away", reason=str(error))
        except Exception:
            if not broken:  # once, not every few seconds
                log.exception("reminders broke off")
            broken = True
        await asyncio.sleep(rest)
