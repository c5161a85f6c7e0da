"""A visit at another time, or back after it was cancelled, in an open transaction."""

from __future__ import annotations

from datetime import timedelta

from booking.catalogue.directory import Directory
from booking.errors import HoldExpired, Refused, SlotTaken
from booking.ground.transaction import Transaction
from booking.visits import changes, opening, slots, store
from booking.visits.model import Hold, Slot, Visit, VisitMoved, VisitRestored, VisitState
from booking.visits.slots import Cells


def move(
    tx: Transaction,
    directory: Directory,
    visit_id: int,
    hold_id: int,
    by: str,
    *,
    told_apart: bool = False,
) -> Visit:
    """Give a visit the time of a hold. It has the old time until it has the new one.

    With `told_apart` the usual message is not sent: whoever moves it tells of it.

    Raises:
        NotFound: there is no such visit.
        HoldExpired: the hold was released, or its time has begun.
        SlotTaken: somebody else has a part of it by now, or its counter was closed.
        Refused: the visit has begun, is cancelled, was moved by somebody else at this moment, or
            the hold is for something else.
    """
    zone = directory.zone
    before = changes.found(tx, visit_id, zone)
    row = slots.hold_row(tx, hold_id)
    if row is None:
        raise HoldExpired
    place = (before.counter, before.start.date())
    slots.lock_days(tx, [before.start.date(), row.start.astimezone(zone).date()])
    before = changes.found(tx, visit_id, zone)
    row = slots.hold_row(tx, hold_id)
    if row is None or row.start <= tx.now:
        raise HoldExpired
    hold = slots.hold_of(row, zone)
    _check_may_move(before, tx, hold)
    if (before.counter, before.start.date()) != place:
        raise Refused("visit", "somebody else has just moved it")
    opening.check_open(tx, directory, row.counter, row.start, row.cells)
    slots.free_visit(tx, visit_id, changes.freed_delay(directory))
    if slots.keep(tx, hold_id, visit_id) != row.cells:
        raise SlotTaken  # nothing of this transaction stays: the visit keeps its old time
    slots.forget_hold(tx, hold_id)
    store.set_slot(tx, visit_id, hold, row.cells)
    after = changes.found(tx, visit_id, zone)
    tx.append(
        VisitMoved(
            **changes.told(after),
            start_before=before.start,
            office_before=before.office,
            by=by,
            told_apart=told_apart,
        )
    )
    tx.audit(
        by,
        "visit-moved",
        f"visit:{visit_id}",
        before=before.start.isoformat(),
        after=after.start.isoformat(),
    )
    return after


def restore(tx: Transaction, directory: Directory, visit_id: int, by: str) -> Visit:
    """Take a cancellation back, where the time and the code are still free.

    The time that is kept back because it was freed by this very visit counts as free.

    Raises:
        NotFound: there is no such visit.
        SlotTaken: somebody else has a part of its time, or its code, or its counter was closed.
        Refused: it would have begun.
    """
    zone = directory.zone
    visit = changes.found(tx, visit_id, zone)
    slots.lock_days(tx, [visit.start.date()])
    visit = changes.found(tx, visit_id, zone)
    if visit.state is not VisitState.CANCELLED:
        return visit
    if visit.start <= tx.now:
        raise Refused("visit", "it would have begun")
    if store.code_is_live(tx, visit.code):
        raise SlotTaken("somebody else has got its code")
    slot = Slot(visit.counter, visit.office, visit.start, visit.minutes)
    count = store.cells_of(tx, visit_id)
    opening.check_open(tx, directory, slot.counter, slot.start, count)
    cells = Cells.of(slot, count, directory.counters[slot.counter].grid, zone)
    until = tx.now + timedelta(minutes=1)
    held = slots.add_hold(tx, slot, count, visit.parts, by, until)
    if not slots.take(tx, held, cells, own=visit_id):
        raise SlotTaken
    slots.keep(tx, held.id, visit_id)
    slots.forget_hold(tx, held.id)
    store.set_state(tx, visit_id, VisitState.BOOKED)
    after = changes.found(tx, visit_id, zone)
    tx.append(VisitRestored(**changes.told(after), by=by))
    tx.audit(by, "visit-restored", f"visit:{visit_id}")
    return after


def _check_may_move(visit: Visit, tx: Transaction, hold: Hold) -> None:
    if visit.state is not VisitState.BOOKED:
        raise Refused("visit", "it is not booked any more")
    if visit.start <= tx.now:
        raise Refused("visit", "it has begun and cannot be moved")
    if {part.activity for part in visit.parts} != {part.activity for part in hold.parts}:
        raise Refused("activity", "the time is kept for something else")
