"""What Prometheus is told: counters since the town's midnight, and what is so now.

All of it is read from the rows: a restart changes nothing, and every worker tells the same. At
midnight counters begin at zero again, which Prometheus takes as a restart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from booking.api import MessageSettings, Transaction, message_ceiling_reached
from notifier.consent.model import BlockReason
from notifier.figures import rules, store
from notifier.figures.model import Seconds, Span, Waiting
from notifier.gate.facts import spent_since
from notifier.gate.model import Why
from notifier.outbox import escalation
from notifier.outbox.model import ChannelKind, MessageState
from notifier.outbox.said import Fault
from notifier.outbox.tables import message_statuses, messages, receipts
from notifier.providers.health import is_sick
from notifier.providers.rows import lately

LATELY = timedelta(minutes=15)
"""The seconds to the hand-over are those of so long, as the health of providers is."""

OTHER = "other"
"""Stands for a word of a provider's own: labels must be few, and known beforehand."""

REASONS = frozenset(
    {
        *(one.value for one in Fault),
        *(one.value for one in Why),
        *(one.value for one in BlockReason),
        *escalation.FINAL,
        *(escalation.NO_WAY, escalation.OUTCOME_UNKNOWN),
        *("no-receipt", "internal-error", "no-connection", "connection-broken", "no-answer"),
        *("too-many-requests", "lookup-failed", "not-there", "tried-again", "no-trunk"),
        *("busy", "not-reached", "hung-up", "not-confirmed", "not-dialled"),
    }
)
"""Reasons that are labels; all else is `OTHER`."""

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything at one instant. Counts are since midnight in the town.

    Attributes:
        states: how often messages came into a state, by channel, provider, state and reason.
        receipts: by provider and what was said.
        segments: handed over, by provider.
        waiting: by channel.
        seconds: by channel, of the last minutes.
        away: by channel and provider, whether another one is the better one now.
        inbound: by command; '' where nothing was understood.
        opt_outs: recipients.
        spent: in hundredths of the currency, with what is on its way.
        budget: of the day, likewise; None where nothing bounds it.
        warn_at: percent of it at which the administrator is told.
        ages: seconds for which the oldest that is due could have gone, by channel.
        is_ceiling_reached: SMS that anybody can provoke wait for now.
        provoked_hour: how many such may go in an hour; None for no limit.
    """

    states: Mapping[Labels, int]
    receipts: Mapping[Labels, int]
    segments: Mapping[str, int]
    waiting: Sequence[Waiting]
    seconds: Mapping[ChannelKind, Seconds]
    away: Mapping[tuple[str, str], bool]
    inbound: Mapping[str, int]
    opt_outs: int
    spent: int
    budget: int | None
    warn_at: int | None
    ages: Mapping[ChannelKind, float]
    is_ceiling_reached: bool = False
    provoked_hour: int | None = None


def snapshot(
    tx: Transaction, settings: MessageSettings, providers: Mapping[ChannelKind, Sequence[str]]
) -> Snapshot:
    """Look at the rows.

    Args:
        tx: the transaction.
        settings: the town's: budget and prices.
        providers: the ways out, the preferred one first.
    """
    today = rules.days(tx.today, tx.today, tx.zone)
    minutes = lately(tx)
    waiting = store.waiting(tx)
    budget = settings.budget
    return Snapshot(
        states=_states(tx, today),
        receipts=_receipts(tx, today),
        segments=_segments(tx, today),
        waiting=waiting,
        seconds={
            kind: store.seconds(tx, Span(tx.now - LATELY, today.until), kind)
            for kind in ChannelKind
        },
        away={
            (kind.value, name): is_sick(minutes.get(name, ()), tx.now)
            for kind, names in providers.items()
            for name in names
        },
        inbound={command or "": count for command, count in store.inbound(tx, today).items()},
        opt_outs=store.opt_outs(tx, today),
        spent=spent_since(tx, today.since, settings),
        budget=None if budget is None else budget.hellers,
        warn_at=None if budget is None else budget.warn_at,
        ages={
            one.channel: (tx.now - one.since) / timedelta(seconds=1)
            for one in waiting
            if one.since is not None
        },
        is_ceiling_reached=message_ceiling_reached(tx) is not None,
        provoked_hour=settings.provoked_hour,
    )


def _states(tx: Transaction, today: Span) -> dict[Labels, int]:
    rows = tx.all(
        select(
            messages.c.channel,
            message_statuses.c.provider,
            message_statuses.c.state,
            message_statuses.c.reason,
            func.count().label("number"),
        )
        .join(messages, messages.c.id == message_statuses.c.message_id)
        .where(message_statuses.c.at >= today.since, message_statuses.c.at < today.until)
        .group_by(
            messages.c.channel,
            message_statuses.c.provider,
            message_statuses.c.state,
            message_statuses.c.reason,
        )
    )
    found: Counter[Labels] = Counter()
    for row in rows:
        reason = row.reason or ""
        known = reason if not reason or reason in REASONS else OTHER
        found[row.channel, row.provider or "", MessageState(row.state).value, known] += row.number
    return dict(found)


def _receipts(tx: Transaction, today: Span) -> dict[Labels, int]:
    rows = tx.all(
        select(receipts.c.provider, receipts.c.status, func.count().label("number"))
        .where(receipts.c.received_at >= today.since, receipts.c.received_at < today.until)
        .group_by(receipts.c.provider, receipts.c.status)
    )
    return {(row.provider, row.status): int(row.number) for row in rows}


def _segments(tx: Transaction, today: Span) -> dict[str, int]:
    rows = tx.all(
        select(messages.c.provider, func.sum(messages.c.segments).label("segments"))
        .where(
            messages.c.sent_at >= today.since,
            messages.c.sent_at < today.until,
            messages.c.channel == ChannelKind.SMS.value,
        )
        .group_by(messages.c.provider)
    )
    return {row.provider or "": int(row.segments) for row in rows}
