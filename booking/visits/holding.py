"""Keeps slots while somebody decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from booking.ground.transaction import Transaction
from booking.visits import changes, slots
from booking.visits.base import OnVisits
from booking.visits.model import BookingChannel, Hold, Slot, VisitPart


class Holding(OnVisits):
    """Holds slots, and lets go of them."""

    async def hold_nearest(
        self,
        activity: str,
        *,
        owner: str,
        office: str | None = None,
        persons: int = 1,
        also: Sequence[VisitPart] = (),
        channel: BookingChannel = BookingChannel.PHONE,
        after: datetime | None = None,
        on: date | None = None,
        key: str | None = None,
    ) -> Hold | None:
        """Keep the nearest free slot; None where nothing is free. See `free`."""

        def act(tx: Transaction) -> Hold | None:
            directory = self._directories.current(tx)
            wish = self._wish(
                directory, activity, persons, also, channel, office=office, after=after, on=on
            )
            return changes.hold_nearest(tx, self._taken, directory, wish, owner)

        return await self._once(key, act, Hold | None)

    async def hold(
        self,
        slot: Slot,
        activity: str,
        *,
        owner: str,
        persons: int = 1,
        also: Sequence[VisitPart] = (),
        channel: BookingChannel = BookingChannel.PHONE,
        key: str | None = None,
    ) -> Hold:
        """Keep a slot while its owner decides. What is given is as for `free`.

        Raises:
            SlotTaken: it is taken.
            NotBookable: it cannot be booked; why tells a `WhyNot`: it is over, too soon or too far
                ahead, in a closure, across closing time, kept for another channel …
            NotFound: there is no such activity.
            Refused: so many may not come together, or so much cannot be done at once.
        """

        def act(tx: Transaction) -> Hold:
            directory = self._directories.current(tx)
            wish = self._wish(directory, activity, persons, also, channel)
            return changes.hold(tx, directory, slot, wish, owner)

        return await self._once(key, act, Hold)

    async def held(self, hold_id: int) -> Hold | None:
        """The hold with this number; None where it was released, or became a visit.

        Its time may be over: see `confirm`.
        """

        def look(tx: Transaction) -> Hold | None:
            row = slots.hold_row(tx, hold_id)
            return None if row is None else slots.hold_of(row, self._directories.zone(tx))

        return await self._database.read(look)

    async def release(self, hold_id: int, *, key: str | None = None) -> None:
        """Let go of a hold; nothing happens where it is gone already."""

        def act(tx: Transaction) -> None:
            row = slots.hold_row(tx, hold_id)
            changes.release(tx, [row] if row else [], self._directories.zone(tx))

        await self._once(key, act, None)

    async def release_all(self, owner: str, *, key: str | None = None) -> int:
        """Let go of all holds of an owner, at the end of a call; how many there were."""

        def act(tx: Transaction) -> int:
            rows = slots.hold_rows(tx, owner)
            changes.release(tx, rows, self._directories.zone(tx))
            return len(rows)

        return await self._once(key, act, int)
