"""Messages that are looked for, and all that is known of one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from booking.api import Person, Transaction, events_table
from notifier.figures import rules
from notifier.figures.model import Fate, ReceiptLine, Span, Traced, Wanted, Written
from notifier.outbox import store, trace
from notifier.outbox.model import Message
from notifier.outbox.tables import message_statuses, messages, receipts
from notifier.received.tables import inbound_messages

ANSWERS = 5
"""Messages of the recipient that are shown with ours: the first that came after it."""

LONGEST_CHAIN = 5
"""A message has three ways at the most; the rest is for rows that somebody has changed by hand."""

AT_ONCE = 300
"""A statement takes only so many values."""


def find(tx: Transaction, wanted: Wanted, limit: int, before: int | None = None) -> list[Message]:
    """The newest first.

    Args:
        tx: the transaction.
        wanted: which.
        limit: how many at most.
        before: only older ones than the message with this number; for the next page.
    """
    query = select(messages).where(*_conditions(wanted))
    if before is not None and (last := store.find(tx, before)) is not None:
        older = messages.c.created_at < last.created_at
        same = (messages.c.created_at == last.created_at) & (messages.c.id < before)
        query = query.where(older | same)
    return [store.message(row) for row in tx.all(_newest(query).limit(limit))]


def about_person(
    tx: Transaction,
    persons: Sequence[Person],
    span: Span | None,
    limit: int,
    but: Collection[str] = (),
) -> list[Message]:
    """What went to a person, and what was about something of theirs; the newest first.

    Args:
        tx: the transaction.
        persons: the citizen, under all their numbers.
        span: when it was written, None for all that is kept.
        limit: how many at most.
        but: without these templates.
    """
    recipients = {one for who in persons for one in (*who.phones, *map(str.lower, who.emails))}
    records = {one for who in persons for one in who.records}
    found: dict[int, Message] = {}
    for column, values in ((messages.c.recipient, recipients), (messages.c.about, records)):
        for some in _chunks(values):
            query = select(messages).where(column.in_(some), messages.c.template.not_in(but))
            if span is not None:
                query = query.where(_within(span))
            found |= {row.id: store.message(row) for row in tx.all(_newest(query).limit(limit))}
    newest = sorted(found.values(), key=lambda one: (one.created_at, one.id), reverse=True)
    return newest[:limit]


def to_number(tx: Transaction, phone: str, kinds: Collection[str], limit: int) -> list[Message]:
    """The newest messages to a number about records of these kinds."""
    about = or_(*(messages.c.about.startswith(f"{kind}:") for kind in sorted(kinds)))
    query = select(messages).where(messages.c.recipient == phone, about)
    return [store.message(row) for row in tx.all(_newest(query).limit(limit))]


def traced(tx: Transaction, message: Message) -> Traced:
    """All that is known of a message."""
    event = None
    if message.event_id is not None:
        event = tx.one(select(events_table).where(events_table.c.id == message.event_id))
    said = tx.all(
        select(receipts).where(receipts.c.message_id == message.id).order_by(receipts.c.id)
    )
    return Traced(
        message=message,
        fate=fate_of(message),
        statuses=tuple(trace.of_message(tx, message.id)),
        receipts=tuple(
            ReceiptLine(row.provider, row.reference, row.status, row.code, row.received_at)
            for row in said
        ),
        event=None if event is None else event.kind,
        happened_at=None if event is None else event.happened_at,
        asked=_asked(tx, message),
        answers=_answers(tx, message),
        before=tuple(_before(tx, message)),
        after=tuple(_after(tx, message)),
        is_emptied=rules.is_emptied(message),
    )


def state_times(tx: Transaction, numbers: Sequence[int]) -> dict[int, datetime]:
    """When these messages came into the states that they are in."""
    found: dict[int, datetime] = {}
    for begin in range(0, len(numbers), AT_ONCE):
        rows = tx.all(
            select(message_statuses.c.message_id, func.max(message_statuses.c.at).label("at"))
            .where(message_statuses.c.message_id.in_(numbers[begin : begin + AT_ONCE]))
            .group_by(message_statuses.c.message_id)
        )
        found |= {row.message_id: row.at for row in rows}
    return found


def fate_of(message: Message) -> Fate:
    """How a message is counted."""
    return rules.fate(message.state, message.reason, tried=message.attempts > 0)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    same = {
        messages.c.template: wanted.template,
        messages.c.provider: wanted.provider,
        messages.c.recipient: wanted.recipient,
        messages.c.about: wanted.about,
        messages.c.channel: wanted.channel and wanted.channel.value,
        messages.c.state: wanted.state and wanted.state.value,
    }
    found = [column == value for column, value in same.items() if value is not None]
    if wanted.since is not None:
        found.append(messages.c.created_at >= wanted.since)
    if wanted.until is not None:
        found.append(messages.c.created_at < wanted.until)
    if wanted.fate is not None:
        found.append(_stands(wanted.fate))
    return found


def _stands(fate: Fate) -> ColumnElement[bool]:
    states = messages.c.state.in_([state.value for state in rules.states_of(fate)])
    needless = func.coalesce(messages.c.reason, "").in_(sorted(rules.NEEDLESS))
    match fate:
        case Fate.DROPPED:
            return states & needless
        case Fate.WITHHELD:
            return states & ~needless & (messages.c.attempts == 0)
        case Fate.PERMANENT:
            return states & ~needless & (messages.c.attempts > 0)
        case Fate.TECHNICAL:
            return states & ~needless
        case _:
            return states


def _newest(query: Select[Any]) -> Select[Any]:
    return query.order_by(messages.c.created_at.desc(), messages.c.id.desc())


def _within(span: Span) -> ColumnElement[bool]:
    return (messages.c.created_at >= span.since) & (messages.c.created_at < span.until)


def _asked(tx: Transaction, message: Message) -> Written | None:
    if message.inbound_id is None:
        return None
    row = tx.one(select(inbound_messages).where(inbound_messages.c.id == message.inbound_id))
    return None if row is None else _written(row)


def _answers(tx: Transaction, message: Message) -> tuple[Written, ...]:
    """What came from the recipient between this message and the next one."""
    if "@" in message.recipient or message.sent_at is None or rules.is_emptied(message):
        return ()
    ours = [messages.c.recipient == message.recipient, messages.c.sent_at > message.sent_at]
    following = tx.one(select(func.min(messages.c.sent_at).label("at")).where(*ours))
    wanted = [
        inbound_messages.c.sender == message.recipient,
        inbound_messages.c.received_at > message.sent_at,
    ]
    if following is not None and following.at is not None:
        wanted.append(inbound_messages.c.received_at <= following.at)
    rows = tx.all(
        select(inbound_messages)
        .where(*wanted)
        .order_by(inbound_messages.c.received_at)
        .limit(ANSWERS)
    )
    return tuple(map(_written, rows))


def _before(tx: Transaction, message: Message) -> list[Message]:
    found: list[Message] = []
    number = message.escalated_from
    while number is not None and len(found) < LONGEST_CHAIN:
        earlier = store.find(tx, number)
        if earlier is None:
            break
        found.insert(0, earlier)
        number = earlier.escalated_from
    return found


def _after(tx: Transaction, message: Message) -> list[Message]:
    found: list[Message] = []
    last = message.id
    while len(found) < LONGEST_CHAIN:
        row = tx.one(
            select(messages).where(messages.c.escalated_from == last).order_by(messages.c.id)
        )
        if row is None:
            break
        found.append(store.message(row))
        last = row.id
    return found


def _written(row: Any) -> Written:  # noqa: ANN401  a row of the table
    return Written(row.id, row.text, row.received_at, row.command, row.outcome)


def _chunks(values: Collection[str]) -> Iterator[list[str]]:
    left = iter(sorted(values))
    while some := list(islice(left, AT_ONCE)):
        yield some
