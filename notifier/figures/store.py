"""Figures out of the rows: each look has its index and its window, or the index of what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, exists, func, literal, select

from booking.api import Transaction, events_table
from notifier.consent.model import BlockReason
from notifier.consent.tables import blocked_recipients
from notifier.figures import rules
from notifier.figures.model import Count, Seconds, Span, Waiting
from notifier.outbox.model import ChannelKind, MessageState, Priority
from notifier.outbox.tables import DUE, message_statuses, messages
from notifier.received.tables import inbound_messages

NEWEST = 20_000
"""Messages that are looked at for the seconds to their hand-over."""


def counts(tx: Transaction, span: Span, slots: Sequence[datetime]) -> tuple[Count, ...]:
    """What was written in the span, as it stands now."""
    rows = tx.all(_counted(span, slots))
    return tuple(
        Count(
            slot=row.slot,
            channel=ChannelKind(row.channel),
            provider=row.provider,
            template=row.template,
            fate=rules.fate(MessageState(row.state), row.reason, tried=bool(row.tried)),
            reason=row.reason,
            number=row.number,
            segments=int(row.segments),
            price=int(row.price),
        )
        for row in rows
    )


def _counted(span: Span, slots: Sequence[datetime]) -> Select[Any]:
    """Messages that stand alike, by the part of the span that they were written in."""
    later = [(messages.c.created_at < begin, number) for number, begin in enumerate(slots[1:])]
    slot = case(*later, else_=len(slots) - 1) if later else literal(0, Integer)
    alike = {
        "slot": slot,
        "channel": messages.c.channel,
        "provider": messages.c.provider,
        "template": messages.c.template,
        "state": messages.c.state,
        "reason": messages.c.reason,
        "tried": case((messages.c.attempts > 0, 1), else_=0),
    }
    # inside, so that the statement groups by names: PostgreSQL does not see that two parameters of
    # a computed column are the same
    inner = (
        select(
            *(column.label(name) for name, column in alike.items()),
            messages.c.segments,
            messages.c.price,
        )
        .where(_within(messages.c.created_at, span))
        .subquery()
    )
    by = [inner.c[name] for name in alike]
    return (
        select(
            *by,
            func.count().label("number"),
            func.sum(inner.c.segments).label("segments"),
            func.coalesce(func.sum(inner.c.price), 0).label("price"),
        )
        .group_by(*by)
        .order_by(inner.c.slot)
    )


def seconds(tx: Transaction, span: Span, channel: ChannelKind | None = None) -> Seconds:
    """How long it took to hand over what was sent in the span and was to go at once.

    It counts from what the message tells of: an event, or what a citizen has written. What was
    held back on purpose is left out, be it a reminder or for quiet hours.
    """
    held = exists().where(
        message_statuses.c.message_id == messages.c.id,
        message_statuses.c.state == MessageState.CREATED.value,
        message_statuses.c.provider.is_(None),
        message_statuses.c.reason.is_not(None),
    )
    wanted = [
        _within(messages.c.sent_at, span),
        messages.c.priority != Priority.LATER.value,
        ~held,
    ]
    if channel is not None:
        wanted.append(messages.c.channel == channel.value)
    rows = tx.all(
        select(
            messages.c.sent_at,
            case(
                (messages.c.escalated_from.is_not(None), messages.c.created_at),
                else_=func.coalesce(
                    events_table.c.due_at,
                    events_table.c.happened_at,
                    inbound_messages.c.received_at,
                    messages.c.created_at,
                ),
            ).label("begun"),
        )
        .outerjoin(events_table, events_table.c.id == messages.c.event_id)
        .outerjoin(inbound_messages, inbound_messages.c.id == messages.c.inbound_id)
        .where(*wanted)
        .order_by(messages.c.sent_at.desc())
        .limit(NEWEST)
    )
    return rules.seconds([(row.sent_at - row.begun) / timedelta(seconds=1) for row in rows])


def waiting(tx: Transaction) -> list[Waiting]:
    """What is not sent yet, by channel."""
    is_held = (messages.c.attempts == 0) & (messages.c.due_at > tx.now)
    untried = messages.c.attempts == 0
    rows = tx.all(
        select(
            messages.c.channel,
            func.sum(case((is_held, 1), else_=0)).label("held"),
            func.count().label("number"),
            func.min(case((untried & ~is_held, messages.c.due_at))).label("since"),
        )
        .where(DUE)
        .group_by(messages.c.channel)
    )
    first = _first_tried(tx)
    found = []
    for row in rows:
        begun = [one for one in (row.since, first.get(row.channel)) if one is not None]
        found.append(
            Waiting(
                ChannelKind(row.channel),
                due=int(row.number) - int(row.held),
                held=int(row.held),
                since=min(begun, default=None),
            )
        )
    return found


def _first_tried(tx: Transaction) -> dict[str, datetime]:
    """When the oldest of those that are being tried was tried first."""
    # for each by itself: as a join, SQLite read every line of every trace
    first = (
        select(func.min(message_statuses.c.at))
        .where(
            message_statuses.c.message_id == messages.c.id,
            message_statuses.c.state == MessageState.SENDING.value,
        )
        .scalar_subquery()
    )
    rows = tx.all(
        select(messages.c.channel, func.min(first).label("since"))
        .where(DUE, messages.c.attempts > 0)
        .group_by(messages.c.channel)
    )
    return {row.channel: row.since for row in rows}


def opt_outs(tx: Transaction, span: Span) -> int:
    """Recipients who said in the span that they want no more messages."""
    row = tx.one(
        select(func.count(blocked_recipients.c.recipient.distinct()).label("number")).where(
            blocked_recipients.c.reason == BlockReason.OPTED_OUT.value,
            _within(blocked_recipients.c.since, span),
        )
    )
    return 0 if row is None else int(row.number)


def inbound(tx: Transaction, span: Span) -> dict[str | None, int]:
    """Citizens' messages that were handled, by what was understood."""
    rows = tx.all(
        select(inbound_messages.c.command, func.count().label("number"))
        .where(
            _within(inbound_messages.c.received_at, span),
            inbound_messages.c.handled_at.is_not(None),
        )
        .group_by(inbound_messages.c.command)
        .order_by(func.count().desc(), inbound_messages.c.command)
    )
    return {row.command: row.number for row in rows}


def price(tx: Transaction, span: Span) -> int:
    """What was handed over in the span has cost so much, as far as it is known."""
    row = tx.one(
        select(func.sum(messages.c.price).label("price")).where(
            _within(messages.c.sent_at, span), messages.c.price.is_not(None)
        )
    )
    return 0 if row is None or row.price is None else int(row.price)


def _within(column: ColumnElement[datetime], span: Span) -> ColumnElement[bool]:
    return (column >= span.since) & (column < span.until)
