"""Looks up what the rules ask for: a few statements for the whole batch, each by an index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select

from booking.api import (
    MessageSettings,
    Prepared,
    QuietHours,
    Transaction,
    among,
    quiet_of,
    visits_standing,
)
from notifier.consent.model import normalised
from notifier.consent.service import Blocks
from notifier.gate import kinds, rules
from notifier.gate.contacts import left
from notifier.gate.model import Facts
from notifier.outbox.model import ChannelKind, Message, MessageState
from notifier.outbox.tables import DUE, messages

_LOOK_BACK = timedelta(days=8)
"""A message is hardly ever sent longer than this after it was made; bounds what is read."""

_VISIT = "visit:"

WENT_AT = func.coalesce(messages.c.sent_at, messages.c.claimed_at)
"""When a message went; of one that is on its way, when it was taken."""

_SENT = Prepared(
    lambda dialect: (
        select(messages.c.channel, messages.c.recipient, WENT_AT.label("at"))
        .where(
            among(dialect, messages.c.recipient, "recipients"),
            messages.c.created_at > bindparam("made_since"),
            or_(
                messages.c.sent_at > bindparam("since"),
                messages.c.state == MessageState.SENDING.value,
            ),
        )
        .order_by(WENT_AT)
    )
)


def about(
    tx: Transaction,
    asked: Sequence[Message],
    settings: MessageSettings,
    blocks: Blocks,
    spent: int,
) -> Facts:
    """What is known of these messages' recipients.

    Args:
        tx: the transaction of the claim.
        asked: the messages.
        settings: the town's.
        blocks: who is not written to.
        spent: today, in hundredths of a crown.
    """
    told = [one for one in asked if one.channel is not ChannelKind.TASK]
    return Facts(
        blocked=blocks.blocked(tx, [one.recipient for one in told]),
        quiet=_quiet(tx, told),
        sent=_sent(tx, told, settings),
        spent=spent,
        over=_over(tx, told),
        left=left(tx, asked),
    )


def spent_since(tx: Transaction, begin: datetime, settings: MessageSettings) -> int:
    """What messages have cost since then, with those that are on their way."""
    bill = tx.connection.scalar(
        select(func.coalesce(func.sum(messages.c.price), 0)).where(messages.c.sent_at >= begin)
    )
    sending = tx.all(
        select(messages.c.provider, func.sum(messages.c.segments).label("segments"))
        .where(DUE, messages.c.state == MessageState.SENDING.value)
        .group_by(messages.c.provider)
    )
    under_way = sum(
        settings.prices.get(row.provider or "", 0) * int(row.segments) for row in sending
    )
    return int(bill or 0) + under_way


def _quiet(tx: Transaction, asked: Sequence[Message]) -> dict[str, tuple[QuietHours, ...]]:
    phones = {
        one.recipient
        for one in asked
        if one.channel not in kinds.SILENT and not kinds.is_awaited(one)
    }
    return quiet_of(tx, phones) if phones else {}


def _sent(
    tx: Transaction, asked: Sequence[Message], settings: MessageSettings
) -> dict[tuple[str, str], tuple[datetime, ...]]:
    """As far as there are limits. An address in other letters is another one here, and no harm."""
    recipients = {one.recipient for one in asked if one.channel.value in settings.limits}
    if not recipients:
        return {}
    since, made_since = tx.now - rules.DAY, tx.now - _LOOK_BACK
    rows = tx.all(_SENT, recipients=recipients, since=since, made_since=made_since)
    found: dict[tuple[str, str], list[datetime]] = {}
    for row in rows:
        found.setdefault((row.channel, normalised(row.recipient)), []).append(row.at)
    return {place: tuple(times) for place, times in found.items()}


def _over(tx: Transaction, asked: Sequence[Message]) -> frozenset[int]:
    """Reminders of visits that were cancelled or moved while they waited."""
    reminders = {
        one.id: int(one.about.removeprefix(_VISIT))
        for one in asked
        if one.template in kinds.REMINDERS and one.about.startswith(_VISIT)
    }
    if not reminders:
        return frozenset()
    starts = visits_standing(tx, set(reminders.values()))
    return frozenset(
        one.id
        for one in asked
        if one.id in reminders and starts.get(reminders[one.id]) != one.useful_until
    )
