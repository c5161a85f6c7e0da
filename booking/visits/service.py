"""Finds free slots, keeps them, and makes them visits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from booking.agreements import counts
from booking.catalogue.service import Directories
from booking.citizens.rules import checked_phone
from booking.errors import NotFound, Refused
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.visits import changes, finding, moving, slots, store
from booking.visits.changes import checked_contact
from booking.visits.model import Contact, FreeDay, Hold, Slot, Visit, VisitContactGiven
from booking.visits.rules import Wish
from booking.visits.taken import TakenDays

T = TypeVar("T")


class Visits:
    """Free slots, holds and visits.

    Every method that changes something takes `key`, the command's key: the same key again returns
    the first result and changes nothing.
    """

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories
        self._taken = TakenDays()

    async def free(
        self,
        activity: str,
        *,
        office: str | None = None,
        persons: int = 1,
        after: datetime | None = None,
        on: date | None = None,
        limit: int = 1,
        per_day: int | None = None,
    ) -> list[Slot]:
        """The nearest free slots.

        Args:
            activity: what for.
            office: only there.
            persons: how many come together.
            after: only such as begin later than this instant.
            on: only on this day.
            limit: at most so many.
            per_day: at most so many of one day.

        Raises:
            NotFound: there is no such activity.
            Refused: so many may not come together.
        """

        def look(tx: Transaction) -> list[Slot]:
            directory = self._directories.current(tx)
            what = directory.activity(activity)
            wish = Wish(what, persons, office, after, on, per_day)
            return finding.free(tx, self._taken, directory, wish, limit)

        return await self._database.read(look)

    async def free_days(
        self,
        activity: str,
        *,
        office: str | None = None,
        persons: int = 1,
        after: date | None = None,
        limit: int = 1,
    ) -> list[date]:
        """The nearest days on which something is free; with `after` only later ones.

        Raises:
            NotFound: there is no such activity.
            Refused: so many may not come together.
        """

        def look(tx: Transaction) -> list[date]:
            directory = self._directories.current(tx)
            wish = Wish(directory.activity(activity), persons, office)
            return finding.free_days(tx, self._taken, directory, wish, after, limit)

        return await self._database.read(look)

    async def days_in_full(
        self,
        activity: str,
        *,
        office: str | None = None,
        persons: int = 1,
        after: date | None = None,
        limit: int = 1,
    ) -> list[FreeDay]:
        """The same days, each with how many starts are free on it; for people who choose by eye.

        Raises:
            NotFound: there is no such activity.
            Refused: so many may not come together.
        """

        def look(tx: Transaction) -> list[FreeDay]:
            directory = self._directories.current(tx)
            wish = Wish(directory.activity(activity), persons, office)
            return finding.days_in_full(tx, self._taken, directory, wish, after, limit)

        return await self._database.read(look)

    async def hold_nearest(
        self,
        activity: str,
        *,
        owner: str,
        office: str | None = None,
        persons: int = 1,
        after: datetime | None = None,
        on: date | None = None,
        key: str | None = None,
    ) -> Hold | None:
        """Keep the nearest free slot; None where nothing is free. See `free`."""

        def act(tx: Transaction) -> Hold | None:
            directory = self._directories.current(tx)
            wish = Wish(directory.activity(activity), persons, office, after, on)
            return changes.hold_nearest(tx, self._taken, directory, wish, owner)

        return await self._once(key, act, Hold | None)

    async def hold(
        self, slot: Slot, activity: str, *, owner: str, persons: int = 1, key: str | None = None
    ) -> Hold:
        """Keep a slot while its owner decides.

        Raises:
            SlotTaken: it is taken, or cannot be booked any more.
            NotFound: there is no such activity.
            Refused: so many may not come together.
        """

        def act(tx: Transaction) -> Hold:
            directory = self._directories.current(tx)
            wish = Wish(directory.activity(activity), persons)
            return changes.hold(tx, directory, slot, wish, owner)

        return await self._once(key, act, Hold)

    async def confirm(
        self,
        hold_id: int,
        *,
        contact: Contact,
        language: Language,
        citizen_id: int | None = None,
        channel: str = "phone",
        name: str | None = None,
        by: str | None = None,
        key: str | None = None,
    ) -> Visit:
        """Make a hold a visit.

        Args:
            hold_id: which hold.
            contact: where messages about it go.
            language: which language they are in.
            citizen_id: whose it is, if that was verified.
            channel: how it was booked.
            name: as the caller gave it, if they did.
            by: which operator booked it for them.
            key: the command's key.

        Raises:
            HoldExpired: it was released, or the slot has begun.
            SlotTaken: its time was over, and somebody else took a part of it.
            Refused: the telephone number or the e-mail address is none.
        """
        checked = checked_contact(contact)

        def act(tx: Transaction) -> Visit:
            zone = self._directories.zone(tx)
            return changes.confirm(
                tx, hold_id, checked, language, citizen_id, channel, zone, name=name, by=by
            )

        return await self._once(key, act, Visit)

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

    async def set_contact(self, visit_id: int, phone: str, *, key: str | None = None) -> Visit:
        """Add the number (E.164) that the caller keyed after booking; it gets one confirmation.

        Raises:
            NotFound: there is no such visit.
            Refused: this is no number, or the visit has another one.
        """
        number = checked_phone(phone)

        def act(tx: Transaction) -> Visit:
            zone = self._directories.zone(tx)
            visit = changes.found(tx, visit_id, zone)
            if visit.phone == number:
                return visit
            if visit.phone is not None:
                raise Refused("phone", "the visit has another number")
            store.set_phone(tx, visit_id, number)
            after = changes.found(tx, visit_id, zone)
            tx.append(VisitContactGiven(**changes.told(after)))
            tx.audit(after.channel, "visit-contact-given", f"visit:{visit_id}")
            return after

        return await self._once(key, act, Visit)

    async def cancel(self, visit_id: int, *, by: str, key: str | None = None) -> Visit:
        """Cancel a visit; its time can be booked again. One that is cancelled stays so.

        Raises:
            NotFound: there is no such visit.
            Refused: it has begun.
        """

        def act(tx: Transaction) -> Visit:
            return changes.cancel(tx, visit_id, by, self._directories.zone(tx))

        return await self._once(key, act, Visit)

    async def move(self, visit_id: int, hold_id: int, *, by: str, key: str | None = None) -> Visit:
        """Give a visit the time of a hold, in one step: it never has no time and never two.

        Args:
            visit_id: which visit; it keeps its code.
            hold_id: of the new time, for the same activity.
            by: who moves it.
            key: the command's key.

        Raises:
            NotFound: there is no such visit.
            HoldExpired: the hold was released, or its time has begun.
            SlotTaken: the hold was over, and somebody else took a part of its time.
            Refused: the visit has begun or is cancelled, or somebody else has just moved it, or
                the hold is for another activity.
        """

        def act(tx: Transaction) -> Visit:
            return moving.move(tx, visit_id, hold_id, by, self._directories.zone(tx))

        return await self._once(key, act, Visit)

    async def restore(self, visit_id: int, *, by: str, key: str | None = None) -> Visit:
        """Take a cancellation back. A visit that is booked stays so.

        Raises:
            NotFound: there is no such visit.
            SlotTaken: somebody else has its time, or its code.
            Refused: it would have begun.
        """

        def act(tx: Transaction) -> Visit:
            return moving.restore(tx, self._directories.current(tx), visit_id, by)

        return await self._once(key, act, Visit)

    async def get(self, visit_id: int) -> Visit:
        """The visit with this number.

        Raises:
            NotFound: there is none.
        """
        visit = await self._database.read(
            lambda tx: store.find(tx, visit_id, self._directories.zone(tx))
        )
        if visit is None:
            raise NotFound
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

    async def upcoming(self, limit: int = 50) -> list[Visit]:
        """Booked visits that are still to come, the nearest first."""
        return await self._database.read(
            lambda tx: store.upcoming(tx, limit, self._directories.zone(tx))
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

    async def recent(self, limit: int = 50) -> list[Visit]:
        """The visits that were booked last, in whatever state, the newest first."""
        return await self._database.read(
            lambda tx: store.recent(tx, limit, self._directories.zone(tx))
        )

    async def _once(self, key: str | None, act: Callable[[Transaction], T], kind: object) -> T:
        return await self._database.write(lambda tx: tx.once(key, lambda: act(tx), kind))
