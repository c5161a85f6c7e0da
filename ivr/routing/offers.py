"""Offers in a transaction. Whoever changes one holds the lock on routing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, update

from booking.api import Transaction, from_json, to_json
from ivr.routing.model import Offer, OfferOutcome
from ivr.routing.policy import Decision, Reason
from ivr.routing.rows import contact_requests, offers


def make(tx: Transaction, decision: Decision, decision_id: int, ring_seconds: float) -> Offer:
    """Let it ring."""
    made = tx.insert(
        offers,
        request_id=decision.request_id,
        operator=decision.operator,
        offered_at=tx.now,
        until=tx.now + timedelta(seconds=ring_seconds),
        decision_id=decision_id,
        reason=to_json(decision.reason),
    )
    found = find(tx, made)
    if found is None:
        raise LookupError(made)
    return found


def find(tx: Transaction, offer_id: int) -> Offer | None:
    """The offer with this number."""
    row = tx.one(select(offers).where(offers.c.id == offer_id))
    return None if row is None else _offer(row)


def ringing_at(tx: Transaction, operator: str) -> Offer | None:
    """What rings at an operator."""
    row = tx.one(select(offers).where(offers.c.outcome.is_(None), offers.c.operator == operator))
    return None if row is None else _offer(row)


def ringing_for(tx: Transaction, request_id: int) -> Offer | None:
    """The ring that a caller waits for."""
    row = tx.one(
        select(offers).where(offers.c.outcome.is_(None), offers.c.request_id == request_id)
    )
    return None if row is None else _offer(row)


def answered_for(tx: Transaction, request_id: int) -> Offer | None:
    """The ring by which a caller was answered, the newest where it broke off before."""
    answered = (offers.c.request_id == request_id) & (offers.c.outcome == OfferOutcome.ANSWERED)
    row = tx.one(select(offers).where(answered).order_by(offers.c.id.desc()).limit(1))
    return None if row is None else _offer(row)


def all_ringing(tx: Transaction) -> list[Offer]:
    """All that ring."""
    return [_offer(row) for row in tx.all(select(offers).where(offers.c.outcome.is_(None)))]


def ringing_on(tx: Transaction, node: str) -> list[Offer]:
    """All that ring for calls of a node, the oldest first."""
    calls = contact_requests
    rows = tx.all(
        select(offers)
        .join(calls, calls.c.id == offers.c.request_id)
        .where(offers.c.outcome.is_(None), calls.c.node == node)
        .order_by(offers.c.id)
    )
    return [_offer(row) for row in rows]


def rung_out(tx: Transaction) -> list[Offer]:
    """Those that have rung for so long that they are missed."""
    rows = tx.all(
        select(offers)
        .where(offers.c.outcome.is_(None), offers.c.until <= tx.now)
        .order_by(offers.c.id)
    )
    return [_offer(row) for row in rows]


def made_for(tx: Transaction, request_id: int) -> list[tuple[Offer, Reason]]:
    """All offers of a request with their reasons, the oldest first."""
    rows = tx.all(select(offers).where(offers.c.request_id == request_id).order_by(offers.c.id))
    return [(_offer(row), from_json(row.reason, Reason)) for row in rows]


def settle(tx: Transaction, offer_id: int, outcome: OfferOutcome, note: str | None = None) -> None:
    """It rings no longer."""
    tx.execute(
        update(offers)
        .where(offers.c.id == offer_id)
        .values(outcome=outcome.value, settled_at=tx.now, note=note)
    )


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """Who has missed a request, once for each time, and who shall not be asked for it now."""

    missed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def turned_down(
    tx: Transaction, request_ids: Collection[int], refused_seconds: float
) -> dict[int, TurnedDown]:
    """Who has turned down which of these requests."""
    missed: dict[int, list[str]] = {one: [] for one in request_ids}
    refused: dict[int, list[str]] = {one: [] for one in request_ids}
    since = tx.now - timedelta(seconds=refused_seconds)
    for row in tx.all(select(offers).where(offers.c.request_id.in_(request_ids))):
        if row.outcome == OfferOutcome.MISSED:
            missed[row.request_id].append(row.operator)
        elif row.outcome == OfferOutcome.REFUSED and row.settled_at > since:
            refused[row.request_id].append(row.operator)
    return {
        one: TurnedDown(tuple(sorted(missed[one])), tuple(sorted(refused[one])))
        for one in request_ids
    }


def _offer(row: Row[Any]) -> Offer:
    return Offer(
        id=row.id,
        request_id=row.request_id,
        operator=row.operator,
        offered_at=row.offered_at,
        until=row.until,
        outcome=None if row.outcome is None else OfferOutcome(row.outcome),
        settled_at=row.settled_at,
        note=row.note,
        decision_id=row.decision_id,
    )
