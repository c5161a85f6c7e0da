"""Reads and writes ready dates."""

from __future__ import annotations

from datetime import date

from booking.errors import Refused
from booking.ground.clock import Clock
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.ready_dates import store
from booking.ready_dates.model import ReadyDate, ReadyDateWritten


class ReadyDates:
    """'Documents asked for up to this day are ready', one line a service."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, service: str) -> ReadyDate | None:
        """The service's ready date, None where no clerk has written one."""
        return await self._database.read(lambda tx: store.find(tx, service))

    async def write(self, service: str, day: date, *, by: str, key: str | None = None) -> ReadyDate:
        """Write the service's ready date; an earlier one than before corrects a mistake.

        Raises:
            Refused: the day is still to come.
        """
        today = self._clock.today()

        def act(tx: Transaction) -> ReadyDate:
            if day > today:
                raise Refused("day", "nothing can have been filed on a day still to come")
            value = ReadyDate(service, day, tx.now, by)
            store.put(tx, value)
            tx.append(ReadyDateWritten(service, day, by))
            tx.audit(by, "ready-date-written", f"service:{service}", day=day.isoformat())
            return value

        return await self._database.write(lambda tx: tx.once(key, lambda: act(tx), ReadyDate))
