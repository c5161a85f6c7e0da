"""The table of messages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select, update

from booking.api import Instant, Language, Prepared, Transaction
from notifier.outbox.model import FAILED, ChannelKind, Message, MessageState, Priority
from notifier.outbox.said import Said
from notifier.outbox.tables import DUE, messages, receipts


def has_due(tx: Transaction) -> bool:
    """Whether there may be something to claim."""
    return any(tx.one(_ANY_DUE, rank=rank.value, now=tx.now) for rank in Priority)


_ANY_DUE = Prepared(
    select(messages.c.id)
    .where(
        DUE,
        messages.c.priority == bindparam("rank", type_=Integer),
        messages.c.due_at <= bindparam("now", type_=Instant),
    )
    .limit(1)
)


def known_references(tx: Transaction, provider: str, references: list[str]) -> set[str]:
    """Which of this provider's numbers belong to a message already, or to a lost try of one."""
    kept = select(messages.c.reference).where(
        messages.c.provider == provider, messages.c.reference.in_(references)
    )
    told = select(receipts.c.reference).where(
        receipts.c.provider == provider,
        receipts.c.reference.in_(references),
        receipts.c.message_id.is_not(None),
        receipts.c.status != Said.UNKNOWN.value,  # it does not tell that a try was lost
    )
    return {row.reference for row in [*tx.all(kept), *tx.all(told)]}


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
    return [message(row) for row in tx.all(query)]


def find(tx: Transaction, message_id: int) -> Message | None:
    """The message with this number."""
    row = tx.one(select(messages).where(messages.c.id == message_id))
    return None if row is None else message(row)


def lock(tx: Transaction, message_id: int) -> Message | None:
    """The same; nobody else changes it until this transaction is over."""
    row = tx.one(select(messages).where(messages.c.id == message_id).with_for_update())
    tx.has_waited()
    return None if row is None else message(row)


def message(row: Any) -> Message:  # noqa: ANN401  a row of the table
    """The row as what it stands for."""
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
    failed = {state.value for state in FAILED}
    told = select(messages.c.event_id, messages.c.state).where(messages.c.event_id.in_(events))
    states: dict[int, set[str]] = {}
    for row in tx.all(told):
        states.setdefault(row.event_id, set()).add(row.state)
    return {event for event, found in states.items() if found <= failed}
