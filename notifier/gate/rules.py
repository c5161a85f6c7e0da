"""Whether a message goes now, later or never. Pure.

The order of the questions is the order of their weight: who may be written to at all, whether it
still holds, and only then when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.api import MessageSettings, QuietHours, next_allowed
from notifier.consent.model import BlockReason, normalised
from notifier.gate import kinds
from notifier.gate.model import Facts, Why
from notifier.outbox.gate import Go, Judgement, Later, Never
from notifier.outbox.model import ChannelKind, Message

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

IN_TIME = timedelta(hours=1)
"""A change of a visit that would be read later than this before it is told in the night: to be
woken is less harm than to come in vain."""

LONGEST_WAIT = timedelta(days=2)
"""What limits or the budget have held for so long is no news any more."""

CHANGEABLE = ("visit:", "application:")
LOOK_AGAIN = timedelta(minutes=5)
"""What is held about these is looked at again so soon: a change may wait behind it by then, and it
goes in front of the change."""

_ROUNDS = 16
"""Quiet hours of a household and limits push each other on; more often than this they never do."""


@dataclass(frozen=True, slots=True)
class Town:
    """The town's settings, and its zone."""

    settings: MessageSettings
    zone: ZoneInfo


def judge_all(
    messages: Sequence[Message], facts: Facts, town: Town, now: datetime
) -> Mapping[int, Judgement]:
    """What becomes of each, in the order in which they would go.

    What goes counts for those that come after it.
    """
    judged: dict[int, Judgement] = {}
    sent, spent, provoked = dict(facts.sent), facts.spent, facts.provoked
    for message in messages:
        known = replace(facts, sent=sent, spent=spent, provoked=provoked)
        verdict = judge(message, known, town, now)
        judged[message.id] = verdict
        if isinstance(verdict, Go):
            place = _place(message)
            sent[place] = (*sent.get(place, ()), now)
            spent += estimate(message, town.settings)
            provoked += message.id in facts.strangers
    return judged


def judge(message: Message, facts: Facts, town: Town, now: datetime) -> Judgement:
    """What becomes of one."""
    if message.id in facts.left:
        return Never(Why.CONTACT.value)
    if message.channel is ChannelKind.TASK:
        return Go()  # it asks a colleague, and tells nobody
    if not _is_on_trial_list(message, town.settings):
        return Never(Why.TRIAL.value)
    if (blocked := _blocked(message, facts)) is not None:
        return Never(blocked.value)
    if message.id in facts.over:
        return Never(Why.SUPERSEDED.value)
    bounds = (
        _limit(message, facts, town),
        _provoked(message, facts, town, now),
        _budget(message, facts, town, now),
    )
    quiet = _quiet(message, facts, town)
    at, why = _when(now, (quiet, *bounds))
    if why is Why.QUIET and _cannot_wait(message, at):
        at, why = _when(now, bounds)
    return Go() if at <= now else _held(message, at, why)


def _held(message: Message, at: datetime, why: Why) -> Judgement:
    """It waits, unless it would be of no use by then."""
    if message.useful_until is not None and at >= message.useful_until:
        return Never(Why.TOO_LATE.value if why is Why.QUIET else why.value)
    if why is not Why.QUIET and at > message.created_at + LONGEST_WAIT:
        return Never(why.value)
    return Later(at, why.value)


def estimate(message: Message, settings: MessageSettings) -> int:
    """What it costs at the most, in hundredths of a crown: who takes it is chosen later."""
    prices = settings.prices
    match message.channel:
        case ChannelKind.SMS:
            others = (cost for name, cost in prices.items() if name not in ("ring", "smtp"))
            return message.segments * max(others, default=0)
        case ChannelKind.VOICE:
            return prices.get("ring", 0)
        case ChannelKind.EMAIL:
            return prices.get("smtp", 0)
        case ChannelKind.TASK:
            return 0


def price(message: Message, settings: MessageSettings) -> int | None:
    """What it cost at the provider that took it; None where the town names no price."""
    each = settings.prices.get(message.provider or "")
    return None if each is None else each * message.segments


def next_day(now: datetime, zone: ZoneInfo) -> datetime:
    """When the next day begins, in UTC."""
    tomorrow = now.astimezone(zone).date() + DAY
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


def day_of(now: datetime, zone: ZoneInfo) -> datetime:
    """When this day began, in UTC."""
    return datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)


def _is_on_trial_list(message: Message, settings: MessageSettings) -> bool:
    trial = settings.trial
    if trial is None:
        return True
    listed = trial.addresses if message.channel is ChannelKind.EMAIL else trial.numbers
    return normalised(message.recipient) in listed


def _blocked(message: Message, facts: Facts) -> BlockReason | None:
    """Why nothing goes there.

    An answer to what somebody has just written goes to them all the same, above all the one that
    says that 'STOP' is understood. A code goes to what was found dead before: it is how a number or
    an address shows that it lives again.
    """
    reason = facts.blocked.get(_place(message))
    if reason is BlockReason.OPTED_OUT:
        return None if message.inbound_id is not None else reason
    return None if message.template == "contact_code" else reason


_Push = Callable[[datetime], tuple[datetime, Why]]
"""The first instant from one on at which something does not speak against it, and what did."""


def _when(now: datetime, bounds: Sequence[_Push]) -> tuple[datetime, Why]:
    """The first instant from now on that nothing speaks against; and what spoke first."""
    at, first = now, None
    for _ in range(_ROUNDS):
        before = at
        for push in bounds:
            later, why = push(at)
            if later > at:
                at, first = later, first or why
        if at == before:
            break
    return at, first or Why.QUIET


def _quiet(message: Message, facts: Facts, town: Town) -> _Push:
    free = message.channel in kinds.SILENT or kinds.is_awaited(message)
    ours = town.settings.quiet
    own = facts.quiet.get(normalised(message.recipient), ())

    def push(at: datetime) -> tuple[datetime, Why]:
        return (at if free else _undisturbed(at, ours, own, town.zone)), Why.QUIET

    return push


def _undisturbed(
    at: datetime, ours: QuietHours | None, own: Sequence[QuietHours], zone: ZoneInfo
) -> datetime:
    """When neither town nor citizen wants silence; where that is never, the town decides."""
    later = at
    for _ in range(_ROUNDS):
        before = later
        for hours in (ours, *own):
            later = next_allowed(later, hours, zone)
        if later == before:
            return later
        if later > at + DAY:
            break
    return next_allowed(at, ours, zone)


def _limit(message: Message, facts: Facts, town: Town) -> _Push:
    most = town.settings.limits.get(message.channel.value)
    times = facts.sent.get(_place(message), ())

    def push(at: datetime) -> tuple[datetime, Why]:
        if most is None:
            return at, Why.HOUR
        by_day = _room(at, times, most.day, DAY)
        by_hour = _room(at, times, most.hour, HOUR)
        return (by_day, Why.DAY) if by_day > by_hour else (by_hour, Why.HOUR)

    return push


def _room(at: datetime, times: Sequence[datetime], most: int | None, window: timedelta) -> datetime:
    """When fewer than so many lie in the window before."""
    if most is None or len(times) < most:
        return at
    return max(at, times[-most] + window)


def _provoked(message: Message, facts: Facts, town: Town, now: datetime) -> _Push:
    most = town.settings.provoked_hour
    is_enough = most is None or message.id not in facts.strangers or facts.provoked < most
    room_at = facts.room_at or now + HOUR
    if message.about.startswith(CHANGEABLE):
        room_at = min(room_at, now + LOOK_AGAIN)

    def push(at: datetime) -> tuple[datetime, Why]:
        return (at if is_enough else max(at, room_at)), Why.PROVOKED

    return push


def _budget(message: Message, facts: Facts, town: Town, now: datetime) -> _Push:
    budget = town.settings.budget
    cost = estimate(message, town.settings)
    times = kinds.budgets_for(message)
    is_enough = (
        budget is None or times is None or not cost or facts.spent + cost <= budget.hellers * times
    )

    def push(at: datetime) -> tuple[datetime, Why]:
        return (at if is_enough else max(at, next_day(now, town.zone))), Why.BUDGET

    return push


def _cannot_wait(message: Message, morning: datetime) -> bool:
    return (
        message.channel is ChannelKind.SMS
        and message.template in kinds.CHANGES - {"rebooking_offered"}
        and message.useful_until is not None
        and message.useful_until < morning + IN_TIME
    )


def _place(message: Message) -> tuple[str, str]:
    return message.channel.value, normalised(message.recipient)
