"""When the town's messages go, how many, and for how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from booking.ground.events import Event, event
from booking.wishes.model import QuietHours


@dataclass(frozen=True, slots=True)
class ReminderStep:
    """One reminder of a visit.

    Attributes:
        days_before: on which day before the visit; names the step, so no two have the same.
        at: from when on, on the town's wall clock.
    """

    days_before: int
    at: time


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """Which reminders there are.

    Attributes:
        steps: none where the town reminds nobody.
        spread_minutes: so long after `at` the last of a day's reminders goes. Whoever cannot come
            rings then, and not everybody in the same minute.
        settled_hours: a visit that was booked or moved so shortly before its reminder needs none:
            its message is as fresh.
        notice_minutes: with less time than this left before the visit nobody is reminded.
    """

    steps: tuple[ReminderStep, ...] = (ReminderStep(1, time(17)),)
    spread_minutes: int = 30
    settled_hours: int = 12
    notice_minutes: int = 60


@dataclass(frozen=True, slots=True)
class Most:
    """How many messages one recipient gets; None is no limit.

    Attributes:
        hour: in sixty minutes.
        day: in twenty-four hours.
    """

    hour: int | None
    day: int | None


@dataclass(frozen=True, slots=True)
class Budget:
    """What messages may cost in a day of the town's calendar.

    Attributes:
        hellers: in hundredths of a crown.
        warn_at: percent of it, at which the administrator is told.
        tell: their e-mail addresses.
    """

    hellers: int
    warn_at: int = 80
    tell: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """Messages go to these alone.

    Attributes:
        numbers: in E.164.
        addresses: in small letters.
    """

    numbers: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()


USUAL_QUIET = QuietHours(21 * 60, 7 * 60)
USUAL_PROVOKED_HOUR = 300
"""Far more than the callers of a town ask for; an hour of a robot costs some hundreds of crowns."""

USUAL_LIMITS: Mapping[str, Most] = {
    "sms": Most(15, 40),
    "voice": Most(2, 4),
    "email": Most(60, 200),
}


@dataclass(frozen=True, slots=True)
class MessageSettings:
    """See `messages.yaml`.

    Attributes:
        quiet: when nothing beeps or rings unless somebody waits for it; None for never.
        reminders: see `ReminderRules`.
        limits: by channel.
        prices: in hundredths of a crown for a segment (a call, a letter), by provider.
        budget: None where nothing bounds it.
        trial: None where messages go to everybody.
        provoked_hour: so many SMS that anybody can provoke without a login go in sixty minutes to
            all numbers together that nobody has proven to be theirs; None for no limit. Limits by
            number hold up nobody who forges another one each time.
        can_reply: the number that SMS come from takes answers; a name as the sender takes none.
    """

    quiet: QuietHours | None = USUAL_QUIET
    reminders: ReminderRules = ReminderRules()
    limits: Mapping[str, Most] = field(default_factory=lambda: dict(USUAL_LIMITS))
    prices: Mapping[str, int] = field(default_factory=dict)
    budget: Budget | None = None
    trial: Trial | None = None
    can_reply: bool = False
    provoked_hour: int | None = None


USED_UP = 100
"""Percent of a budget at which only what must not wait still goes."""


@event
class MessageBudgetReached(Event):
    """Messages have cost as much in a day as the administrator wants to know of.

    Attributes:
        day: of the town's calendar.
        percent: of the budget: what the town wants to be warned at, or `USED_UP`.
        hellers: the budget, in hundredths of a crown.
        tell: e-mail addresses.
    """

    day: date
    percent: int
    hellers: int
    tell: tuple[str, ...]
