"""Which reminder of a visit is due, and whether it is needed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.calendars.rules import instant
from booking.catalogue.messages import ReminderRules, ReminderStep

_SCATTER = 2_654_435_761
"""Knuth's multiplier: visits booked one after the other are spread over the whole stretch."""


@dataclass(frozen=True, slots=True)
class Due:
    """A visit's reminders whose time has come.

    Attributes:
        step: the one that counts; those before it are over.
        needed: whether anybody is told.
    """

    step: ReminderStep
    needed: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """What the rules ask of a visit.

    Attributes:
        id: its number.
        start: when it begins.
        settled_at: since when it has stood so: booked, moved, restored.
        done: the steps that were settled for this very start, by their days.
    """

    id: int
    start: datetime
    settled_at: datetime
    done: frozenset[int] = frozenset()


def moment(step: ReminderStep, visit: Booked, rules: ReminderRules, zone: ZoneInfo) -> datetime:
    """When a visit's reminder is due, in UTC."""
    day = visit.start.astimezone(zone).date() - timedelta(days=step.days_before)
    begins = instant(day, step.at.hour * 60 + step.at.minute, zone).astimezone(UTC)
    if not rules.spread_minutes:
        return begins
    return begins + timedelta(seconds=visit.id * _SCATTER % 2**32 % (rules.spread_minutes * 60))


def due(visit: Booked, rules: ReminderRules, zone: ZoneInfo, now: datetime) -> Due | None:
    """The last step whose time has come, None where none has, or it was settled before.

    Args:
        visit: one that is booked.
        rules: the town's.
        zone: the town's.
        now: the instant.
    """
    moments = {step: moment(step, visit, rules, zone) for step in rules.steps}
    come = [step for step, at in moments.items() if at <= now]
    if not come or visit.start <= now:
        return None
    last = min(come, key=lambda step: step.days_before)
    if last.days_before in visit.done:
        return None
    fresh = visit.settled_at > moments[last] - timedelta(hours=rules.settled_hours)
    late = now > visit.start - timedelta(minutes=rules.notice_minutes)
    # of two whose time has come together, one is enough
    told = any(days < last.days_before for days in visit.done)
    return Due(last, needed=not (fresh or late or told))


def last_day(rules: ReminderRules, zone: ZoneInfo, now: datetime) -> date | None:
    """The last day whose visits may be reminded of by now; None where nobody is."""
    local = now.astimezone(zone)
    days = [
        local.date() + timedelta(days=step.days_before - (step.at > local.time()))
        for step in rules.steps
    ]
    return max(days, default=None)
