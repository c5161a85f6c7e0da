"""Finds free time; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from booking.ground.transaction import Transaction
from booking.visits import finding
from booking.visits.base import OnVisits
from booking.visits.model import BookingChannel, FreeDay, Slot, VisitPart


class Searching(OnVisits):
    """Looks for free slots and days."""

    async def free(
        self,
        activity: str,
        *,
        office: str | None = None,
        persons: int = 1,
        also: Sequence[VisitPart] = (),
        channel: BookingChannel = BookingChannel.PHONE,
        after: datetime | None = None,
        on: date | None = None,
        limit: int = 1,
        per_day: int | None = None,
    ) -> list[Slot]:
        """The nearest free slots.

        Args:
            activity: what for.
            office: only there.
            persons: how many come for it.
            also: what else is to be done at the same visit, at one counter.
            channel: whence it would be booked: some time may be kept for others, and time that was
                freed a moment ago is for staff.
            after: only such as begin later than this instant.
            on: only on this day.
            limit: at most so many.
            per_day: at most so many of one day.

        Raises:
            NotFound: there is no such activity.
            Refused: so many may not come together, or so much cannot be done at once.
        """

        def look(tx: Transaction) -> list[Slot]:
            directory = self._directories.current(tx)
            wish = self._wish(
                directory,
                activity,
                persons,
                also,
                channel,
                office=office,
                after=after,
                on=on,
                per_day=per_day,
            )
            return finding.free(tx, self._taken, directory, wish, limit)

        return await self._database.read(look)

    async def free_days(
        self,
        activity: str,
        *,
        office: str | None = None,
        persons: int = 1,
        also: Sequence[VisitPart] = (),
        channel: BookingChannel = BookingChannel.PHONE,
        after: date | None = None,
        limit: int = 1,
    ) -> list[date]:
        """The nearest days on which something is free; with `after` only later ones.

        Raises:
            NotFound: there is no such activity.
            Refused: so many may not come together, or so much cannot be done at once.
        """

        def look(tx: Transaction) -> list[date]:
            directory = self._directories.current(tx)
            wish = self._wish(directory, activity, persons, also, channel, office=office)
            return finding.free_days(tx, self._taken, directory, wish, after, limit)

        return await self._database.read(look)

    async def days_in_full(
        self,
        activity: str,
        *,
        office: str | None = None,
        persons: int = 1,
        also: Sequence[VisitPart] = (),
        channel: BookingChannel = BookingChannel.PHONE,
        after: date | None = None,
        limit: int = 1,
    ) -> list[FreeDay]:
        """The same days, each with how many starts are free on it; for people who choose by eye.

        Raises:
            NotFound: there is no such activity.
            Refused: so many may not come together, or so much cannot be done at once.
        """

        def look(tx: Transaction) -> list[FreeDay]:
            directory = self._directories.current(tx)
            wish = self._wish(directory, activity, persons, also, channel, office=office)
            return finding.days_in_full(tx, self._taken, directory, wish, after, limit)

        return await self._database.read(look)

    async def is_open_on(self, activity: str, day: date) -> bool:
        """Whether a counter that does it is open at all on that day, be it free or not.

        Raises:
            NotFound: there is no such activity.
        """

        def look(tx: Transaction) -> bool:
            directory = self._directories.current(tx)
            counters = directory.counters_for(directory.activity(activity))
            return any(directory.open_cells(counter.code, day) for counter in counters)

        return await self._database.read(look)
