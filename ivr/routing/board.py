"""Everything at one moment, for pages that show it. In a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from booking.api import Transaction
from ivr.routing import offers, operators, queue, rounds, softphones
from ivr.routing.model import ContactRequest, Offer, OperatorStatus, Place
from ivr.routing.rules import Rules
from ivr.routing.softphones import Softphone

UNWRITTEN = timedelta(hours=12)
"""So long a result can still be missing; nobody knows on the next day what became of a call."""


@dataclass(frozen=True, slots=True)
class WaitingCaller:
    """Somebody in the queue, and at whom it rings for them."""

    request: ContactRequest
    place: Place
    rings_at: str | None


@dataclass(frozen=True, slots=True)
class Board:
    """Operators and callers, as they are at one moment.

    Attributes:
        operators: everybody who ever came to the desk, by username; the others are offline.
        waiting: who has no answer yet, since longest first.
        offers: what rings, by the operator at whom it does.
        served: whom operators ring for, talk with or wrap up, by the request's number.
        softphones: by username.
        unwritten: talks of today that are over without a result, by operator, the last one first.
    """

    operators: dict[str, OperatorStatus]
    waiting: list[WaitingCaller]
    offers: dict[str, Offer]
    served: dict[int, ContactRequest]
    softphones: dict[str, Softphone]
    unwritten: dict[str, list[ContactRequest]]


def waiting(tx: Transaction, skills: rounds.Skills, rules: Rules) -> list[WaitingCaller]:
    """Who waits or is being offered, since longest first."""
    requests = queue.waiting(tx, also_offered=True)
    if not requests:
        return []
    places = rounds.places(tx, skills, rules)
    rings = {one.request_id: one.operator for one in offers.all_ringing(tx)}
    return [WaitingCaller(one, places[one.id], rings.get(one.id)) for one in requests]


def look(tx: Transaction, skills: rounds.Skills, rules: Rules) -> Board:
    """All of it."""
    statuses = operators.all_of(tx)
    taken = {one.request_id for one in statuses if one.request_id is not None}
    unwritten: dict[str, list[ContactRequest]] = {}
    for one in queue.unwritten(tx, tx.now - UNWRITTEN):
        if one.operator is not None and one.id not in taken:
            unwritten.setdefault(one.operator, []).append(one)
    return Board(
        {one.username: one for one in statuses},
        waiting(tx, skills, rules),
        {one.operator: one for one in offers.all_ringing(tx)},
        {one: queue.get(tx, one) for one in taken},
        {one.username: one for one in softphones.all_of(tx)},
        unwritten,
    )
