"""When a message is tried again, and when it is given up. Pure.

Each class of trouble has its own pace; all come down to one try in five minutes, 48 of them, as
GOV.UK Notify does it. With several providers a round is one try at each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.errors import Pace, Rejected, SendingError, Undecided
from notifier.outbox.model import MessageState
from notifier.outbox.said import Fault
from notifier.outbox.silence import AfterSilence

FIRST_WAITS = {
    # most are over in a moment: a restart, a full accept queue
    Pace.SOON: (1, 2, 5, 15, 60),
    Pace.BUSY: (5, 15, 60, 120, 180),
    # wrong credentials, grey-listing: a moment changes nothing, and each try costs somebody
    Pace.SLOW: (60, 120, 180, 240, 300),
}
"""Seconds before the first rounds after a failure, by its class."""

LATER_WAIT = 300
"""Seconds before each later round."""

MOST_ROUNDS = 1 + 5 + 48
"""About four hours; what is not through by then needs a person."""

LONGEST_WISH = 3600
"""Seconds; a provider that asks for more is asked again all the same."""

JITTER = 0.2
"""What failed together shall not come again together: a fifth earlier or later."""

UNREACHABLE_WAITS = (300, 1800, 7200)
"""Seconds before a message is sent again whose telephone was off: it may be on after lunch."""

RECEIPT_DAYS = 3
"""After so long without a word, nobody will say any more whether it arrived; as Notify."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a worker waits, in seconds.

    Attributes:
        send: for the provider's answer.
        settle: after a send without an answer, before the provider is asked whether it has the
            message: it may be listed late.
        lease: how long a claim is good for. Longer than the supervisor leaves a hung process
            alone, so that a worker which wakes up again never shares a message with another.
        receipt: for the receipt of a message that may have been taken by a provider that cannot
            be asked; then nobody knows, and another way is taken.
    """

    send: float = 15.0
    settle: float = 8.0
    lease: float = 90.0
    receipt: float = 600.0

    def __post_init__(self) -> None:
        if self.lease < self.send + self.settle:
            raise ValueError("a claim must outlast its send")


@dataclass(frozen=True, slots=True)
class Tried:
    """The try that failed.

    Attributes:
        attempts: how many there have been, this one included.
        routes: how many providers take such a message.
        silence: what is done when this one does not answer.
        was_lookup: it was only asked whether it has the message.
    """

    attempts: int
    routes: int = 1
    silence: AfterSilence = AfterSilence.ASK
    was_lookup: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a message after a failed try."""

    state: MessageState
    reason: str
    due_at: datetime


def after_failure(
    error: SendingError, tried: Tried, now: datetime, patience: Patience, spread: float = 0.5
) -> Verdict:
    """What to do after the provider did not take it.

    Args:
        error: what happened.
        tried: the try.
        now: the instant.
        patience: the worker's waits.
        spread: a random number from 0 to 1; 0.5 adds and takes nothing.
    """
    reason = error.reason
    may_be_there = isinstance(error, Undecided) or tried.was_lookup
    if may_be_there and tried.silence is AfterSilence.WAIT:
        return Verdict(MessageState.SENDING, reason, now + timedelta(seconds=patience.receipt))
    if isinstance(error, Rejected) and not tried.was_lookup:
        return Verdict(MessageState.PERMANENT_FAILURE, reason, now)
    if tried.attempts >= MOST_ROUNDS * tried.routes:
        return Verdict(MessageState.TECHNICAL_FAILURE, reason, now)
    if may_be_there:
        # still 'sending': it is looked up, or repeated under the same number
        wait = max(_wait(error, tried, spread), patience.settle)
        return Verdict(MessageState.SENDING, reason, now + timedelta(seconds=wait))
    is_mid_round = tried.attempts % tried.routes != 0
    wait = 0.0 if is_mid_round else _wait(error, tried, spread)
    return Verdict(MessageState.CREATED, reason, now + timedelta(seconds=wait))


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


def _wait(error: SendingError, tried: Tried, spread: float) -> float:
    rounds = -(-tried.attempts // tried.routes)
    first = FIRST_WAITS[error.pace]
    wait = first[rounds - 1] if rounds <= len(first) else LATER_WAIT
    if error.retry_after is None:
        return wait * (1 + JITTER * (2 * spread - 1))
    asked = min(error.retry_after, LONGEST_WISH)
    if rounds > len(first):
        asked = max(asked, LATER_WAIT)  # what it says has not helped so far
    return asked * (1 + JITTER * spread)  # never before it was asked for
