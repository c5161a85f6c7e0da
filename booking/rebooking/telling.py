"""What the events of rebooking tell, and whom operators are to ring."""

from __future__ import annotations

from booking.ground.transaction import Transaction
from booking.rebooking.model import (
    Rebooking,
    RebookingOffered,
    RebookingUnreached,
    RebookingWithdrawn,
    VisitRebooked,
    VisitUnplaced,
    WhyUnreached,
)
from booking.rings import store as rings
from booking.rings.asking import ask
from booking.rings.model import RingState
from booking.visits import changes
from booking.visits.model import Slot, Visit

RING_DIALOG = "rebooking"
"""What the ring is about; its topic is the visit's code."""


def moved(tx: Transaction, one: Rebooking, visit: Visit) -> int:
    """The visit is elsewhere now, and they are told where."""
    return tx.append(
        VisitRebooked(
            **changes.told(visit),
            rebooking_id=one.id,
            counter_before=one.was.counter,
            start_before=one.was.start,
        )
    )


def offered(tx: Transaction, one: Rebooking, visit: Visit) -> int:
    """Another time is kept, and they are asked. It must be there."""
    if one.offered is None or one.answer_by is None:
        raise LookupError("nothing is offered")
    return tx.append(
        RebookingOffered(
            **changes.told(visit),
            rebooking_id=one.id,
            new_office=one.offered.office,
            new_start=one.offered.start,
            answer_by=one.answer_by,
        )
    )


def unplaced(tx: Transaction, one: Rebooking, visit: Visit) -> int:
    """They need not come, and nothing could be kept."""
    return tx.append(VisitUnplaced(**changes.told(visit), rebooking_id=one.id))


def unreached(tx: Transaction, one: Rebooking, visit: Visit, why: WhyUnreached) -> int:
    """Nobody knows whether they know."""
    return tx.append(RebookingUnreached(**changes.told(visit), rebooking_id=one.id, why=why.value))


def withdrawn(tx: Transaction, one: Rebooking, visit: Visit) -> int:
    """They may come as they were to."""
    return tx.append(RebookingWithdrawn(**changes.told(visit), rebooking_id=one.id))


def ring(tx: Transaction, one: Rebooking, visit: Visit) -> int | None:
    """An operator is to ring them; the ring's number, None where they have no telephone."""
    if visit.phone is None:
        return None
    if one.ring_id is not None:
        known = rings.find(tx, one.ring_id)
        if known is not None and known.state is RingState.OPEN:
            return one.ring_id
    return ask(
        tx,
        phone=visit.phone,
        dialog=RING_DIALOG,
        language=visit.language,
        topic=visit.code,
        note=visit.name,
        about=f"visit:{visit.id}",
    )


def no_ring(tx: Transaction, one: Rebooking) -> None:
    """Nobody need ring them any more."""
    if one.ring_id is not None:
        rings.set_state(tx, one.ring_id, RingState.DONE)


def owner(rebooking_id: int) -> str:
    """Whose a hold is."""
    return f"rebooking:{rebooking_id}"


def note_offer(tx: Transaction, one: Rebooking, slot: Slot) -> None:
    """Leave a trace of what was offered."""
    tx.audit(
        "rebooking",
        "rebooking-offered",
        f"visit:{one.visit_id}",
        case=one.case_id,
        start=slot.start.isoformat(),
        counter=slot.counter,
    )
