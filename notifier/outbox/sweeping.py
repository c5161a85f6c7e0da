"""What nobody is woken for: messages of which no receipt came, and receipts that came too early."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from booking.api import Transaction
from notifier.outbox import receiving, store
from notifier.outbox.ending import Endings
from notifier.outbox.model import MessageState
from notifier.outbox.rules import RECEIPT_DAYS
from notifier.outbox.tables import UNDERWAY, messages, receipts
from notifier.providers import rows

NO_RECEIPT = "no-receipt"
AT_ONCE = 200

LOOK_BACK = timedelta(days=2)
"""How long after its time a message is still found. A provider that begins to send receipts says
nothing of what it had before; that did not fail."""

STRAYS_DAYS = 7
"""A receipt of a message that nobody knows by then is nobody's."""


def sweep(tx: Transaction, providers: Sequence[str], endings: Endings) -> int:
    """One turn of each; how much was found, `AT_ONCE` where there may be more.

    Args:
        tx: the transaction.
        providers: those that send receipts.
        endings: what comes after the end of a message.
    """
    found = max(_time_out(tx, providers, endings), receiving.take_late(tx, AT_ONCE, endings))
    tx.execute(
        delete(receipts).where(
            receipts.c.message_id.is_(None),
            receipts.c.received_at < tx.now - timedelta(days=STRAYS_DAYS),
        )
    )
    rows.forget(tx)
    return found


def _time_out(tx: Transaction, providers: Sequence[str], endings: Endings) -> int:
    before = tx.now - timedelta(days=RECEIPT_DAYS)
    found = tx.all(
        select(messages)
        .where(
            UNDERWAY,
            messages.c.provider.in_(providers),
            messages.c.sent_at <= before,
            messages.c.sent_at > before - LOOK_BACK,
        )
        .order_by(messages.c.provider, messages.c.sent_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for row in found:
        message = store.message(row)
        endings.end(tx, message, MessageState.TEMPORARY_FAILURE, NO_RECEIPT)
    return len(found)
