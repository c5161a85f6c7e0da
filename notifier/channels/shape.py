"""What every channel can do."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from notifier.outbox.model import Message
from notifier.outbox.silence import AfterSilence

__all__ = ["AfterSilence", "Channel"]


class Channel(Protocol):
    """One way out. It knows nothing of the database, and waits no longer than it was told to.

    Attributes:
        provider: its name in rows and lists; at most 20 letters.
        after_silence: see `AfterSilence`.
        sends_receipts: whether it tells what has become of a message; only then is silence for
            days a failure.
    """

    @property
    def provider(self) -> str: ...

    @property
    def after_silence(self) -> AfterSilence: ...

    @property
    def sends_receipts(self) -> bool: ...

    async def send(self, message: Message, *, now: datetime) -> str:
        """Hand the message over.

        Args:
            message: what to send; only its content and its recipient matter here.
            now: the instant by the clock that everything asks.

        Returns:
            The provider's number for it.

        Raises:
            Rejected: it will never be taken.
            NotTaken: it was certainly not taken this time.
            Undecided: nobody knows.
        """

    async def find(self, message: Message) -> list[str]:
        """What the provider has that may be this message; after a send without an answer.

        Returns:
            The provider's numbers, the newest first; empty where it has no such message, and
            always where `after_silence` is not to ask.

        Raises:
            NotTaken: the provider cannot be asked now.
        """

    async def close(self) -> None:
        """Let go of connections."""
