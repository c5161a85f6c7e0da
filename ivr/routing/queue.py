"""Contact requests in a transaction. Whoever changes one holds the lock on routing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from booking.api import Language, Transaction
from ivr.routing.model import (
    OPEN_STATES,
    Asking,
    ContactRequest,
    Need,
    NeedKind,
    Priority,
    RequestState,
)
from ivr.routing.rows import contact_requests
from ivr.routing.rules import Rules

_LOOK_BACK = 200
"""So many answered requests are looked through for one of the same needs."""

_id = contact_requests.c.id
_state = contact_requests.c.state


def add(tx: Transaction, asked: Asking, rules: Rules) -> ContactRequest:
    """Begin to wait; a call that waits already keeps its place."""
    there = open_of(tx, asked.call_id)
    if there is not None:
        return there
    needs = rules.needs_of(asked.service, asked.language)
    added = tx.insert(
        contact_requests,
        call_id=asked.call_id,
        node=asked.node,
        caller=asked.caller,
        language=asked.language.value,
        service=asked.service,
        topic=asked.topic,
        path=asked.path,
        citizen_id=asked.citizen_id,
        keyed=dict(asked.keyed),
        priority=asked.priority.value,
        needs=[[need.skill, need.level, need.kind.value] for need in needs],
        target_seconds=rules.targets[asked.priority],
        state=RequestState.WAITING.value,
        asked_at=tx.now,
    )
    return get(tx, added)


def get(tx: Transaction, request_id: int) -> ContactRequest:
    """The request with this number, which must be there."""
    row = tx.one(select(contact_requests).where(_id == request_id))
    if row is None:
        raise LookupError(request_id)
    return _request(row)


def open_of(tx: Transaction, call_id: str) -> ContactRequest | None:
    """The request of a call that waits or talks."""
    rows = _where(tx, contact_requests.c.call_id == call_id, *OPEN_STATES)
    return rows[0] if rows else None


def last_of(tx: Transaction, call_id: str) -> ContactRequest | None:
    """The newest request of a call, open or over."""
    row = tx.one(
        select(contact_requests)
        .where(contact_requests.c.call_id == call_id)
        .order_by(_id.desc())
        .limit(1)
    )
    return None if row is None else _request(row)


def all_of(tx: Transaction, call_id: str) -> list[ContactRequest]:
    """Every request of a call, the oldest first."""
    rows = select(contact_requests).where(contact_requests.c.call_id == call_id).order_by(_id)
    return [_request(row) for row in tx.all(rows)]


def of_node(tx: Transaction, node: str) -> list[ContactRequest]:
    """The open requests whose calls a node holds."""
    return _where(tx, contact_requests.c.node == node, *OPEN_STATES)


def waiting(tx: Transaction, *, also_offered: bool = False) -> list[ContactRequest]:
    """Those without an answer, the oldest first."""
    states = [RequestState.WAITING] + ([RequestState.OFFERED] if also_offered else [])
    return _where(tx, None, *states)


def unwritten(tx: Transaction, since: datetime) -> list[ContactRequest]:
    """Talks that were answered since then and are over without a result, the last one first."""
    found = (
        select(contact_requests)
        .where(
            contact_requests.c.answered_at >= since,
            contact_requests.c.ended_at.is_not(None),
            contact_requests.c.operator.is_not(None),
            contact_requests.c.result.is_(None),
        )
        .order_by(_id.desc())
    )
    return [_request(row) for row in tx.all(found)]


def somebody_waits(tx: Transaction) -> bool:
    """Whether anybody waits or is being offered."""
    unanswered = _state.in_([RequestState.WAITING.value, RequestState.OFFERED.value])
    return tx.one(select(_id).where(unanswered).limit(1)) is not None


def put_state(tx: Transaction, request_id: int, state: RequestState, **values: Any) -> None:
    """Write how far a request is."""
    changed = {"state": state.value, **values}
    tx.execute(update(contact_requests).where(_id == request_id).values(**changed))


def put_result(tx: Transaction, request_id: int, result: str) -> None:
    """Write what became of it."""
    tx.execute(update(contact_requests).where(_id == request_id).values(result=result))


def last_wait(tx: Transaction, needs: Sequence[Need], within: float) -> float | None:
    """Seconds that the last one of these needs waited who was answered; None without one lately.

    Args:
        tx: the transaction.
        needs: the same skills; the levels do not matter.
        within: how many seconds ago counts as lately.
    """
    lately = contact_requests.c.answered_at > tx.now - timedelta(seconds=within)
    newest = select(contact_requests).where(lately).order_by(contact_requests.c.answered_at.desc())
    skills = [need.skill for need in needs]
    for row in tx.all(newest.limit(_LOOK_BACK)):
        if [need[0] for need in row.needs] == skills:
            return float((row.answered_at - row.asked_at).total_seconds())
    return None


def _where(
    tx: Transaction, condition: ColumnElement[bool] | None, *states: RequestState
) -> list[ContactRequest]:
    found = select(contact_requests).where(_state.in_([state.value for state in states]))
    if condition is not None:
        found = found.where(condition)
    return [_request(row) for row in tx.all(found.order_by(contact_requests.c.asked_at, _id))]


def _request(row: Row[Any]) -> ContactRequest:
    asked = Asking(
        call_id=row.call_id,
        language=Language(row.language),
        caller=row.caller,
        service=row.service,
        topic=row.topic,
        path=row.path,
        citizen_id=row.citizen_id,
        keyed=row.keyed,
        priority=Priority(row.priority),
        node=row.node,
    )
    return ContactRequest(
        id=row.id,
        asked=asked,
        needs=tuple(Need(skill, level, NeedKind(kind)) for skill, level, kind in row.needs),
        target_seconds=row.target_seconds,
        state=RequestState(row.state),
        asked_at=row.asked_at,
        operator=row.operator,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        result=row.result,
    )
