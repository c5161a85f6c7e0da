"""How messages are counted, and when one may be tried again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from notifier.figures.model import Fate, NotAgain, Seconds, Span
from notifier.keeping import EMPTIED
from notifier.outbox.escalation import (
    CONTACT_CHANGED,
    ERASED,
    FINAL,
    NO_WAY,
    OUTCOME_UNKNOWN,
    REACHED,
    SUPERSEDED,
)
from notifier.outbox.model import ChannelKind, Message, MessageState
from notifier.outbox.rules import is_too_late

_FATES = {
    MessageState.CREATED: Fate.WAITING,
    MessageState.SENDING: Fate.WAITING,
    MessageState.PENDING: Fate.SENT,
    MessageState.SENT: Fate.SENT,
    MessageState.DELIVERED: Fate.DELIVERED,
    MessageState.PERMANENT_FAILURE: Fate.PERMANENT,
    MessageState.TEMPORARY_FAILURE: Fate.TEMPORARY,
    MessageState.TECHNICAL_FAILURE: Fate.TECHNICAL,
}
NEEDLESS = frozenset({SUPERSEDED, CONTACT_CHANGED, REACHED, ERASED})

MUTE = frozenset({"kannel"})
"""Providers that cannot be asked; what may be there is never sent again, and ends as unknown."""


def fate(state: MessageState, reason: str | None, *, tried: bool) -> Fate:
    """How a message is counted.

    Args:
        state: the newest.
        reason: why.
        tried: whether a worker has ever taken it up. What was permanently refused before that was
            refused by the town's own rules.
    """
    found = _FATES[state]
    if found in (Fate.PERMANENT, Fate.TECHNICAL) and reason in NEEDLESS:
        return Fate.DROPPED
    if found is Fate.PERMANENT and not tried:
        return Fate.WITHHELD
    return found


def states_of(wanted: Fate) -> list[MessageState]:
    """The states that a message of this fate can be in."""
    if wanted is Fate.DROPPED:
        return [MessageState.PERMANENT_FAILURE, MessageState.TECHNICAL_FAILURE]
    if wanted is Fate.WITHHELD:
        return [MessageState.PERMANENT_FAILURE]
    return [state for state, found in _FATES.items() if found is wanted]


def seconds(values: Sequence[float]) -> Seconds:
    """The half and the 95 of 100 that took no longer (nearest rank)."""
    ranked = sorted(max(0.0, one) for one in values)
    return Seconds(len(ranked), _rank(ranked, 0.5), _rank(ranked, 0.95))


def _rank(ranked: Sequence[float], share: float) -> float | None:
    return ranked[ceil(share * len(ranked)) - 1] if ranked else None


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day in the town, in UTC: on a wall clock hours cannot be counted."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def days(first: date, last: date, zone: ZoneInfo) -> Span:
    """From the first day to the end of the last."""
    return Span(midnight(first, zone), midnight(last + timedelta(days=1), zone))


def slots(span: Span, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The beginnings of the parts in which a span is shown: hours of a day, else days, in UTC.

    A day of 23 or 25 hours has as many parts.
    """
    first, last = span.since.astimezone(zone), span.until.astimezone(zone)
    if last.date() - first.date() <= timedelta(days=1):
        hours = ceil((span.until - span.since) / timedelta(hours=1))
        return tuple(span.since + timedelta(hours=hour) for hour in range(hours))
    number = (last.date() - first.date()).days
    return tuple(midnight(first.date() + timedelta(days=day), zone) for day in range(number))


def is_emptied(message: Message) -> bool:
    """Whether recipient and words are gone."""
    return message.recipient.startswith(EMPTIED)


def why_not_again(message: Message, now: datetime) -> NotAgain | None:
    """Why a message is not tried again; None where it may be. Told by the message alone."""
    if message.state is not MessageState.TECHNICAL_FAILURE:
        return NotAgain.STATE
    if message.channel is ChannelKind.VOICE:
        return NotAgain.RUNG
    if is_emptied(message):
        return NotAgain.EMPTIED
    if is_too_late(message.useful_until, now):
        return NotAgain.LATE
    if message.reason in FINAL:
        return NotAgain.NEEDLESS
    return NotAgain.UNKNOWN if message.reason == OUTCOME_UNKNOWN else None


def state_to_go_on_from(message: Message) -> MessageState:
    """How a message that is tried again begins.

    What a provider may have had is 'sending', so that it is looked up, or repeated under the same
    number; it is 'created' where the provider has said that it did not send it, where it never had
    it, or where only a sure refusal can have led here.
    """
    was_told = message.reference is not None
    is_sure = message.attempts == 0 or message.reason == NO_WAY or message.provider in MUTE
    return MessageState.CREATED if was_told or is_sure else MessageState.SENDING
