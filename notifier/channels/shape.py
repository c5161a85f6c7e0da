"""What every channel can do."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from notifier.outbox.model import Message


class Channel(Protocol):
    """One way out. It knows nothing of the database, and waits no longer than it was told to."""

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

    async def find(self, message: Message) -> list[str] | None:
        """What the provider has that may be this message; after a send without an answer.

        Returns:
            The provider's numbers, the newest first; empty where it has no such message; None
            where it cannot be asked, and where sending again does no harm because the recipient
            sees by the message's own number that it is the same.

        Raises:
            NotTaken: the provider cannot be asked now.
        """

    async def close(self) -> None:
        """Let go of connections."""
