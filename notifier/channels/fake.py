"""A provider in memory: for tests, and for a town that first wants to see what would be sent."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from notifier.channels.shape import AfterSilence
from notifier.errors import Undecided
from notifier.outbox.model import Message


@dataclass(slots=True)
class FakeChannel:
    """See `Channel`.

    Attributes:
        provider: its name.
        after_silence: a gateway for SMS can be asked, an SMTP server cannot.
        sends_receipts: see `Channel`.
        errors: raised by the next calls of `send`, in this order; None lets a call pass.
        taken: what it has, with its number, the oldest first.
    """

    provider: str = "fake"
    after_silence: AfterSilence = AfterSilence.ASK
    sends_receipts: bool = False
    errors: deque[Exception | None] = field(default_factory=deque)
    taken: list[tuple[str, Message]] = field(default_factory=list)

    async def send(self, message: Message, *, now: datetime) -> str:  # noqa: ARG002  the port's signature
        error = self.errors.popleft() if self.errors else None
        if error is not None and not isinstance(error, Undecided):
            raise error
        reference = f"fake-{len(self.taken) + 1}"
        self.taken.append((reference, message))
        if error is not None:
            raise error
        return reference

    async def find(self, message: Message) -> list[str]:
        if self.after_silence is not AfterSilence.ASK:
            return []
        return [
            reference
            for reference, taken in reversed(self.taken)
            if (taken.recipient, taken.text) == (message.recipient, message.text)
        ]

    async def close(self) -> None:
        return None
