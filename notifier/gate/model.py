"""What a judgement rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from booking.api import QuietHours
from notifier.consent.model import BlockReason


class Why(StrEnum):
    """Why a message waits or is not sent."""

    QUIET = "quiet-hours"
    HOUR = "limit-hour"
    DAY = "limit-day"
    PROVOKED = "limit-provoked"
    """So many went this hour to numbers that nobody has proven; see `kinds.is_provoked`."""

    BUDGET = "budget"
    TRIAL = "trial"
    TOO_LATE = "too-late"
    """It would have to wait for longer than it is of use."""

    SUPERSEDED = "superseded"
    """What it tells of has changed since."""

    CONTACT = "contact-changed"
    """It would go to where the people concerned are no more."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the recipients of some messages, and of the day.

    Attributes:
        blocked: why a recipient gets nothing, by channel and normalised recipient.
        quiet: citizens' own quiet hours, by normalised recipient; several share a telephone.
        sent: when something went to a recipient in the last day, the earliest first; by channel
            and normalised recipient.
        spent: hundredths of a crown, today.
        over: messages that tell of what does not hold any more, by their number.
        left: messages to a number or an address that was given up, by their number.
        strangers: messages that anybody can provoke, to numbers that nobody has proven, by their
            number.
        provoked: how many such went in the last hour.
        room_at: when fewer than may will have gone; None where there is room now.
    """

    blocked: Mapping[tuple[str, str], BlockReason] = field(default_factory=dict)
    quiet: Mapping[str, tuple[QuietHours, ...]] = field(default_factory=dict)
    sent: Mapping[tuple[str, str], tuple[datetime, ...]] = field(default_factory=dict)
    spent: int = 0
    over: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()
    strangers: frozenset[int] = frozenset()
    provoked: int = 0
    room_at: datetime | None = None
