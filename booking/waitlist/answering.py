"""An offer is accepted, declined, or ends otherwise; in an open transaction that holds the lock."""

from __future__ import annotations

from typing import Any

from booking.catalogue.directory import Directory
from booking.errors import HoldExpired, SlotTaken
from booking.ground.transaction import Transaction
from booking.rings import store as rings
from booking.rings.model import RingState
from booking.visits import changes, limiting, moving
from booking.visits import store as visits
from booking.visits.limiting import Booker
from booking.visits.model import Visit, Visitor, VisitState
from booking.waitlist import store, telling
from booking.waitlist.model import (
    Accepted,
    Entry,
    EntryState,
    Offer,
    OfferAccepted,
    OfferDeclined,
    OfferOver,
    OfferState,
    OfferWithdrawn,
)


def accept(tx: Transaction, directory: Directory, offer_id: int, by: str, channel: str) -> Accepted:
    """Book what was offered, or move the visit there.

    Raises:
        NotFound: there is no such offer.
        OfferOver: its time is over, it was answered otherwise, or there is nothing to move.
        LimitReached: so much is booked for them already that only an operator may book more.
    """
    zone = directory.zone
    row = store.offer_row(tx, offer_id)
    offer = store.offer_of(row, zone)
    if offer.state is OfferState.ACCEPTED and offer.visit_id is not None:
        visit = changes.found(tx, offer.visit_id, zone)
        return Accepted(offer, visit, moved=row.moved)
    if offer.state is not OfferState.OPEN or offer.hold_id is None or row.lapses_at <= tx.now:
        raise OfferOver
    entry = store.entry(tx, offer.entry_id)
    try:
        visit = _take(tx, directory, entry, offer, by, channel)
    except (HoldExpired, SlotTaken) as lost:
        raise OfferOver from lost
    moved = entry.visit_id is not None
    _close(tx, offer, OfferState.ACCEPTED, visit_id=visit.id, moved=moved, hold_id=None)
    store.end_entry(tx, entry.id, EntryState.BOOKED)
    tx.append(OfferAccepted(**telling.of_offer(entry, offer), visit_id=visit.id))
    tx.audit(by, "offer-accepted", f"offer:{offer_id}", entry=entry.id, visit=visit.id)
    return Accepted(store.offer(tx, offer_id, zone), visit, moved=moved)


def _take(
    tx: Transaction, directory: Directory, entry: Entry, offer: Offer, by: str, channel: str
) -> Visit:
    if offer.hold_id is None:
        raise OfferOver
    if entry.visit_id is None:
        booker = Booker.of(entry.contact.phone, citizen_id=entry.citizen_id)
        limiting.check_booking(tx, directory, offer.hold_id, booker, None)
        visitor = Visitor(entry.contact, entry.language, entry.citizen_id, entry.name)
        return changes.confirm(tx, directory, offer.hold_id, visitor, channel=channel, by=by)
    before = visits.find(tx, entry.visit_id, directory.zone)
    if (
        before is None
        or before.state is not VisitState.BOOKED
        or before.start <= tx.now
        or before.parts != offer.parts
    ):
        raise OfferOver("the visit that it was to replace is not what it was")
    return moving.move(tx, directory, entry.visit_id, offer.hold_id, by)


def decline(tx: Transaction, directory: Directory, offer_id: int, by: str) -> Offer:
    """They do not want it, and stay on the list.

    Raises:
        NotFound: there is no such offer.
        OfferOver: its time is over, or it was accepted.
    """
    offer = store.offer(tx, offer_id, directory.zone)
    if offer.state is OfferState.DECLINED:
        return offer
    if offer.state is not OfferState.OPEN:
        raise OfferOver
    entry = store.entry(tx, offer.entry_id)
    _close(tx, offer, OfferState.DECLINED)
    store.change_entry(tx, entry.id, declined=entry.declined + 1, unanswered=0)
    tx.append(OfferDeclined(**telling.of_offer(entry, offer)))
    tx.audit(by, "offer-declined", f"offer:{offer_id}", entry=entry.id)
    return store.offer(tx, offer_id, directory.zone)


def withdraw(tx: Transaction, directory: Directory, entry: Entry) -> None:
    """What is offered to them now, if anything, is not to be had any more."""
    offer_id = store.open_offer_to(tx, entry.id)
    if offer_id is None:
        return
    offer = store.offer(tx, offer_id, directory.zone)
    _close(tx, offer, OfferState.WITHDRAWN)
    tx.append(OfferWithdrawn(**telling.of_offer(entry, offer)))


def lapse(tx: Transaction, offer: Offer) -> None:
    """Nobody has answered."""
    _close(tx, offer, OfferState.UNANSWERED)


def _close(tx: Transaction, offer: Offer, state: OfferState, **values: Any) -> None:
    """The offer is over. Its slot stays kept until it is passed on, unless it became a visit."""
    store.change_offer(tx, offer.id, state=state.value, ended_at=tx.now, **values)
    if offer.ring_id is not None:  # nobody need ring them about it any more
        rings.set_state(tx, offer.ring_id, RingState.DONE)
