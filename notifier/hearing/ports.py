"""What the web application hands on what it hears to."""

from __future__ import annotations

from typing import Protocol

from notifier.hearing.heard import HeardReceipt, HeardSms


class Receiver(Protocol):
    """Keeps what is heard. When a method returns, it is committed; the same again is no news.

    Each raises `Unavailable` where the database is away.
    """

    async def receipt(self, provider: str, heard: HeardReceipt) -> None:
        """What has become of a message of ours."""

    async def sms(self, provider: str, heard: HeardSms) -> None:
        """A message from a citizen."""

    async def opt_out(self, address: str) -> None:
        """Whoever reads letters at this address wants no messages any more."""

    async def check(self) -> None:
        """Whether anything could be kept now."""
