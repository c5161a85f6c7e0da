"""Reads visits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from booking.agreements import counts
from booking.errors import NotFound
from booking.ground.transaction import Transaction
from booking.visits import fallen, store
from booking.visits.base import OnVisits
from booking.visits.fallen_out import FallenVisit
from booking.visits.model import Visit


class Reading(OnVisits):
    """Finds visits by number, code, person, telephone and day."""

    async def get(self, visit_id: int) -> Visit:
        """The visit with this number.

        Raises:
            NotFound: there is none.
        """
        visit = await self._database.read(
            lambda tx: store.find(tx, visit_id, self._directories.zone(tx))
        )
        if visit is None:
            raise NotFound("visit", visit_id)
        return visit

    async def by_code(self, code: str) -> Visit | None:
        """The live visit with this code; until a day after it."""
        return await self._database.read(
            lambda tx: store.by_code(tx, code, self._directories.zone(tx))
        )

    async def named_by(self, code: str, *, caller: str | None, call_id: str) -> Visit | None:
        """The same for somebody whom nobody knows; None also where they have guessed too often.

        A code has five free digits, so with a thousand visits to come every hundredth guess would
        hit somebody's. Three that nobody has are the end for half an hour, as with PINs. Honest
        callers hardly get there: the check digit finds a slip before anybody is asked.

        Args:
            code: six digits with the right check digit.
            caller: the calling number in E.164, None where it is hidden.
            call_id: the call, which is counted for instead of a hidden number.
        """
        subject = f"code:{caller or call_id}"

        def look(tx: Transaction) -> Visit | None:
            counts.lock(tx, [subject])
            tried = counts.of(tx, subject)
            if tried.lock_left(tx.now) is not None:
                return None
            visit = store.by_code(tx, code, self._directories.zone(tx))
            if visit is None:
                counts.forget_old(tx)
                counts.put(tx, subject, tried.with_try(tx.now))
            return visit

        return await self._database.write(look)

    async def of(self, citizen_id: int) -> list[Visit]:
        """A verified citizen's visits that are still to come, the nearest first."""
        return await self._database.read(
            lambda tx: store.of_citizen(tx, citizen_id, self._directories.zone(tx))
        )

    async def of_phone(self, phone: str) -> list[Visit]:
        """The visits still to come of which this number (E.164) is told, the nearest first.

        Whoever shows the number has not proven to be the one who booked.
        """
        return await self._database.read(
            lambda tx: store.of_phone(tx, phone, self._directories.zone(tx))
        )

    async def on(self, day: date) -> list[Visit]:
        """All visits of a day but the cancelled ones, the earliest first; past ones, too."""

        def look(tx: Transaction) -> list[Visit]:
            zone = self._directories.zone(tx)
            begins, ends = (
                datetime.combine(d, time(), tzinfo=zone) for d in (day, day + timedelta(days=1))
            )
            return store.between(tx, begins, ends, zone)

        return await self._database.read(look)

    async def fallen_out(self) -> list[FallenVisit]:
        """The visits still to come that the town's description does not carry any more.

        Hours were changed, a counter was closed: these people have to be told. The nearest first.
        """
        return await self._database.read(
            lambda tx: fallen.fallen_visits(
                tx, self._directories.current(tx), self._owners.sold(tx)
            )
        )

    async def recent(self, limit: int = 50) -> list[Visit]:
        """The visits that were booked last, in whatever state, the newest first."""
        return await self._database.read(
            lambda tx: store.recent(tx, limit, self._directories.zone(tx))
        )
