"""May it go now? Asked of each message in the transaction that claims it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from booking.api import Transaction
from notifier.outbox.model import Message


@dataclass(frozen=True, slots=True)
class Go:
    """It may go now."""


@dataclass(frozen=True, slots=True)
class Later:
    """It waits; it is asked for again then.

    Attributes:
        at: when; later than now.
        reason: why, as a code: 'quiet-hours'.
    """

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Never:
    """It is not sent. Where its template has another way to the recipient, that is taken.

    Attributes:
        reason: why, as a code: 'opted-out'; see `escalation.FINAL` for those that end it all.
    """

    reason: str


Judgement = Go | Later | Never


class Gate(Protocol):
    """Knows limits, quiet hours, and who is not written to."""

    def judge(self, tx: Transaction, messages: Sequence[Message]) -> Mapping[int, Judgement]:
        """What may become of messages that are due and with no provider yet.

        Args:
            tx: the transaction of the claim; what is counted in it counts if it is committed.
            messages: in the order in which they would go. The same one may come again: after
                `Later`, and each time that no provider has taken it.

        Returns:
            By the message's number; one that is missing may go.
        """

    def price(self, message: Message) -> int | None:
        """What it cost at the provider that has taken it, in hundredths of the town's currency.

        Returns:
            None where that is not known.
        """


class OpenGate:
    """Lets everything pass."""

    def judge(self, tx: Transaction, messages: Sequence[Message]) -> Mapping[int, Judgement]:  # noqa: ARG002  the port's signature
        return {}

    def price(self, message: Message) -> int | None:  # noqa: ARG002  the port's signature
        return None
