"""Takes in what a provider says of a message: written down once, then merged by rank."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import distinct, func, select, update

from booking.api import Transaction, adding_if_missing
from notifier.outbox import rules, store, trace
from notifier.outbox.ending import Endings
from notifier.outbox.model import Message, MessageState
from notifier.outbox.said import Effect, Reference, Said, effect, furthest, lost_as, taken_as
from notifier.outbox.tables import messages, receipts

CODE_LETTERS = 20
"""As many has the column."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider says; see `Outbox.receipt`."""

    provider: str
    reference: str
    said: Said
    code: str = ""
    message_id: int | None = None
    price: int | None = None


_COLUMNS = ("message_id", "provider", "reference", "status", "code", "received_at")
_WRITE = adding_if_missing(receipts, _COLUMNS)


def take(tx: Transaction, receipt: Receipt, endings: Endings) -> Message | None:
    """Write it down and merge it; the message as it is now, None where it is not known (yet)."""
    message = _locked(tx, receipt)
    before = furthest(_said(tx, receipt))
    is_new = tx.run(
        _WRITE,
        message_id=None if message is None else message.id,
        provider=receipt.provider,
        reference=receipt.reference,
        status=receipt.said.value,
        code=receipt.code[:CODE_LETTERS],
        received_at=tx.now,
    )
    if message is None or not is_new:
        return message
    if receipt.price is not None:
        _set(tx, message, price=receipt.price)
    _merge(tx, message, receipt, before, endings)
    return store.find(tx, message.id)


def take_late(tx: Transaction, limit: int, endings: Endings) -> int:
    """Merge receipts that came before their message's number was known; how many there were."""
    rows = tx.all(
        select(receipts, messages.c.id.label("found"))
        .join(
            messages,
            (messages.c.reference == receipts.c.reference)
            & (messages.c.provider == receipts.c.provider),
        )
        .where(receipts.c.message_id.is_(None))
        .order_by(receipts.c.id)
        .limit(limit)
    )
    for row in rows:
        message = store.lock(tx, row.found)
        if message is None:
            continue
        tx.execute(update(receipts).where(receipts.c.id == row.id).values(message_id=row.found))
        receipt = Receipt(row.provider, row.reference, Said(row.status), row.code, row.found)
        before = furthest(_said(tx, receipt, but=row.id, belonging=True))
        _merge(tx, message, receipt, before, endings)
    return len(rows)


def _locked(tx: Transaction, receipt: Receipt) -> Message | None:
    """Their number says whose it is; ours counts only where theirs is not known."""
    owner = tx.one(
        select(messages.c.id).where(
            messages.c.reference == receipt.reference, messages.c.provider == receipt.provider
        )
    ) or tx.one(
        select(receipts.c.message_id.label("id")).where(
            receipts.c.provider == receipt.provider,
            receipts.c.reference == receipt.reference,
            receipts.c.message_id.is_not(None),
        )
    )
    number = receipt.message_id if owner is None else owner.id
    return None if number is None else store.lock(tx, number)


def _said(
    tx: Transaction, receipt: Receipt, but: int | None = None, *, belonging: bool = False
) -> list[Said]:
    query = select(receipts.c.status).where(
        receipts.c.provider == receipt.provider, receipts.c.reference == receipt.reference
    )
    if but is not None:
        query = query.where(receipts.c.id != but)
    if belonging:
        query = query.where(receipts.c.message_id.is_not(None))
    return [Said(row.status) for row in tx.all(query)]


def _merge(
    tx: Transaction, message: Message, receipt: Receipt, before: Said | None, endings: Endings
) -> None:
    match effect(message.state, _whose(message, receipt), before, receipt.said):
        case Effect.TAKEN:
            _taken(tx, message, receipt)
        case Effect.DELIVERED:
            _delivered(tx, message, receipt, endings)
        case Effect.LOST:
            _lost(tx, message, receipt, endings)
        case Effect.NOTHING:
            pass


def _whose(message: Message, receipt: Receipt) -> Reference:
    if message.reference is None:
        return Reference.FIRST
    is_same = (message.reference, message.provider) == (receipt.reference, receipt.provider)
    return Reference.CURRENT if is_same else Reference.OTHER


def _taken(tx: Transaction, message: Message, receipt: Receipt) -> None:
    trace.come_into(
        tx,
        message.id,
        taken_as(receipt.said),
        provider=receipt.provider,
        reference=receipt.reference,
        sent_at=message.sent_at or tx.now,
    )


def _delivered(tx: Transaction, message: Message, receipt: Receipt, endings: Endings) -> None:
    trace.come_into(
        tx,
        message.id,
        MessageState.DELIVERED,
        receipt.code or None,  # what is to be known of it: a call that nobody confirmed
        receipt.provider,
        reference=receipt.reference,
        sent_at=message.sent_at or tx.now,
        delivered_at=tx.now,
    )
    endings.call_back(tx, message)


def _lost(tx: Transaction, message: Message, receipt: Receipt, endings: Endings) -> None:
    reason = receipt.code or receipt.said.value
    again = rules.after_loss(receipt.code, _losses(tx, message), tx.now, message.useful_until)
    if again is not None and not endings.is_superseded(tx, message):
        trace.come_into(
            tx,
            message.id,
            MessageState.CREATED,
            reason,
            receipt.provider,
            reference=None,
            sent_at=None,
            due_at=again,
            claimed_by=None,
        )
        return
    if message.reference is None:
        _set(tx, message, reference=receipt.reference, sent_at=tx.now)
    state = lost_as(receipt.said, receipt.code)
    endings.end(tx, replace(message, provider=receipt.provider), state, reason)


def _losses(tx: Transaction, message: Message) -> int:
    lost = [Said.UNDELIVERED.value, Said.FAILED.value]
    row = tx.one(
        select(func.count(distinct(receipts.c.reference)).label("lost")).where(
            receipts.c.message_id == message.id, receipts.c.status.in_(lost)
        )
    )
    return 0 if row is None else int(row.lost)


def _set(tx: Transaction, message: Message, **values: Any) -> None:
    tx.execute(update(messages).where(messages.c.id == message.id).values(**values))
