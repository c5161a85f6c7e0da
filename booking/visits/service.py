"""The face of visits: finds free slots, keeps them, makes them visits, and changes those."""

from __future__ import annotations

from booking.citizens.rules import checked_phone
from booking.errors import Refused
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.visits import changes, limiting, moving, store, uses
from booking.visits.changes import checked_contact
from booking.visits.holding import Holding
from booking.visits.limiting import Booker
from booking.visits.limits import Limit, Override, checked_override
from booking.visits.model import (
    BookingChannel,
    Contact,
    Slot,
    Visit,
    VisitContactGiven,
    Visitor,
    VisitState,
)
from booking.visits.reading import Reading
from booking.visits.searching import Searching


class Visits(Searching, Holding, Reading):
    """Free slots, holds and visits.

    Every method that changes something takes `key`, the command's key: the same key again returns
    the first result and changes nothing.
    """

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
        caller: str | None = None,
        override: Override | None = None,
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
            caller: the number (E.164) that rings; it counts, too, where messages go elsewhere.
            override: an operator lets them have more than the limits do.
            key: the command's key.

        Raises:
            HoldExpired: it was released, or the slot has begun.
            SlotTaken: its time was over, and somebody else took a part of it; or the counter was
                closed in the meantime.
            LimitReached: so much is booked for them already that only an operator may book more.
            Refused: the telephone number or the e-mail address is none; an override says no reason.
        """
        checked, allowed = checked_contact(contact), checked_override(override)
        visitor = Visitor(checked, language, citizen_id, name)
        await self._agreed_again(hold_id)

        def act(tx: Transaction) -> Visit:
            directory = self._directories.current(tx)
            alone = by is None and allowed is None and channel == BookingChannel.PHONE
            booker = Booker.of(checked.phone, caller, citizen_id=citizen_id, by_phone=alone)
            needed = limiting.check_booking(tx, directory, hold_id, booker, allowed)
            visit = changes.confirm(tx, directory, hold_id, visitor, channel=channel, by=by)
            beside = None if caller == checked.phone else caller
            limiting.note_booking(tx, visit.id, beside, allowed, needed)
            return visit

        return await self._database.once(key, act, Visit)

    async def set_contact(self, visit_id: int, phone: str, *, key: str | None = None) -> Visit:
        """Add the number (E.164) that the caller keyed after booking; it gets one confirmation.

        Raises:
            NotFound: there is no such visit.
            LimitReached: messages enough went to this number today.
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
            uses.use(tx, self._directories.current(tx), number, Limit.NUMBER_MESSAGES_DAY)
            store.set_phone(tx, visit_id, number)
            after = changes.found(tx, visit_id, zone)
            tx.append(VisitContactGiven(**changes.told(after)))
            tx.audit(after.channel, "visit-contact-given", f"visit:{visit_id}")
            return after

        return await self._database.once(key, act, Visit)

    async def cancel(self, visit_id: int, *, by: str, key: str | None = None) -> Visit:
        """Cancel a visit; its time is free again after a while. One that is cancelled stays so.

        Raises:
            NotFound: there is no such visit.
            Refused: it has begun.
        """

        def act(tx: Transaction) -> Visit:
            return changes.cancel(tx, self._directories.current(tx), visit_id, by)

        return await self._database.once(key, act, Visit)

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
        await self._agreed_again(hold_id)

        def act(tx: Transaction) -> Visit:
            return moving.move(tx, self._directories.current(tx), visit_id, hold_id, by)

        return await self._database.once(key, act, Visit)

    async def restore(self, visit_id: int, *, by: str, key: str | None = None) -> Visit:
        """Take a cancellation back. A visit that is booked stays so.

        Raises:
            NotFound: there is no such visit.
            SlotTaken: somebody else has its time, or its code.
            Refused: it would have begun.
        """
        visit = await self.get(visit_id)
        if self._owners.own(visit.counter) and visit.state is VisitState.CANCELLED:
            await self._owners.ask(Slot(visit.counter, visit.office, visit.start, visit.minutes))

        def act(tx: Transaction) -> Visit:
            return moving.restore(tx, self._directories.current(tx), visit_id, by)

        return await self._database.once(key, act, Visit)
