"""The table of messages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update

from booking.api import Language, Transaction
from notifier.outbox.model import UNFINISHED, ChannelKind, Message, MessageState, Priority
from notifier.outbox.rules import Verdict
from notifier.outbox.tables import DUE, messages


def claim(tx: Transaction, worker: str, until: datetime, limit: int) -> list[tuple[Message, bool]]:
    """Take up messages that are due; nobody else gets them until then.

    Returns:
        Each with whether the provider may have it already: it was found in 'sending'.
    """
    earlier = messages.alias("earlier")
    has_earlier = exists().where(
        earlier.c.about == messages.c.about,
        earlier.c.recipient == messages.c.recipient,
        earlier.c.id < messages.c.id,
        earlier.c.state.in_([state.value for state in UNFINISHED]),
    )
    rows = tx.all(
        select(messages)
        .where(DUE, messages.c.due_at <= tx.now, ~has_earlier)
        .order_by(messages.c.due_at, messages.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if not rows:
        return []
    tx.execute(
        update(messages)
        .where(messages.c.id.in_([row.id for row in rows]))
        .values(
            state=MessageState.SENDING.value,
            attempts=messages.c.attempts + 1,
            claimed_by=worker,
            claimed_at=tx.now,
            due_at=until,
        )
    )
    taken = {message.id: message for message in _by_ids(tx, [row.id for row in rows])}
    return [(taken[row.id], row.state == MessageState.SENDING.value) for row in rows]


def has_due(tx: Transaction) -> bool:
    """Whether there may be something to claim."""
    return (
        tx.one(select(messages.c.id).where(DUE, messages.c.due_at <= tx.now).limit(1)) is not None
    )


def finish(
    tx: Transaction,
    message: Message,
    state: MessageState,
    reason: str | None,
    reference: str | None,
) -> bool:
    """Record how it ended; False where another worker has it by now."""
    sent = tx.now if state is MessageState.SENT else None
    return _still_ours(
        tx, message, state=state.value, reason=reason, reference=reference, sent_at=sent
    )


def put_back(tx: Transaction, message: Message, verdict: Verdict) -> bool:
    """Record a failed try; False where another worker has it by now."""
    return _still_ours(
        tx,
        message,
        state=verdict.state.value,
        reason=verdict.reason,
        due_at=verdict.due_at,
        claimed_by=None,
    )


def known_references(tx: Transaction, references: list[str]) -> set[str]:
    """Which of these belong to a message of ours already."""
    rows = tx.all(select(messages.c.reference).where(messages.c.reference.in_(references)))
    return {row.reference for row in rows}


def claims_of_others(tx: Transaction, worker: str) -> set[str]:
    """The other workers that have a message in hand."""
    rows = tx.all(
        select(messages.c.claimed_by)
        .where(DUE, messages.c.claimed_by.is_not(None), messages.c.claimed_by != worker)
        .distinct()
    )
    return {row.claimed_by for row in rows}


def release_claims(tx: Transaction, workers: list[str], due_at: datetime) -> None:
    """What these workers had is due at that time; each stays 'sending'."""
    tx.execute(
        update(messages)
        .where(DUE, messages.c.claimed_by.in_(workers))
        .values(claimed_by=None, due_at=due_at)
    )


def recent(
    tx: Transaction,
    *,
    limit: int,
    channel: ChannelKind | None = None,
    recipient: str | None = None,
    about: str | None = None,
) -> list[Message]:
    """The newest messages first."""
    query = select(messages).order_by(messages.c.id.desc()).limit(limit)
    if channel is not None:
        query = query.where(messages.c.channel == channel.value)
    if recipient is not None:
        query = query.where(messages.c.recipient == recipient)
    if about is not None:
        query = query.where(messages.c.about == about)
    return [_message(row) for row in tx.all(query)]


def find(tx: Transaction, message_id: int) -> Message | None:
    """The message with this number."""
    row = tx.one(select(messages).where(messages.c.id == message_id))
    return None if row is None else _message(row)


def lock(tx: Transaction, message_id: int) -> Message | None:
    """The same; nobody else changes it until this transaction is over."""
    row = tx.one(select(messages).where(messages.c.id == message_id).with_for_update())
    tx.has_waited()
    return None if row is None else _message(row)


def _by_ids(tx: Transaction, ids: list[int]) -> list[Message]:
    return [_message(row) for row in tx.all(select(messages).where(messages.c.id.in_(ids)))]


def _still_ours(tx: Transaction, message: Message, **values: Any) -> bool:
    changed = tx.execute(
        update(messages)
        .where(
            messages.c.id == message.id,
            messages.c.state == MessageState.SENDING.value,
            messages.c.claimed_by == message.claimed_by,
            messages.c.attempts == message.attempts,
        )
        .values(**values)
    )
    return changed.rowcount == 1


def _message(row: Any) -> Message:  # noqa: ANN401  a row of the table
    return Message(
        id=row.id,
        event_id=row.event_id,
        inbound_id=row.inbound_id,
        escalated_from=row.escalated_from,
        about=row.about,
        channel=ChannelKind(row.channel),
        template=row.template,
        template_version=row.template_version,
        priority=Priority(row.priority),
        recipient=row.recipient,
        language=Language(row.language),
        subject=row.subject,
        text=row.text,
        html=row.html,
        calendar=row.calendar,
        speech=row.speech,
        segments=row.segments,
        state=MessageState(row.state),
        reason=row.reason,
        attempts=row.attempts,
        due_at=row.due_at,
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at,
        provider=row.provider,
        reference=row.reference,
        price=row.price,
        useful_until=row.useful_until,
        created_at=row.created_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
    )


def lost_events(tx: Transaction, events: Collection[int]) -> set[int]:
    """Of these events, those all of whose messages have failed for good."""
    told = select(messages.c.event_id, messages.c.state).where(messages.c.event_id.in_(events))
    states: dict[int, set[str]] = {}
    for row in tx.all(told):
        states.setdefault(row.event_id, set()).add(row.state)
    return {event for event, found in states.items() if found <= _FAILED}


_FAILED = {
    MessageState.PERMANENT_FAILURE.value,
    MessageState.TEMPORARY_FAILURE.value,
    MessageState.TECHNICAL_FAILURE.value,
}
