"""Messages that wait for somebody who wants none any more: said on the line or at the counter."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from booking.api import Transaction
from notifier.outbox import trace
from notifier.outbox.escalation import NOT_WANTED
from notifier.outbox.model import MessageState, Priority
from notifier.outbox.tables import messages


def drop(tx: Transaction, recipients: Collection[str], templates: Collection[str]) -> int:
    """End what is certain not to be with a provider and nobody has asked for; how many there were.

    Args:
        tx: the transaction.
        recipients: numbers and addresses that are theirs alone.
        templates: what one can do without.
    """
    rows = tx.all(
        select(messages.c.id)
        .where(
            messages.c.recipient.in_(recipients),
            messages.c.template.in_(templates),
            messages.c.state == MessageState.CREATED.value,
            messages.c.priority != Priority.AWAITED.value,
            messages.c.event_id.is_not(None),
        )
        .order_by(messages.c.id)
        .with_for_update()
    )
    for row in rows:
        trace.come_into(tx, row.id, MessageState.PERMANENT_FAILURE, NOT_WANTED)
    return len(rows)
