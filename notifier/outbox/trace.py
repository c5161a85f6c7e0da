"""A message comes into a state: the row changes, and the trace gets a line, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from booking.api import Prepared, Transaction, among
from notifier.outbox.model import Message, MessageState, Status
from notifier.outbox.tables import message_statuses, messages

_COLUMNS = ("message_id", "state", "reason", "provider", "at")
_NOTE = Prepared(insert(message_statuses), _COLUMNS)
_NOTE_ALL = Prepared(
    lambda dialect: insert(message_statuses).from_select(
        _COLUMNS,
        select(
            messages.c.id,
            *(bindparam(name, type_=message_statuses.c[name].type) for name in _COLUMNS[1:]),
        ).where(among(dialect, messages.c.id, "ids")),
    )
)


def note(
    tx: Transaction,
    message_id: int,
    state: MessageState,
    reason: str | None = None,
    provider: str | None = None,
) -> None:
    """Add a line to the trace."""
    tx.run(
        _NOTE,
        message_id=message_id,
        state=state.value,
        reason=reason,
        provider=provider,
        at=tx.now,
    )


def come_into(
    tx: Transaction,
    message_id: int,
    state: MessageState,
    reason: str | None = None,
    provider: str | None = None,
    **values: Any,
) -> None:
    """Put a message into a state, and say so in the trace.

    Args:
        tx: the transaction; it has the row to itself.
        message_id: which message.
        state: the new one.
        reason: why, as a code.
        provider: through whom; the row keeps the one that it has where this is None.
        values: what else changes in the row.
    """
    if provider is not None:
        values["provider"] = provider
    tx.execute(
        update(messages)
        .where(messages.c.id == message_id)
        .values(state=state.value, reason=reason, **values)
    )
    note(tx, message_id, state, reason, provider)


def note_all(
    tx: Transaction,
    ids: Iterable[int],
    state: MessageState,
    reason: str | None = None,
    provider: str | None = None,
) -> None:
    """Add the same line to the trace of many."""
    values = {"state": state.value, "reason": reason, "provider": provider, "at": tx.now}
    tx.run(_NOTE_ALL, ids=list(ids), **values)


def note_given(tx: Transaction, several: Iterable[Message], state: MessageState) -> None:
    """Add a line to the trace of each, with the provider that it is given to."""
    for provider, ids in by_provider(several).items():
        note_all(tx, ids, state, provider=provider)


def by_provider(several: Iterable[Message]) -> Mapping[str | None, list[int]]:
    """The numbers of the messages that each provider is given."""
    found: dict[str | None, list[int]] = defaultdict(list)
    for one in several:
        found[one.provider].append(one.id)
    return found


def of_message(tx: Transaction, message_id: int) -> list[Status]:
    """Its trace, the oldest first."""
    rows = tx.all(
        select(message_statuses)
        .where(message_statuses.c.message_id == message_id)
        .order_by(message_statuses.c.id)
    )
    return [_status(row.state, row.reason, row.provider, row.at) for row in rows]


def _status(state: str, reason: str | None, provider: str | None, at: datetime) -> Status:
    return Status(MessageState(state), reason, provider, at)
