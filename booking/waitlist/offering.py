"""Slots are kept for those who wait, and offered; in an open transaction that holds the lock."""

from __future__ import annotations

from datetime import datetime, timedelta

from booking.catalogue.directory import Directory
from booking.errors import LimitReached, NotFound, Refused, SlotTaken
from booking.ground.transaction import Transaction
from booking.rings.asking import ask
from booking.visits import changes, slots
from booking.visits import store as visits
from booking.visits.model import Hold, Slot
from booking.visits.rules import Wish
from booking.waitlist import answering, due, limiting, store, telling
from booking.waitlist.model import (
    Entry,
    EntryState,
    OfferState,
    OfferUnanswered,
    SlotOffered,
    WaitChannel,
    WaitlistEnded,
    WaitlistPaused,
    Wants,
)
from booking.waitlist.rules import Candidate, Round, Times

RING_DIALOG = "waitlist-offer"
"""What the ring is about; its topic is the offer's code."""

SPARE = timedelta(minutes=10)
"""So much longer than its offer a slot is kept: time to pass it on, before all may have it."""


def owner(entry: Entry) -> str:
    """Whose the hold is."""
    return f"waitlist:{entry.id}"


def offer(
    tx: Transaction, directory: Directory, now: Round, chosen: Candidate, slot: Slot, times: Times
) -> None:
    """Keep the slot and write the offer; who can be told at once is told.

    Raises:
        SlotTaken: somebody else has it by now.
    """
    entry = chosen.entry
    lapses_at = times.answer_by + now.settings.grace
    hold = _keep(tx, directory, slot, entry.wants, owner(entry), lapses_at + SPARE)
    offer_id = store.add_offer(tx, entry.id, slot, entry.wants, hold.id, times, lapses_at)
    tx.audit("waitlist", "slot-offered", f"offer:{offer_id}", entry=entry.id)
    if times.tell_at <= tx.now:
        tell(tx, directory, offer_id)


def _keep(
    tx: Transaction, directory: Directory, slot: Slot, wants: Wants, whose: str, until: datetime
) -> Hold:
    return changes.hold(tx, directory, slot, wish_for(directory, wants), whose, until=until)


def wish_for(directory: Directory, wants: Wants) -> Wish:
    """What they want, and what was freed a moment ago with it.

    Not where an outside system owns the calendar: it would have to be asked before each offer.

    Raises:
        NotFound: the town does it no more.
    """
    return Wish.of(
        directory,
        wants.parts,
        freed_too=True,
        without=frozenset(directory.owned),  # what is freed there is for its owner to sell
    )


def tell(tx: Transaction, directory: Directory, offer_id: int) -> None:
    """Now they are to be told: by the event, or by an operator who rings.

    Where messages enough went there today, it goes to the next, as if nobody had answered.
    """
    made = store.offer(tx, offer_id, directory.zone)
    entry = store.entry(tx, made.entry_id)
    try:
        limiting.count_message(tx, directory, entry)
    except LimitReached:
        answering.lapse(tx, made)
        tx.audit("waitlist", "offer-unanswered", f"offer:{offer_id}", entry=entry.id)
        return
    before = None if entry.visit_id is None else visits.find(tx, entry.visit_id, directory.zone)
    ring = _ring(tx, entry, made.code) if entry.channel is WaitChannel.RING else None
    store.change_offer(tx, offer_id, told_at=tx.now, ring_id=ring)
    tx.append(
        SlotOffered(
            **telling.of_offer(entry, made),
            answer_by=made.answer_by,
            replaces=None if before is None else before.start,
        )
    )


def _ring(tx: Transaction, entry: Entry, code: str) -> int | None:
    phone = entry.contact.phone
    if phone is None:
        return None
    return ask(
        tx,
        phone=phone,
        dialog=RING_DIALOG,
        language=entry.language,
        topic=code,
        note=entry.name,
        about=f"waitlist:{entry.id}",
    )


def lapse(tx: Transaction, directory: Directory, now: Round, offer_id: int) -> None:
    """Nobody has answered; after several such offers in a row, no more are made."""
    over = store.offer(tx, offer_id, directory.zone)
    entry = store.entry(tx, over.entry_id)
    answering.lapse(tx, over)
    unanswered = entry.unanswered + 1
    store.change_entry(tx, entry.id, unanswered=unanswered)
    tx.append(OfferUnanswered(**telling.of_offer(entry, over)))
    tx.audit("waitlist", "offer-unanswered", f"offer:{offer_id}", entry=entry.id)
    if unanswered < now.settings.pause_after or entry.state is not EntryState.WAITING:
        return
    store.change_entry(tx, entry.id, state=EntryState.PAUSED.value)
    tx.append(WaitlistPaused(**telling.of_entry(entry)))
    tx.audit("waitlist", "waitlist-paused", f"entry:{entry.id}")


def next_in_turn(tx: Transaction, directory: Directory, now: Round, offer_id: int) -> int | None:
    """The entry to which the slot of this offer goes next, as it looks now; None for nobody's.

    It reads all who wait for the same: not for a transaction that keeps others waiting.
    """
    over = store.offer(tx, offer_id, directory.zone)
    waiting = [
        one for one in due.candidates(tx, over.activity) if one.entry.wants.parts == over.parts
    ]
    found = now.next_for(over.slot, waiting)
    return None if found is None else found[0].entry.id


def pass_on(
    tx: Transaction, directory: Directory, now: Round, offer_id: int, entry_id: int | None
) -> None:
    """The slot of an offer that was not taken goes to this entry; without one to everybody.

    In one transaction, so that nobody else can have it in between.

    Raises:
        Changed: they cannot have it any more.
        Lost: it cannot be kept for them.
    """
    over = store.offer(tx, offer_id, directory.zone)
    if over.state is OfferState.OPEN or over.hold_id is None:
        return
    slots.lock_days(tx, [over.slot.start.date()])
    slots.free_hold(tx, over.hold_id)
    store.change_offer(tx, offer_id, hold_id=None)
    waiting = [] if entry_id is None else due.candidates(tx, entry_id=entry_id)
    same = [one for one in waiting if one.entry.wants.parts == over.parts]
    found = now.next_for(over.slot, same)
    if found is None and entry_id is not None:
        raise Changed
    if found is not None:
        try:
            offer(tx, directory, now, found[0], over.slot, found[1])
        except (SlotTaken, NotFound, Refused):
            raise Lost from None


class Changed(Exception):
    """They have left, have another offer or want something else by now: undo, and look again."""


class Lost(Exception):
    """The slot cannot be kept for the next: undo, and let go of it by itself."""


def let_go(tx: Transaction, directory: Directory, offer_id: int) -> None:
    """The slot of an offer that was not taken goes back to everybody."""
    over = store.offer(tx, offer_id, directory.zone)
    if over.state is OfferState.OPEN or over.hold_id is None:
        return
    slots.lock_days(tx, [over.slot.start.date()])
    slots.free_hold(tx, over.hold_id)
    store.change_offer(tx, offer_id, hold_id=None)


def end(tx: Transaction, directory: Directory, entry_id: int) -> None:
    """An entry's time is over, or the visit that it was to replace is."""
    entry = store.entry(tx, entry_id)
    answering.withdraw(tx, directory, entry)
    store.end_entry(tx, entry_id, EntryState.OVER)
    tx.append(WaitlistEnded(**telling.of_entry(entry)))
    tx.audit("waitlist", "waitlist-ended", f"entry:{entry_id}")
