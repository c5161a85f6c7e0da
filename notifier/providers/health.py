"""When a provider is left for the next one, and when it is taken again. Pure.

GOV.UK Notify leaves a provider once 15 % of what it was given in the last 15 minutes took too long;
so do we, and also where too much of it failed. There somebody brings the traffic back by hand;
here a message a minute tries whether it is well again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SLOW_SECONDS = 5.0
"""A hand-over that takes longer is a slow one."""

WINDOW = timedelta(minutes=15)
SLOW_SHARE = 0.15
BAD_SHARE = 0.25
"""Of slow and failed ones together. One failure in five is borne, for each is tried again."""

LEAST_BAD = 3
"""Fewer are an accident: at night a single one would be all there was."""

SETTLED = timedelta(minutes=2)
"""After so long it is known how all tries of a minute have ended."""

GOOD_MINUTES = 3
"""After so many with tries, and all of them good, it is well again."""


@dataclass(frozen=True, slots=True)
class Minute:
    """What one provider did in one minute.

    Attributes:
        at: its beginning.
        tries: messages that it was given.
        slow: those that it took, but slowly.
        failed: those that it did not take for a reason of its own, or did not answer for.
    """

    at: datetime
    tries: int
    slow: int
    failed: int

    @property
    def bad(self) -> int:
        """Slow and failed ones."""
        return self.slow + self.failed


def is_sick(minutes: Sequence[Minute], now: datetime) -> bool:
    """Whether another provider is the better one just now.

    Args:
        minutes: of this provider, in any order; those before the window do not count.
        now: the instant.
    """
    seen = sorted((one for one in minutes if one.at > now - WINDOW), key=lambda one: one.at)
    if _has_recovered(seen, now):
        return False
    tries = sum(one.tries for one in seen)
    slow = sum(one.slow for one in seen)
    bad = sum(one.bad for one in seen)
    return bad >= LEAST_BAD and (slow >= SLOW_SHARE * tries or bad >= BAD_SHARE * tries)


def may_try(minutes: Sequence[Minute], now: datetime) -> bool:
    """Whether a provider that is not well may have a message for a trial: one a minute."""
    return all(one.at != minute_of(now) for one in minutes)


def minute_of(at: datetime) -> datetime:
    """The beginning of its minute."""
    return at.replace(second=0, microsecond=0)


def _has_recovered(seen: Sequence[Minute], now: datetime) -> bool:
    settled = [one for one in seen if one.at + SETTLED <= now]
    newest = seen[max(0, len(settled) - GOOD_MINUTES) :]
    return len(settled) >= GOOD_MINUTES and not any(one.bad for one in newest)
