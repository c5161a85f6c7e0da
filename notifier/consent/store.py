"""Blocked recipients in the database."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import or_, select, update

from booking.api import Prepared, Transaction, among, insert_missing
from notifier.consent.model import Block, BlockReason, channels_of
from notifier.consent.tables import blocked_recipients as table

_HOLDS = table.c.lifted_at.is_(None)
_HOLDING = Prepared(
    lambda dialect: (
        select(table)
        .where(among(dialect, table.c.recipient, "recipients"), _HOLDS)
        .order_by(table.c.id)
    )
)

_BY_MESSAGE = or_(
    table.c.source == "web",
    table.c.source.startswith("inbound:"),
    table.c.source.startswith("message:"),
)


def add(tx: Transaction, recipient: str, reason: BlockReason, source: str) -> bool:
    """Block it; whether it was not before."""
    known = {one.channel for one in holding(tx, [recipient]) if one.reason is reason}
    missing = [channel for channel in channels_of(reason, recipient) if channel not in known]
    for channel in missing:
        insert_missing(
            tx,
            table,
            channel=channel,
            recipient=recipient,
            reason=reason.value,
            source=source,
            since=tx.now,
        )
    return bool(missing)


def lift(
    tx: Transaction, recipient: str, reason: BlockReason, *, only_by_message: bool = False
) -> bool:
    """It is blocked no more for this reason; whether it was.

    Args:
        tx: the transaction.
        recipient: as `normalised`.
        reason: the one that does not hold any more.
        only_by_message: as far as the recipient has said it by an SMS or by the link in a letter,
            or a provider has told that they did.
    """
    ours = (table.c.recipient == recipient) & (table.c.reason == reason.value)
    if only_by_message:
        ours &= _BY_MESSAGE
    return tx.execute(update(table).where(ours, _HOLDS).values(lifted_at=tx.now)).rowcount > 0


def holding(tx: Transaction, recipients: Collection[str]) -> list[Block]:
    """What holds for these, the oldest first."""
    return [_block(row) for row in tx.all(_HOLDING, recipients=recipients)]


def history(tx: Transaction, recipient: str) -> list[Block]:
    """All that was ever so, the newest first."""
    rows = tx.all(select(table).where(table.c.recipient == recipient).order_by(table.c.id.desc()))
    return [_block(row) for row in rows]


def _block(row: Any) -> Block:  # noqa: ANN401  a row of the table
    return Block(
        channel=row.channel,
        recipient=row.recipient,
        reason=BlockReason(row.reason),
        source=row.source,
        since=row.since,
        lifted_at=row.lifted_at,
    )
