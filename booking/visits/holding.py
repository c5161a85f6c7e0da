"""Keeps slots while somebody decides."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from booking.errors import Refused, SlotTaken
from booking.ground.transaction import Transaction
from booking.visits import changes, limiting, slots
from booking.visits.base import OnVisits
from booking.visits.limiting import Booker
from booking.visits.model import BookingChannel, Hold, Slot, VisitPart

MOST_ASKED = 5
"""So many times in a row may owners of calendars refuse what looks free; then only our own counters
are looked at."""

LONGEST_MINUTES = 60
"""Who hesitates longer loses only the certainty: see `Visits.confirm`."""


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
        caller: str | None = None,
        citizen_id: int | None = None,
        minutes: int | None = None,
        key: str | None = None,
    ) -> Hold | None:
        """Keep the nearest free slot; None where nothing is free. See `free` and `hold`.

        Raises:
            LimitReached: see `hold`.
            Refused: it cannot be kept so long.
        """
        _check_minutes(minutes)

        def act(attempt: int, tx: Transaction) -> Hold | None:
            directory = self._directories.current(tx)
            wish = self._wish(
                directory, activity, persons, also, channel, office=office, after=after, on=on
            )
            if attempt == MOST_ASKED:
                wish = replace(wish, without=frozenset(directory.owned))
            limiting.check_hold(tx, directory, owner, _booker(caller, citizen_id, channel))
            until = _until(tx, minutes)
            held = changes.hold_nearest(tx, self._taken, directory, wish, owner, until=until)
            if held is not None:
                limiting.note_hold(tx, held.id, caller)
            return held

        for attempt in range(MOST_ASKED + 1):
            step = key if key is None or not attempt else f"{key}.{attempt}"
            found = await self._database.once(step, partial(act, attempt), Hold | None)
            if found is None:
                return None
            with suppress(SlotTaken):
                return await self._agreed(found)
        return None

    async def hold(
        self,
        slot: Slot,
        activity: str,
        *,
        owner: str,
        persons: int = 1,
        also: Sequence[VisitPart] = (),
        channel: BookingChannel = BookingChannel.PHONE,
        caller: str | None = None,
        citizen_id: int | None = None,
        minutes: int | None = None,
        key: str | None = None,
    ) -> Hold:
        """Keep a slot while its owner decides. What is given is as for `free`.

        Args:
            slot: which slot.
            activity: what for.
            owner: whose it is meanwhile.
            persons: how many come for it.
            also: what else is done.
            channel: whence they book.
            caller: the number (E.164) that rings; None where it is hidden, or where an operator
                decides on limits when the visit is booked.
            citizen_id: who was verified.
            minutes: how long it is kept; by default as long as the town says for a call, which is
                short for somebody who answers by SMS.
            key: the command's key.

        Raises:
            LimitReached: too much is kept or booked for them already.
            SlotTaken: it is taken.
            NotBookable: it cannot be booked; why tells a `WhyNot`: it is over, too soon or too far
                ahead, in a closure, across closing time, kept for another channel …
            NotFound: there is no such activity.
            Refused: so many may not come together, so much cannot be done at once, or it cannot be
                kept so long.
        """
        _check_minutes(minutes)

        def act(tx: Transaction) -> Hold:
            directory = self._directories.current(tx)
            wish = self._wish(directory, activity, persons, also, channel)
            limiting.check_hold(tx, directory, owner, _booker(caller, citizen_id, channel))
            held = changes.hold(tx, directory, slot, wish, owner, until=_until(tx, minutes))
            limiting.note_hold(tx, held.id, caller)
            return held

        return await self._agreed(await self._database.once(key, act, Hold))

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

        await self._database.once(key, act, None)

    async def _agreed(self, hold: Hold) -> Hold:
        """The hold, if whoever owns the counter's calendar keeps its time; else it is let go of.

        A command may come again when the hold's time is over: then its time may be somebody
        else's, and the owner is asked when it is confirmed.

        Raises:
            SlotTaken: the owner does not.
        """
        if not self._owners.own(hold.slot.counter):
            return hold
        if await self.held(hold.id) is None:
            raise SlotTaken  # the first time that this command came, its owner refused
        if hold.expires_at <= self._database.clock.now():
            return hold
        try:
            await self._owners.agree(hold)
        except SlotTaken:
            await self.release(hold.id)
            await self._owners.look(hold.slot)
            raise
        return hold

    async def _agreed_again(self, hold_id: int) -> None:
        """Have whoever owns the counter's calendar keep a time that is held no longer.

        With us, who hesitates loses nothing as long as nobody else took a part of it. Its owner was
        told to keep it until the hold's end only, and may have given it away since.

        Raises:
            SlotTaken: the owner does not keep it.
        """
        if not self._owners.any():
            return
        hold = await self.held(hold_id)
        if hold is not None and hold.expires_at <= self._database.clock.now() < hold.slot.start:
            await self._owners.ask(hold.slot)

    async def release_all(self, owner: str, *, key: str | None = None) -> int:
        """Let go of all holds of an owner, at the end of a call; how many there were."""

        def act(tx: Transaction) -> int:
            rows = slots.hold_rows(tx, owner)
            changes.release(tx, rows, self._directories.zone(tx))
            return len(rows)

        return await self._database.once(key, act, int)


def _check_minutes(minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
        raise Refused("minutes", f"1 to {LONGEST_MINUTES}")


def _until(tx: Transaction, minutes: int | None) -> datetime | None:
    return None if minutes is None else tx.now + timedelta(minutes=minutes)


def _booker(caller: str | None, citizen_id: int | None, channel: BookingChannel) -> Booker:
    return Booker.of(caller, citizen_id=citizen_id, by_phone=channel is BookingChannel.PHONE)
