"""The work that no caller waits for: sealing the audit, checking it, ending what is old.

It runs in the notifier's process: that one is watched and started again like every other, uses the
database anyway, and neither talks with callers nor answers browsers. The supervisor would have done
it too, but it must go on when the database is away, so it does not know the database at all.
"""

import asyncio
import time
from datetime import date
from datetime import time as clock_time

import structlog

from booking.api import Attendances, AuditSeals, Database, Privacy, Secret, Unavailable
from cli.context import Context
from cli.keeping.parts import privacy

SEAL_SECONDS = 60.0
"""A row of the audit is sealed within two of these: that long it could be changed unseen."""

FROM = clock_time(3)
"""The town's time from which the day's tidying may begin; it is done once a day."""

log = structlog.get_logger("housekeeping")


class Housekeeping:
    """What is due, one turn at a time."""

    def __init__(
        self, database: Database, seals: AuditSeals, privacy: Privacy, attendance: Attendances
    ) -> None:
        self._database = database
        self._seals = seals
        self._privacy = privacy
        self._attendance = attendance
        self._tidied: date | None = None

    async def turn(self) -> None:
        """Seal, note who did not come; and once a day tidy up and check the whole audit."""
        sealed = await self._seals.seal()
        if sealed:
            log.debug("audit sealed", rows=sealed)
        missed = await self._attendance.mark_missed()
        if missed:
            log.info("visits were missed", visits=missed)
        local = self._database.clock.local()
        if self._tidied == local.date() or local.time() < FROM:
            return
        began = time.monotonic()
        done = await self._privacy.tidy(self._seals)
        found = await self._seals.check_and_tell()
        if found.misfit is not None:
            log.error("the audit was changed", reason=found.misfit.reason)
        # the last seal goes out with the logs: whoever cuts off the audit's end cannot reach it
        seconds = round(time.monotonic() - began, 1)
        log.info("tidied up", rows=done, audit_rows=found.rows, seal=found.last_seal, took=seconds)
        self._tidied = local.date()


def housekeeping(context: Context, database: Database) -> Housekeeping:
    """As the town's files want it. Raises TownFileError."""
    seals = AuditSeals(database, Secret(context.secrets.audit))
    rights = privacy(context, database)
    return Housekeeping(database, seals, rights, Attendances(database))


async def keep_house(house: Housekeeping) -> None:
    """Work until cancelled; a fault is told in the log, and the work goes on a minute later."""
    while True:
        try:
            await house.turn()
        except Unavailable as error:
            log.warning("database away", reason=str(error))
        except Exception:
            log.exception("housekeeping broke off")
        await asyncio.sleep(SEAL_SECONDS)
