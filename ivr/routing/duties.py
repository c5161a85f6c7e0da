"""What the telephones of a node have to do: who rings, who talks. Read in a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from booking.api import Transaction
from ivr.routing import offers, operators, queue, softphones
from ivr.routing.model import RequestState


@dataclass(frozen=True, slots=True)
class Phone:
    """Where an operator is reached.

    Attributes:
        endpoint: Asterisk's name for it; None while it cannot be rung.
        generation: of its newest page: a leg to an older one leads nowhere.
    """

    endpoint: str | None
    generation: int


@dataclass(frozen=True, slots=True)
class Rings:
    """An offer that shall ring."""

    offer: int
    call: str
    phone: Phone
    until: datetime


@dataclass(frozen=True, slots=True)
class Talks:
    """A call that an operator has answered, by this offer."""

    offer: int
    call: str
    phone: Phone


@dataclass(frozen=True, slots=True)
class Duties:
    """All of it, and how far each open request is, by its call."""

    rings: tuple[Rings, ...] = ()
    talks: tuple[Talks, ...] = ()
    open: Mapping[str, tuple[int, RequestState]] = field(default_factory=dict)


def of_node(tx: Transaction, node: str) -> Duties:
    """What the calls of a node need."""
    requests = queue.of_node(tx, node)
    if not requests:
        return Duties()
    phones = _phones(tx)
    nowhere = Phone(None, 0)
    calls = {one.id: one.call_id for one in requests}
    return Duties(
        tuple(
            Rings(one.id, calls[one.request_id], phones.get(one.operator, nowhere), one.until)
            for one in offers.ringing_on(tx, node)
        ),
        tuple(
            Talks(offer.id, one.call_id, phones.get(offer.operator, nowhere))
            for one in requests
            if one.state is RequestState.ANSWERED
            and (offer := offers.answered_for(tx, one.id)) is not None
        ),
        {one.call_id: (one.id, one.state) for one in requests},
    )


def _phones(tx: Transaction) -> dict[str, Phone]:
    pages = {one.username: one for one in softphones.all_of(tx)}
    found = {}
    for status in operators.all_of(tx):
        page = pages.get(status.username)
        reached = status.endpoint
        if page is not None and page.endpoint != reached:
            reached = None  # that of an older log-in
        found[status.username] = Phone(reached, 0 if page is None else page.generation)
    return found
