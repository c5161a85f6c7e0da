"""Operators' states in a transaction. Whoever calls holds the lock on routing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from booking.api import Transaction, insert_missing
from ivr.routing.model import MISSED_BREAK, OperatorState, OperatorStatus
from ivr.routing.rows import operator_states


def find(tx: Transaction, username: str) -> OperatorStatus:
    """How an operator is; whoever never came is offline."""
    row = tx.one(select(operator_states).where(operator_states.c.username == username))
    if row is not None:
        return _status(row)
    state, now = OperatorState.OFFLINE, tx.now
    return OperatorStatus(username, state, None, now, now, None, None, None, 0, None, None, None)


def all_of(tx: Transaction) -> list[OperatorStatus]:
    """Everybody who ever came, by username."""
    return [
        _status(row) for row in tx.all(select(operator_states).order_by(operator_states.c.username))
    ]


def choose(tx: Transaction, username: str, state: OperatorState, reason: str | None) -> None:
    """Put an operator without a call into the state that they chose."""
    before = find(tx, username)
    began = before.state is not state or before.reason != reason
    comes_free = state is OperatorState.AVAILABLE and began
    _put(
        tx,
        username,
        state=state.value,
        reason=reason,
        since=tx.now if began else before.since,
        free_since=tx.now if comes_free else before.free_since,
        until=None,
        wish=None,
        wish_reason=None,
        misses=0,
        request_id=None,
    )


def wish(tx: Transaction, username: str, state: OperatorState, reason: str | None) -> None:
    """Keep what an operator who is taken wants to be afterwards."""
    kept = None if state is OperatorState.AVAILABLE else state.value
    _put(tx, username, wish=kept, wish_reason=reason if kept else None)


def ring(tx: Transaction, username: str, request_id: int) -> None:
    """An offer was made to them."""
    _put(tx, username, state=OperatorState.RINGING.value, since=tx.now, request_id=request_id)


def ring_ended(tx: Transaction, username: str) -> None:
    """The caller was gone before they could answer: they stay the one who has been idle."""
    _release(tx, find(tx, username))


def ring_missed(tx: Transaction, username: str, misses_before_break: int) -> None:
    """They did not answer; so many times in a row mean that nobody is there."""
    before = find(tx, username)
    misses = before.misses + 1
    if misses < misses_before_break or before.wish is not None:
        _put(tx, username, misses=misses)
        _release(tx, before, free_since=tx.now)
    else:
        choose(tx, username, OperatorState.BREAK, MISSED_BREAK)


def ring_refused(tx: Transaction, username: str) -> None:
    """They sent the caller on; they were there, so it is no miss."""
    _put(tx, username, misses=0)
    _release(tx, find(tx, username), free_since=tx.now)


def talk(tx: Transaction, username: str, request_id: int) -> None:
    """They answered."""
    _put(
        tx,
        username,
        state=OperatorState.TALKING.value,
        since=tx.now,
        until=None,
        misses=0,
        request_id=request_id,
    )


def wrap_up(tx: Transaction, username: str, seconds: float) -> None:
    """The talk is over; its result is still to be written."""
    _put(
        tx,
        username,
        state=OperatorState.WRAP_UP.value,
        since=tx.now,
        free_since=tx.now,
        until=tx.now + timedelta(seconds=seconds),
    )


def wrap_up_ended(tx: Transaction, username: str) -> None:
    """They are ready, or their time is up. Nothing where there is no wrap-up."""
    before = find(tx, username)
    if before.state is OperatorState.WRAP_UP:
        _release(tx, before, free_since=tx.now)


def somebody_wraps_up(tx: Transaction) -> bool:
    """Whether anybody is in a wrap-up."""
    wrapping = operator_states.c.state == OperatorState.WRAP_UP.value
    return tx.one(select(operator_states.c.username).where(wrapping).limit(1)) is not None


def wrapped_up_long_enough(tx: Transaction) -> list[str]:
    """Whose wrap-up is over by time."""
    rows = tx.all(
        select(operator_states.c.username).where(
            operator_states.c.state == OperatorState.WRAP_UP.value,
            operator_states.c.until <= tx.now,
        )
    )
    return [str(row.username) for row in rows]


def attach(tx: Transaction, username: str, node: str | None, endpoint: str | None) -> None:
    """Where their softphone is now."""
    _put(tx, username, node=node, endpoint=endpoint)


def on_duty(statuses: Sequence[OperatorStatus]) -> list[OperatorStatus]:
    """Those who are there, free or not."""
    return [one for one in statuses if one.state is not OperatorState.OFFLINE]


def _release(tx: Transaction, before: OperatorStatus, free_since: datetime | None = None) -> None:
    """Let somebody go to what they wished, or be available."""
    _put(
        tx,
        before.username,
        state=(before.wish or OperatorState.AVAILABLE).value,
        reason=before.wish_reason,
        since=tx.now,
        free_since=free_since or before.free_since,
        until=None,
        wish=None,
        wish_reason=None,
        request_id=None,
    )


def _put(tx: Transaction, username: str, **values: Any) -> None:
    fresh = {
        "username": username,
        "state": OperatorState.OFFLINE.value,
        "since": tx.now,
        "free_since": tx.now,
        "misses": 0,
    }
    insert_missing(tx, operator_states, **fresh)
    tx.execute(
        update(operator_states).where(operator_states.c.username == username).values(**values)
    )


def _status(row: Row[Any]) -> OperatorStatus:
    return OperatorStatus(
        username=row.username,
        state=OperatorState(row.state),
        reason=row.reason,
        since=row.since,
        free_since=row.free_since,
        until=row.until,
        wish=None if row.wish is None else OperatorState(row.wish),
        wish_reason=row.wish_reason,
        misses=row.misses,
        node=row.node,
        endpoint=row.endpoint,
        request_id=row.request_id,
    )
