"""When a message is tried again, and when it is given up. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.errors import Rejected, SendingError, Undecided
from notifier.outbox.model import MessageState
from notifier.outbox.said import Fault

FIRST_WAITS = (1, 2, 5, 15, 60)
"""Seconds before the first tries after a failure: most are over in a moment."""

LATER_WAIT = 300
"""Seconds before each later try, as GOV.UK Notify does it."""

MOST_ATTEMPTS = len(FIRST_WAITS) + 48
"""About four hours; what is not through by then needs a person."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a worker waits, in seconds.

    Attributes:
        send: for the provider's answer.
        settle: after a send without an answer, before the provider is asked whether it has the
            message: it may be listed late.
        receipt: for the receipt of a message that may have been taken by a provider that cannot
            be asked; then nobody knows, and another way is taken.
        lease: how long a claim is good for. Longer than the supervisor leaves a hung process
            alone, so that a worker which wakes up again never shares a message with another.
    """

    send: float = 15.0
    settle: float = 8.0
    lease: float = 90.0
    receipt: float = 600.0

    def __post_init__(self) -> None:
        if self.lease < self.send + self.settle:
            raise ValueError("a claim must outlast its send")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a message after a failed try."""

    state: MessageState
    reason: str
    due_at: datetime


def after_failure(error: SendingError, attempts: int, now: datetime, patience: Patience) -> Verdict:
    """What to do after the provider did not take it.

    Args:
        error: what happened.
        attempts: how many tries there have been, this one included.
        now: the instant.
        patience: the worker's waits.
    """
    if isinstance(error, Rejected):
        return Verdict(MessageState.PERMANENT_FAILURE, error.reason, now)
    if attempts >= MOST_ATTEMPTS:
        return Verdict(MessageState.TECHNICAL_FAILURE, error.reason, now)
    wait = _wait(attempts)
    if error.retry_after is not None:
        wait = max(wait, min(error.retry_after, LATER_WAIT))
    if isinstance(error, Undecided):
        # still 'sending': it is looked up before it is sent again
        settled = max(wait, patience.settle)
        return Verdict(MessageState.SENDING, error.reason, now + timedelta(seconds=settled))
    return Verdict(MessageState.CREATED, error.reason, now + timedelta(seconds=wait))


UNREACHABLE_WAITS = (300, 1800, 7200)
"""Seconds before a message is sent again whose telephone was off: it may be on after lunch."""


def after_loss(
    code: str, losses: int, now: datetime, useful_until: datetime | None
) -> datetime | None:
    """When to send a message again that the provider took and did not bring; None for never.

    Only a telephone that was off or out of reach is worth it; whatever else the network says, it
    would say again.

    Args:
        code: why it was not brought.
        losses: how many times that has happened, this one included.
        now: the instant.
        useful_until: see `Draft`.
    """
    if code != Fault.UNREACHABLE or losses > len(UNREACHABLE_WAITS):
        return None
    again = now + timedelta(seconds=UNREACHABLE_WAITS[losses - 1])
    return None if is_too_late(useful_until, again) else again


def is_too_late(useful_until: datetime | None, now: datetime) -> bool:
    """Whether it would only confuse by now."""
    return useful_until is not None and now >= useful_until


def _wait(attempts: int) -> float:
    return FIRST_WAITS[attempts - 1] if attempts <= len(FIRST_WAITS) else LATER_WAIT
