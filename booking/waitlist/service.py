"""The waiting list: 'earlier, if something frees'."""

from __future__ import annotations

from datetime import datetime

from booking.agreements import counts
from booking.catalogue.service import Directories
from booking.errors import Refused
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.visits.model import Contact
from booking.waitlist import answering, joining, store, telling
from booking.waitlist.driver import Driver
from booking.waitlist.joining import Asked
from booking.waitlist.model import (
    Accepted,
    Entry,
    EntryState,
    Offer,
    WaitChannel,
    Waiter,
    WaitlistLeft,
    Wants,
)
from booking.waitlist.settings import WaitlistSettings


class Waitlist:
    """Who waits, and what is offered to them.

    Every method that changes something takes `key`, the command's key: the same key again returns
    the first result and changes nothing.
    """

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories

    def driver(self, settings: WaitlistSettings) -> Driver:
        """What makes the offers; any process may have one."""
        return Driver(self._database, self._directories, settings)

    async def join(
        self,
        wants: Wants,
        *,
        contact: Contact,
        language: Language,
        channel: WaitChannel,
        by: str,
        citizen_id: int | None = None,
        visit_id: int | None = None,
        name: str | None = None,
        valid_until: datetime | None = None,
        key: str | None = None,
    ) -> Entry:
        """Put somebody on the list.

        A person is there once for each activity; by a number alone, once for each visit that may
        become an earlier one. Who asks again keeps the place and is offered what they want now.

        Args:
            wants: what they wait for.
            contact: where offers go.
            language: which language they are in.
            channel: how they want to hear of a slot.
            by: who puts them there, 'caller' for one.
            citizen_id: whose wish it is, if that was verified.
            visit_id: the visit that an earlier slot replaces; only earlier ones are offered then.
            name: as the caller gave it, for the counter.
            valid_until: when it ends; by default with the visit, or after the booking's horizon.
            key: the command's key.

        Raises:
            NotFound: there is no such activity, office or visit.
            Refused: what they want cannot be; names the field.
            LimitReached: an unverified caller has places enough, or has lately let offers enough
                pass without an answer; the staff may still put them there.
        """
        asked = Asked(wants, contact, language, channel, citizen_id, visit_id, name, valid_until)
        checked = joining.checked(asked)

        def act(tx: Transaction) -> Entry:
            store.lock(tx)
            return joining.join(tx, self._directories.current(tx), checked, by)

        return await self._database.once(key, act, Entry)

    async def leave(self, entry_id: int, *, by: str, key: str | None = None) -> Entry:
        """Take somebody off the list; one who is off it stays so.

        Raises:
            NotFound: there is no such entry.
        """

        def act(tx: Transaction) -> Entry:
            store.lock(tx)
            entry = store.entry(tx, entry_id)
            if not entry.is_live:
                return entry
            answering.withdraw(tx, self._directories.current(tx), entry)
            store.end_entry(tx, entry_id, EntryState.LEFT)
            tx.append(WaitlistLeft(**telling.of_entry(entry), by=by))
            tx.audit(by, "waitlist-left", f"entry:{entry_id}")
            return store.entry(tx, entry_id)

        return await self._database.once(key, act, Entry)

    async def resume(self, entry_id: int, *, by: str, key: str | None = None) -> Entry:
        """Make offers to somebody again who did not answer several; they have kept their place.

        Raises:
            NotFound: there is no such entry.
            Refused: they are off the list.
        """

        def act(tx: Transaction) -> Entry:
            store.lock(tx)
            entry = store.entry(tx, entry_id)
            if not entry.is_live:
                raise Refused("entry", "it has ended")
            store.change_entry(tx, entry_id, state=EntryState.WAITING.value, unanswered=0)
            tx.audit(by, "waitlist-resumed", f"entry:{entry_id}")
            return store.entry(tx, entry_id)

        return await self._database.once(key, act, Entry)

    async def accept(
        self, offer_id: int, *, by: str, channel: str = "phone", key: str | None = None
    ) -> Accepted:
        """Book what is offered, or move the visit there; accepted again, it says the same again.

        Args:
            offer_id: which offer.
            by: who accepts it, 'caller' for one.
            channel: how a new visit is booked.
            key: the command's key.

        Raises:
            NotFound: there is no such offer.
            OfferOver: its time is over, or it was answered otherwise.
            LimitReached: so much is booked for them already that only an operator may book more.
        """

        def act(tx: Transaction) -> Accepted:
            store.lock(tx)
            return answering.accept(tx, self._directories.current(tx), offer_id, by, channel)

        return await self._database.once(key, act, Accepted)

    async def decline(self, offer_id: int, *, by: str, key: str | None = None) -> Offer:
        """They do not want it; it goes to the next, and they stay on the list.

        Raises:
            NotFound: there is no such offer.
            OfferOver: its time is over, or it was accepted.
        """

        def act(tx: Transaction) -> Offer:
            store.lock(tx)
            return answering.decline(tx, self._directories.current(tx), offer_id, by)

        return await self._database.once(key, act, Offer)

    async def get(self, entry_id: int) -> Entry:
        """The entry with this number.

        Raises:
            NotFound: there is none.
        """
        return await self._database.read(lambda tx: store.entry(tx, entry_id))

    async def of_phone(self, phone: str) -> list[Entry]:
        """The live entries whose offers go to this number (E.164), in the order of the list."""
        return await self._database.read(lambda tx: store.entries_to(tx, phone))

    async def of(self, citizen_id: int) -> list[Entry]:
        """A citizen's live entries, in the order of the list."""
        return await self._database.read(lambda tx: store.entries_of(tx, citizen_id))

    async def offered(self, offer_id: int) -> Offer:
        """The offer with this number.

        Raises:
            NotFound: there is none.
        """
        return await self._database.read(
            lambda tx: store.offer(tx, offer_id, self._directories.zone(tx))
        )

    async def offers_to(self, phone: str) -> list[Offer]:
        """What is offered to this number (E.164) now and can be answered, the oldest first."""
        return await self._database.read(
            lambda tx: store.offers_to(tx, phone, self._directories.zone(tx))
        )

    async def offer_named_by(self, code: str, *, caller: str | None, call_id: str) -> Offer | None:
        """The open offer with this code; None also for somebody who has guessed too often.

        A wrong code is not counted here but by `Visits.named_by`, which whoever looks for a code
        asks next: one question to the caller is one guess.
        """
        subject = f"code:{caller or call_id}"

        def look(tx: Transaction) -> Offer | None:
            if counts.of(tx, subject).lock_left(tx.now) is not None:
                return None
            return store.offer_with(tx, code, self._directories.zone(tx))

        return await self._database.read(look)

    async def open_offer(self, code: str) -> Offer | None:
        """The same for the staff, whose guesses nobody counts."""
        return await self._database.read(
            lambda tx: store.offer_with(tx, code, self._directories.zone(tx))
        )

    async def waiting(self, activity: str | None = None) -> list[Waiter]:
        """All who are on the list, by activity and place."""

        def look(tx: Transaction) -> list[Waiter]:
            zone = self._directories.zone(tx)
            live = store.entries_for(tx, activity)
            now_offered = {one.entry_id: one for one in store.open_offers(tx, zone)}
            made, replaced = store.counts(tx), store.visit_starts(tx, zone)
            waiters, places = [], dict[str, int]()
            for one in sorted(live, key=lambda one: one.wants.activity):  # stable
                place = 0
                if one.state is EntryState.WAITING:
                    place = places.get(one.wants.activity, 0) + 1
                    places[one.wants.activity] = place
                offer = now_offered.get(one.id)
                waiters.append(Waiter(one, place, offer, replaced.get(one.id), made.get(one.id, 0)))
            return waiters

        return await self._database.read(look)
