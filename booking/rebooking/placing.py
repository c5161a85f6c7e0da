"""What is done for a visit by itself; in an open transaction that holds the lock of rebooking.

Each step looks again at what it does something about: whatever a citizen or an operator did
meanwhile wins, and a step that was done is not done twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from booking.calendars.rules import instant
from booking.catalogue.directory import Directory
from booking.closures.model import Closing
from booking.ground.transaction import Transaction
from booking.rebooking import choosing, rules, store, telling
from booking.rebooking.model import Case, Rebooking, RebookingState, WhyUnreached
from booking.rebooking.rules import Ask, Choice, Move, Reach
from booking.visits import changes, moving, opening, slots
from booking.visits import store as visits
from booking.visits.model import Contact, Slot, Visit, VisitState
from booking.visits.taken import TakenDays

SPARE = timedelta(minutes=10)
"""So much longer than its offer a slot is kept: time to see that nobody has answered."""

_MOMENT = timedelta(minutes=1)
"""How long a slot is held that becomes the visit's in the same transaction."""


def take_in(tx: Transaction, case: Case, found: Iterable[Visit]) -> int:
    """Take visits into a case that are in none; how many it were."""
    under_way = store.visits_under_way(tx)
    count = 0
    for visit in found:
        if visit.id not in under_way:
            store.add(tx, case.id, visit)
            tx.audit("rebooking", "visit-lost-its-place", f"visit:{visit.id}", case=case.id)
            count += 1
    return count


def in_closing(tx: Transaction, directory: Directory, closing: Closing) -> list[Visit]:
    """The visits still to come that a closing leaves without a place."""
    zone = directory.zone
    start = instant(closing.first, 0, zone)
    end = instant(closing.last, 24 * 60, zone)
    return [
        visit
        for visit in visits.between(tx, max(start, tx.now), end, zone)
        if visit.state is VisitState.BOOKED
        and closing.exception().at(visit.office, visit.counter)
        and _meets(closing, visit)
    ]


def place(tx: Transaction, known: TakenDays, directory: Directory, rebooking_id: int) -> None:
    """Do what can be done for a visit for which nothing was chosen yet.

    Raises:
        SlotTaken: somebody was quicker; choose again.
        Refused: the visit was changed at this very moment; look again.
    """
    one = store.rebooking(tx, rebooking_id, directory.zone)
    if one.state is not RebookingState.OPEN or reconcile(tx, directory, one):
        return
    visit = changes.found(tx, one.visit_id, directory.zone)
    carry_out(tx, directory, one, visit, choosing.choose(tx, known, directory, visit))


def carry_out(
    tx: Transaction, directory: Directory, one: Rebooking, visit: Visit, choice: Choice
) -> None:
    """Do what was chosen. Raises as `place`."""
    if isinstance(choice, Move):
        _move(tx, directory, one, choice.slot)
    elif isinstance(choice, Ask):
        _ask(tx, directory, one, choice)
    else:
        fail(tx, one, visit, choice.why)


def _move(tx: Transaction, directory: Directory, one: Rebooking, slot: Slot) -> None:
    """Limits are for those who book of themselves; here they do not count, says the audit."""
    visit = put(tx, directory, one, slot, "rebooking", told_apart=True)
    store.change(
        tx,
        one.id,
        state=RebookingState.MOVED.value,
        told_at=tx.now,
        **store.slot_values(choosing.slot_of(visit)),
        event_id=telling.moved(tx, one, visit),
    )


def put(
    tx: Transaction,
    directory: Directory,
    one: Rebooking,
    slot: Slot,
    by: str,
    *,
    told_apart: bool = False,
) -> Visit:
    """Give the visit another place, whatever limits there are. Raises SlotTaken, Refused."""
    zone = directory.zone
    before = changes.found(tx, one.visit_id, zone)
    lock_days(tx, directory, before.start, slot.start)
    wish = choosing.wish_for(directory, before.parts)
    until = tx.now + _MOMENT
    held = changes.hold(tx, directory, slot, wish, telling.owner(one.id), until=until)
    after = moving.move(tx, directory, one.visit_id, held.id, by, told_apart=told_apart)
    why = "its counter is closed; limits do not count"
    tx.audit(by, "visit-rebooked", f"visit:{one.visit_id}", case=one.case_id, why=why)
    return after


def _ask(tx: Transaction, directory: Directory, one: Rebooking, choice: Ask) -> None:
    times = choice.times
    lapses_at = times.answer_by + directory.town.rebooking.grace
    keep(tx, directory, one, choice.slot, times.tell_at, times.answer_by, lapses_at)
    if times.tell_at <= tx.now:
        tell(tx, directory, one.id)


def keep(
    tx: Transaction,
    directory: Directory,
    one: Rebooking,
    slot: Slot,
    tell_at: datetime,
    answer_by: datetime,
    lapses_at: datetime,
) -> None:
    """Keep a slot for them until they answer. Raises SlotTaken."""
    visit = changes.found(tx, one.visit_id, directory.zone)
    wish = choosing.wish_for(directory, visit.parts)
    whose = telling.owner(one.id)
    held = changes.hold(tx, directory, slot, wish, whose, until=lapses_at + SPARE)
    store.change(
        tx,
        one.id,
        state=RebookingState.OFFERED.value,
        why=None,
        **store.slot_values(slot),
        hold_id=held.id,
        tell_at=tell_at,
        told_at=None,
        answer_by=answer_by,
        lapses_at=lapses_at,
        event_id=None,
    )
    telling.note_offer(tx, one, slot)


def tell(tx: Transaction, directory: Directory, rebooking_id: int) -> None:
    """Now they are to be told: by a message, or by an operator who rings."""
    one = store.rebooking(tx, rebooking_id, directory.zone)
    visit = changes.found(tx, one.visit_id, directory.zone)
    event = telling.offered(tx, one, visit)
    written = rules.reach_of(Contact(visit.phone, visit.email)) is Reach.WRITTEN
    ring = one.ring_id if written else telling.ring(tx, one, visit)
    store.change(tx, one.id, told_at=tx.now, event_id=event, ring_id=ring)


def fail(tx: Transaction, one: Rebooking, visit: Visit, why: WhyUnreached) -> None:
    """A person has to act: an operator is to ring, or, without a number, somebody has to think.

    Those who were told nothing yet hear in writing that they need not come.
    """
    if why in (WhyUnreached.TOO_LATE, WhyUnreached.NOTHING_FREE):
        telling.unplaced(tx, one, visit)
    store.change(
        tx,
        one.id,
        state=RebookingState.UNREACHED.value,
        why=why.value,
        hold_id=None,
        lapses_at=None,
        ring_id=telling.ring(tx, one, visit),
        **store.slot_values(None),
    )
    telling.unreached(tx, one, visit, why)
    tx.audit("rebooking", "rebooking-unreached", f"visit:{visit.id}", why=why.value)


def lapse(tx: Transaction, directory: Directory, one: Rebooking, why: WhyUnreached) -> None:
    """What was offered is not kept any longer; nobody has answered, or was ever told."""
    let_go(tx, directory, [one])
    fail(tx, one, changes.found(tx, one.visit_id, directory.zone), why)


def reconcile(tx: Transaction, directory: Directory, one: Rebooking) -> bool:
    """Note what has become of the visit without us; whether anything has."""
    visit = visits.find(tx, one.visit_id, directory.zone)
    ended = rules.outcome(one.was, visit, tx.now)
    if ended is None:
        return False
    let_go(tx, directory, [one])
    close(tx, one, ended, where=visit)
    return True


def close(
    tx: Transaction,
    one: Rebooking,
    state: RebookingState,
    *,
    by: str | None = None,
    where: Visit | None = None,
) -> None:
    """It has its outcome; nobody need ring any more. `where` the visit is now, if it moved."""
    moved = state in (RebookingState.ACCEPTED, RebookingState.REBOOKED)
    place_now = choosing.slot_of(where) if moved and where is not None else None
    if state is not RebookingState.OVER:  # who was never reached may still be rung
        telling.no_ring(tx, one)
    store.change(
        tx,
        one.id,
        state=state.value,
        hold_id=None,
        settled_by=by,
        **store.slot_values(place_now),
    )


def let_go(tx: Transaction, directory: Directory, some: Iterable[Rebooking]) -> None:
    """Whatever is kept for them is everybody's again."""
    kept = [(one.id, one.hold_id) for one in some if one.hold_id is not None]
    rows = [row for _, hold in kept if (row := slots.hold_row(tx, hold)) is not None]
    changes.release(tx, rows, directory.zone)
    for rebooking_id, _ in kept:
        store.change(tx, rebooking_id, hold_id=None)


def reopen_lost(tx: Transaction, directory: Directory, one: Rebooking) -> None:
    """Where the counter that was offered closes too, something else is chosen."""
    if one.offered is None or not one.can_accept or still_open(tx, directory, one):
        return
    let_go(tx, directory, [one])
    telling.no_ring(tx, one)
    store.change(
        tx, one.id, state=RebookingState.OPEN.value, ring_id=None, **store.slot_values(None)
    )


def still_open(tx: Transaction, directory: Directory, one: Rebooking) -> bool:
    """Whether the counter that is kept for them is open then."""
    row = None if one.hold_id is None else slots.hold_row(tx, one.hold_id)
    return row is not None and opening.is_open(directory, row.counter, row.start, row.cells)


def lock_days(tx: Transaction, directory: Directory, *starts: datetime) -> None:
    """Lock all days that will be changed, at once and in their order."""
    slots.lock_days(tx, [start.astimezone(directory.zone).date() for start in starts])


def _meets(closing: Closing, visit: Visit) -> bool:
    """Whether a part of the visit is within the closed part of its day."""
    if closing.span is None:
        return True
    begins = visit.start.hour * 60 + visit.start.minute
    return begins < closing.span.closes and closing.span.opens < begins + visit.minutes
