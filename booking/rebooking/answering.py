"""Answers, by the citizen or by staff for them; in an open transaction that holds the lock."""

from __future__ import annotations

from datetime import datetime, timedelta

from booking.catalogue.directory import Directory
from booking.errors import HoldExpired, NotFound, Refused, SlotTaken
from booking.ground.transaction import Transaction
from booking.rebooking import choosing, placing, rules, store, telling
from booking.rebooking.model import (
    Rebooking,
    RebookingOver,
    RebookingState,
)
from booking.rebooking.rules import Reach, reach_of
from booking.visits import changes, moving, slots
from booking.visits.model import Contact, Slot, Visit
from booking.visits.taken import TakenDays

ON_THE_LINE = timedelta(minutes=10)
"""How long something is kept for somebody who rings when nothing is kept for them."""


def accept(tx: Transaction, directory: Directory, rebooking_id: int, by: str) -> Visit:
    """Move the visit to what was offered; accepted again, it says the same again.

    Raises:
        NotFound: there is no such rebooking.
        RebookingOver: its time is over, it was answered otherwise, or somebody has the slot.
    """
    one = store.rebooking(tx, rebooking_id, directory.zone)
    visit = changes.found(tx, one.visit_id, directory.zone)
    if one.state is RebookingState.ACCEPTED:
        return visit
    ends = store.lapses_at(tx, rebooking_id)
    if not one.can_accept or one.hold_id is None or ends is None or ends <= tx.now:
        raise RebookingOver
    return _take(tx, directory, one, one.hold_id, RebookingState.ACCEPTED, by)


def choose_other(
    tx: Transaction, directory: Directory, rebooking_id: int, hold_id: int, by: str
) -> Visit:
    """Move the visit to another time that was chosen and is held.

    Raises:
        NotFound: there is no such rebooking.
        RebookingOver: it has its outcome already.
        SlotTaken: the hold is gone, and somebody else has its time.
    """
    one = live(tx, directory, rebooking_id)
    row = slots.hold_row(tx, hold_id)
    if row is None:
        raise SlotTaken
    try:
        return _take(tx, directory, one, hold_id, RebookingState.REBOOKED, by)
    except RebookingOver as lost:
        raise SlotTaken from lost


def _take(
    tx: Transaction,
    directory: Directory,
    one: Rebooking,
    hold_id: int,
    state: RebookingState,
    by: str,
) -> Visit:
    row = slots.hold_row(tx, hold_id)
    if row is None:
        raise RebookingOver
    _check_still_there(tx, directory, one, row.start)
    try:
        visit = moving.move(tx, directory, one.visit_id, hold_id, by)
    except (HoldExpired, SlotTaken, Refused, NotFound) as lost:
        raise RebookingOver from lost
    if one.hold_id not in (None, hold_id):
        placing.let_go(tx, directory, [one])
    placing.close(tx, one, state, by=by, where=visit)
    tx.audit(by, f"rebooking-{state.value}", f"visit:{visit.id}", case=one.case_id)
    return visit


def cancel(tx: Transaction, directory: Directory, rebooking_id: int, by: str) -> Visit:
    """Cancel the visit that has no place. Raises NotFound, RebookingOver."""
    one = store.rebooking(tx, rebooking_id, directory.zone)
    if one.state is RebookingState.CANCELLED:
        return changes.found(tx, one.visit_id, directory.zone)
    one = live(tx, directory, rebooking_id)
    _check_still_there(tx, directory, one)
    try:
        visit = changes.cancel(tx, directory, one.visit_id, by)
    except Refused as begun:
        raise RebookingOver from begun
    placing.let_go(tx, directory, [one])
    placing.close(tx, one, RebookingState.CANCELLED, by=by)
    return visit


def offer_now(
    tx: Transaction, known: TakenDays, directory: Directory, rebooking_id: int
) -> Rebooking:
    """Keep what is nearest for somebody who is on the line; what is kept already stays.

    Raises:
        NotFound: there is no such rebooking.
        RebookingOver: it has its outcome already.
        SlotTaken: somebody was quicker; ask again.
    """
    one = live(tx, directory, rebooking_id)
    ends = store.lapses_at(tx, rebooking_id)
    if one.can_accept and ends is not None and ends > tx.now + ON_THE_LINE / 2:
        return one
    visit = changes.found(tx, one.visit_id, directory.zone)
    slot = one.offered if one.can_accept else choosing.nearest(tx, known, directory, visit)
    if slot is None:
        return one
    placing.let_go(tx, directory, [one])
    until = tx.now + ON_THE_LINE
    placing.keep(tx, directory, one, slot, tx.now, until, until)
    store.change(tx, one.id, told_at=tx.now)
    return store.rebooking(tx, one.id, directory.zone)


def put_at(tx: Transaction, directory: Directory, rebooking_id: int, slot: Slot, by: str) -> Visit:
    """Staff moves the visit to a time that was agreed on.

    Raises:
        NotFound: there is no such rebooking.
        RebookingOver: it has its outcome already.
        SlotTaken: somebody was quicker.
    """
    one = live(tx, directory, rebooking_id)
    _check_still_there(tx, directory, one, slot.start)
    placing.let_go(tx, directory, [one])
    try:
        visit = placing.put(tx, directory, one, slot, by)
    except Refused as refused:
        raise SlotTaken from refused
    placing.close(tx, one, RebookingState.REBOOKED, by=by, where=visit)
    return visit


def back(tx: Transaction, directory: Directory, rebooking_id: int, by: str) -> Visit:
    """Put a visit that was moved back to where it was, once the closure is lifted.

    Raises:
        NotFound: there is no such rebooking.
        RebookingOver: it was not moved, or was moved on.
        SlotTaken: its old time is not free, or still closed.
    """
    one = store.rebooking(tx, rebooking_id, directory.zone)
    visit = changes.found(tx, one.visit_id, directory.zone)
    if one.state is not RebookingState.MOVED or choosing.slot_of(visit) != one.offered:
        raise RebookingOver
    try:
        after = placing.put(tx, directory, one, one.was, by)
    except Refused as refused:
        raise SlotTaken from refused
    placing.close(tx, one, RebookingState.WITHDRAWN, by=by)
    return after


def settle(
    tx: Transaction, directory: Directory, rebooking_id: int, by: str, *, rung: bool
) -> Rebooking:
    """Staff has rung them (`rung`), or has settled it in a way that is not seen here.

    Raises:
        NotFound: there is no such rebooking.
        RebookingOver: it has its outcome already.
    """
    one = live(tx, directory, rebooking_id)
    if rung:
        note_rung(tx, one, by)
    else:
        placing.let_go(tx, directory, [one])
        placing.close(tx, one, RebookingState.SETTLED, by=by)
        tx.audit(by, "rebooking-settled", f"visit:{one.visit_id}", case=one.case_id)
    return store.rebooking(tx, rebooking_id, directory.zone)


def note_rung(tx: Transaction, one: Rebooking, by: str) -> None:
    """Somebody has rung; what comes of it is still to be seen. What is offered stays offered."""
    telling.no_ring(tx, one)
    if one.state is RebookingState.UNREACHED:
        store.change(tx, one.id, state=RebookingState.RUNG.value, settled_by=by)
    tx.audit(by, "rebooking-rung", f"visit:{one.visit_id}", case=one.case_id)


def withdraw(tx: Transaction, directory: Directory, case_id: int, by: str) -> None:
    """The closure was lifted: who has no place yet has the old one again, and hears of it.

    Those who were moved stay where they are: the time is the same, and a second message would
    confuse more than it helps. Staff may move one back (`back`).
    """
    waiting = [one for one in store.of_case(tx, case_id, directory.zone) if one.is_live]
    placing.let_go(tx, directory, waiting)
    for one in waiting:
        visit = changes.found(tx, one.visit_id, directory.zone)
        if rules.outcome(one.was, visit, tx.now) is not None:
            continue  # the driver notes what has become of it
        was_told = one.told_at is not None or one.state is not RebookingState.OPEN
        placing.close(tx, one, RebookingState.WITHDRAWN, by=by)
        if not was_told:
            continue
        telling.withdrawn(tx, one, visit)
        reach = reach_of(Contact(visit.phone, visit.email))
        if one.state is RebookingState.RUNG and reach is Reach.VOICE:
            ring = telling.ring(tx, one, visit)
            store.change(tx, one.id, ring_id=ring)


def _check_still_there(
    tx: Transaction, directory: Directory, one: Rebooking, *starts: datetime
) -> None:
    """Lock all days that will be changed; whatever was done with the visit meanwhile wins.

    Raises:
        RebookingOver: it was moved or cancelled, or has begun.
    """
    kept = [one.offered.start] if one.offered is not None and one.hold_id is not None else []
    placing.lock_days(tx, directory, one.was.start, *starts, *kept)
    visit = changes.found(tx, one.visit_id, directory.zone)
    if rules.outcome(one.was, visit, tx.now) is not None:
        raise RebookingOver


def live(tx: Transaction, directory: Directory, rebooking_id: int) -> Rebooking:
    """The rebooking, if there is still something to be done. Raises NotFound, RebookingOver."""
    one = store.rebooking(tx, rebooking_id, directory.zone)
    if not one.is_live:
        raise RebookingOver
    return one
