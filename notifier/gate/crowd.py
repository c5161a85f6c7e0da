"""How many SMS of the last hour anybody could provoke, to numbers that nobody has proven.

Counted by what went, and not by who asked: a robot that forges numbers has no name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from booking.api import Transaction, proven_phones
from notifier.gate import kinds
from notifier.gate.facts import WENT_AT
from notifier.gate.rules import HOUR
from notifier.outbox.model import ChannelKind, Message, MessageState, Priority
from notifier.outbox.tables import DUE, messages

PROVOKED = (
    (messages.c.channel == ChannelKind.SMS.value)
    & messages.c.template.not_in(sorted(kinds.NOT_PROVOKED))
    & or_(
        messages.c.priority == Priority.AWAITED.value,
        messages.c.template.in_(sorted(kinds.RECEIPTS)),
        messages.c.inbound_id.is_not(None),
    )
)
"""As `kinds.is_provoked` says it."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """What went to strangers.

    Attributes:
        number: in the last hour, with what is on its way.
        room_at: when fewer than may will have gone; None where there is room now.
    """

    number: int
    room_at: datetime | None = None


def strangers(tx: Transaction, asked: Sequence[Message]) -> frozenset[int]:
    """Those of these messages that anybody can have provoked, to numbers that nobody has proven.

    Without those that a change waits behind: messages about one thing keep their order, and a
    change is never to wait for what a robot has asked for.
    """
    provoked = [one for one in asked if kinds.is_provoked(one)]
    if not provoked:
        return frozenset()
    proven = proven_phones(tx, {one.recipient for one in provoked})
    found = [one for one in provoked if one.recipient not in proven]
    behind = _changes_behind(tx, found)
    return frozenset(one.id for one in found if behind.get((one.about, one.recipient), 0) < one.id)


def _changes_behind(tx: Transaction, found: Sequence[Message]) -> dict[tuple[str, str], int]:
    if not found:
        return {}
    rows = tx.all(
        select(messages.c.about, messages.c.recipient, func.max(messages.c.id).label("last"))
        .where(
            messages.c.about.in_({one.about for one in found}),
            messages.c.recipient.in_({one.recipient for one in found}),
            messages.c.state == MessageState.CREATED.value,
            ~PROVOKED,
        )
        .group_by(messages.c.about, messages.c.recipient)
    )
    return {(row.about, row.recipient): row.last for row in rows}


def of_hour(tx: Transaction, most: int) -> Crowd:
    """What went in the last hour; whose numbers they are is asked only where it can matter."""
    begin = tx.now - HOUR
    went = PROVOKED & (messages.c.sent_at > begin)
    on_their_way = (
        PROVOKED
        & DUE
        & (messages.c.state == MessageState.SENDING.value)
        & messages.c.sent_at.is_(None)
        & (messages.c.claimed_at > begin)
    )
    number = sum(
        tx.connection.scalar(select(func.count()).select_from(messages).where(where)) or 0
        for where in (went, on_their_way)
    )
    if number < most:
        return Crowd(number)
    rows = [
        row
        for where in (went, on_their_way)
        for row in tx.all(select(messages.c.recipient, WENT_AT.label("at")).where(where))
    ]
    proven = proven_phones(tx, {row.recipient for row in rows})
    times = sorted(row.at for row in rows if row.recipient not in proven)
    if len(times) < most:
        return Crowd(len(times))
    return Crowd(len(times), times[-most] + HOUR)
