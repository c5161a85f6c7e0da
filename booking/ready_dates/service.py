"""Reads and writes ready dates."""

from __future__ import annotations

from datetime import date

from booking.errors import Refused
from booking.ground.clock import Clock
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.ready_dates import rules, store
from booking.ready_dates.model import ReadyDate, ReadyDateWritten, ReadyLine


class ReadyDates:
    """'Documents asked for up to this day are ready', one line a service."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, service: str) -> ReadyDate | None:
        """The service's ready date, None where no clerk has written one."""
        return await self._database.read(lambda tx: store.find(tx, service))

    async def lines(self, service: str, limit: int = 30) -> list[ReadyLine]:
        """What was written for the service, the newest first, with what was taken back."""
        return await self._database.read(lambda tx: store.lines(tx, service, limit))

    async def write(
        self,
        service: str,
        day: date,
        *,
        by: str,
        surely: bool = True,
        key: str | None = None,
    ) -> ReadyDate:
        """Write the service's ready date; an earlier one than before corrects a mistake.

        Args:
            service: the service's code.
            day: documents that were asked for up to this day are ready.
            by: which clerk writes it.
            surely: whether an odd day is meant so; without that it is refused (`rules.oddity`).
            key: the command's key.

        Raises:
            Refused: the day is still to come (`day`), or it is odd (`backwards`, `far`).
        """
        today = self._clock.today()

        def act(tx: Transaction) -> ReadyDate:
            if day > today:
                raise Refused("day", "nothing can have been filed on a day still to come")
            tx.lock(f"ready-date/{service}")
            before = store.find(tx, service)
            odd = rules.oddity(None if before is None else before.day, day)
            if odd is not None and not surely:
                raise Refused(odd, f"the ready date was {before and before.day.isoformat()}")
            value = ReadyDate(service, day, tx.now, by)
            store.put(tx, value)
            tx.append(ReadyDateWritten(service, day, by))
            tx.audit(by, "ready-date-written", f"service:{service}", day=day.isoformat())
            return value

        return await self._database.once(key, act, ReadyDate)

    async def undo(self, service: str, *, by: str, key: str | None = None) -> ReadyDate | None:
        """Take the last line back: the one before it holds again; None where there was none.

        Raises:
            Refused: nothing is left that could be taken back.
        """

        def act(tx: Transaction) -> ReadyDate | None:
            tx.lock(f"ready-date/{service}")
            holding = [one for one in store.lines(tx, service) if one.undone_at is None]
            if not holding:
                raise Refused("service", "nothing was written that could be taken back")
            last, *earlier = holding
            before = earlier[0].written if earlier else None
            store.take_back(tx, last.id, before, service)
            if before is not None:
                tx.append(ReadyDateWritten(service, before.day, by))
            day = last.written.day.isoformat()
            tx.audit(by, "ready-date-undone", f"service:{service}", day=day)
            return before

        return await self._database.once(key, act, ReadyDate | None)
