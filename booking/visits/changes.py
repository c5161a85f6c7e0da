"""What happens to holds and visits, in an open transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from booking.catalogue.directory import Directory
from booking.citizens.rules import checked_email, checked_phone
from booking.errors import HoldExpired, NotFound, Refused, SlotTaken
from booking.ground.transaction import Transaction
from booking.visits import bookable, finding, opening, rules, slots, store
from booking.visits.model import (
    Contact,
    Hold,
    Slot,
    Visit,
    VisitBooked,
    VisitCancelled,
    Visitor,
    VisitState,
)
from booking.visits.rules import Wish
from booking.visits.slots import Cells
from booking.visits.taken import TakenDays


def hold(
    tx: Transaction,
    directory: Directory,
    slot: Slot,
    wish: Wish,
    owner: str,
    *,
    until: datetime | None = None,
) -> Hold:
    """Keep a slot for an owner, for the town's usual time or `until` then.

    Raises:
        SlotTaken: it is taken.
        NotBookable: it cannot be booked, or not any more.
        Refused: so many may not come together.
    """
    rules.check_parts(wish)
    bookable.check(directory, wish, slot, tx.now)
    if slots.lock_days(tx, [slot.start.astimezone(directory.zone).date()]):
        bookable.check(directory, wish, slot, tx.now)
    return _hold(tx, directory, slot, wish, owner, until)


def _hold(
    tx: Transaction,
    directory: Directory,
    slot: Slot,
    wish: Wish,
    owner: str,
    until: datetime | None = None,
) -> Hold:
    """The same for a slot that can be booked now, on a day that is locked."""
    counter = directory.counters[slot.counter]
    pace = directory.pace(counter, *wish.activities)
    count = rules.length_in_cells(pace.minutes, wish.heads, counter.grid)
    cells = Cells.of(slot, count, counter.grid, directory.zone)
    ends = until or tx.now + timedelta(minutes=directory.town.limits.hold_minutes)
    made = slots.add_hold(tx, slot, count, wish.parts, owner, ends)
    if not slots.take(tx, made, cells, freed_too=wish.freed_too):
        raise SlotTaken
    return made


def hold_nearest(
    tx: Transaction,
    known: TakenDays,
    directory: Directory,
    wish: Wish,
    owner: str,
    *,
    until: datetime | None = None,
) -> Hold | None:
    """Keep the nearest free slot, as long as `hold` would; None where nothing is free.

    What is found may be taken before its day is locked; so it is looked for again, on that day or
    later: turning back to an earlier day that has just become free would break the order of the
    locks.

    Raises:
        Refused: so many may not come together.
    """
    locked = None
    while found := finding.free(tx, known, directory, wish, 1, since=locked):
        day = found[0].start.date()
        if day == locked or not slots.lock_days(tx, [day]):
            return _hold(tx, directory, found[0], wish, owner, until)
        locked = day
    return None


def confirm(
    tx: Transaction,
    directory: Directory,
    hold_id: int,
    visitor: Visitor,
    *,
    channel: str,
    by: str | None = None,
) -> Visit:
    """Make a hold a visit.

    Its time may be over: as long as nobody else took a part of it, whoever hesitated loses nothing.

    Raises:
        HoldExpired: it was released, or the slot has begun.
        SlotTaken: somebody else has a part of it, or the counter was closed in the meantime.
    """
    slots.lock_day_of(tx, hold_id)
    row = slots.take_hold_away(tx, hold_id)
    if row is None or row.start <= tx.now:
        raise HoldExpired
    opening.check_open(tx, directory, row.counter, row.start, row.cells)
    kept = slots.hold_of(row, directory.zone)
    visit = store.add(tx, kept, visitor, channel=channel, cells=row.cells)
    if slots.keep(tx, hold_id, visit.id) != row.cells:
        raise SlotTaken  # nothing of this transaction stays
    tx.append(VisitBooked(**told(visit)))
    tx.audit(by or channel, "visit-booked", f"visit:{visit.id}", activity=visit.activity)
    return visit


def release(tx: Transaction, rows: Sequence[Any], zone: ZoneInfo) -> None:
    """Let go of holds."""
    slots.lock_days(tx, [row.start.astimezone(zone).date() for row in rows])
    for row in rows:
        slots.free_hold(tx, row.id)


def cancel(tx: Transaction, directory: Directory, visit_id: int, by: str) -> Visit:
    """Cancel a visit that has not begun; its time is everybody's again after a while.

    Raises:
        NotFound: there is no such visit.
        Refused: it has begun.
    """
    zone = directory.zone
    before = found(tx, visit_id, zone)
    slots.lock_days(tx, [before.start.date()])
    before = found(tx, visit_id, zone)
    if before.state is VisitState.CANCELLED:
        return before
    if before.start <= tx.now:
        raise Refused("visit", "it has begun and cannot be cancelled")
    store.set_state(tx, visit_id, VisitState.CANCELLED)
    slots.free_visit(tx, visit_id, freed_delay(directory))
    tx.append(VisitCancelled(**told(before), by=by))
    tx.audit(by, "visit-cancelled", f"visit:{visit_id}")
    return replace(before, state=VisitState.CANCELLED)


def freed_delay(directory: Directory) -> timedelta:
    """How long the time of a visit that is cancelled or moved is kept back from the public."""
    return timedelta(minutes=directory.town.limits.freed_minutes)


def found(tx: Transaction, visit_id: int, zone: ZoneInfo) -> Visit:
    """The visit with this number.

    Raises:
        NotFound: there is none.
    """
    visit = store.find(tx, visit_id, zone)
    if visit is None:
        raise NotFound("visit", visit_id)
    return visit


def told(visit: Visit) -> dict[str, Any]:
    """What every event of a visit tells."""
    return {
        "visit_id": visit.id,
        "code": visit.code,
        "activity": visit.activity,
        "office": visit.office,
        "counter": visit.counter,
        "start": visit.start,
        "minutes": visit.minutes,
        "persons": visit.persons,
        "language": visit.language,
        "citizen_id": visit.citizen_id,
        "phone": visit.phone,
        "email": visit.email,
        "verified": visit.verified,
        "parts": visit.parts,
    }


def checked_contact(contact: Contact) -> Contact:
    """The contact, if messages can be sent there.

    Raises:
        Refused: the number or the address is none.
    """
    return replace(
        contact,
        phone=None if contact.phone is None else checked_phone(contact.phone),
        email=None if contact.email is None else checked_email(contact.email),
    )
