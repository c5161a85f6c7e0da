"""The machine's rings in an open transaction: which are due, which are given out, how one ends."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, false, select

from booking.ground.transaction import Transaction
from booking.rings import addressing, rules, store
from booking.rings.model import VOICE_MESSAGE, Ring, RingEnded, RingOutcome, RingState
from booking.rings.store import rings
from booking.visits import store as visits
from booking.visits.model import VisitState

SWEPT = 100
"""So many rings that are too late are ended in one transaction."""

_LOCK = "rings-to-dial"
_OPEN = (rings.c.dialog == VOICE_MESSAGE) & (rings.c.state == RingState.OPEN.value)
_DIALLING = (rings.c.dialog == VOICE_MESSAGE) & (rings.c.state == RingState.DIALLING.value)


def has_work(tx: Transaction) -> bool:
    """Whether `take` may find something; spares an empty write."""
    return tx.one(select(rings.c.id).where(_over(tx) | _due(tx)).limit(1)) is not None


def take(tx: Transaction, node: str, most: int) -> list[Ring]:
    """Give a node at most so many rings to dial; from now on they are being dialled.

    Nobody is rung about two things at once. What is too late, or true no more, is ended, and so is
    what would go to a number that was given up: it may be anybody's by now.
    """
    tx.lock(_LOCK)  # two nodes must not ring one number at the same time
    for row in tx.all(select(rings).where(_over(tx)).order_by(rings.c.id).limit(SWEPT)):
        end(tx, store.ring_of(row), RingOutcome.TOO_LATE)
    taken: list[Ring] = []
    engaged = {row.phone for row in tx.all(select(rings.c.phone).where(_DIALLING))}
    due = select(rings).where(_due(tx)).order_by(rings.c.not_before, rings.c.id)
    page = [store.ring_of(row) for row in tx.all(due.limit(SWEPT))]
    given_up = addressing.given_up(tx, page)
    for ring in page:
        if len(taken) == most:
            break
        if not _still_holds(tx, ring):
            end(tx, ring, RingOutcome.STALE)
        elif ring.id in given_up:
            end(tx, ring, RingOutcome.NUMBER_GIVEN_UP)
        elif ring.phone not in engaged:
            engaged.add(ring.phone)
            taken.append(_dialling(tx, ring, node))
    return taken


def silence(tx: Transaction, phones: Collection[str]) -> None:
    """These numbers are to be left alone: what the machine was to ring there is ended.

    What is being dialled rings already.
    """
    wanted = _OPEN & rings.c.phone.in_(phones)
    if tx.one(select(rings.c.id).where(wanted).limit(1)) is None:
        return
    tx.lock(_LOCK)
    for row in tx.all(select(rings).where(wanted).order_by(rings.c.id)):
        end(tx, store.ring_of(row), RingOutcome.OPTED_OUT)


def of_node(tx: Transaction, node: str) -> list[Ring]:
    """What this node was given to dial and has not ended."""
    rows = tx.all(select(rings).where(_DIALLING, rings.c.node == node).order_by(rings.c.id))
    return [store.ring_of(row) for row in rows]


def end(tx: Transaction, ring: Ring, outcome: RingOutcome) -> None:
    """Write how it ended, and tell of it."""
    known = rules.further(ring.outcome, outcome)
    store.change(tx, ring.id, state=RingState.ENDED.value, outcome=known.value, ended_at=tx.now)
    tx.append(RingEnded(ring.id, ring.asked_by or "", known))
    tx.audit("linka", "ring-ended", f"ring:{ring.id}", reason=known.value)


def _dialling(tx: Transaction, ring: Ring, node: str) -> Ring:
    store.change(tx, ring.id, state=RingState.DIALLING.value, node=node, dialled_at=tx.now)
    tx.audit("linka", "ring-dialled", f"ring:{ring.id}")
    found = store.find(tx, ring.id)
    assert found is not None  # noqa: S101  it was written a line ago
    return found


def _over(tx: Transaction) -> ColumnElement[bool]:
    return _OPEN & (rings.c.until <= tx.now)


def _due(tx: Transaction) -> ColumnElement[bool]:
    if not rules.may_ring(tx.now, tx.zone):
        return false()
    return _OPEN & (rings.c.not_before <= tx.now) & (rings.c.until > tx.now)


def _still_holds(tx: Transaction, ring: Ring) -> bool:
    speech = ring.speech
    if speech is None:
        return False
    visit = None if speech.visit_id is None else visits.find(tx, speech.visit_id, tx.zone)
    return rules.still_holds(
        speech,
        booked=visit is not None and visit.state is VisitState.BOOKED,
        start=None if visit is None else visit.start,
    )
