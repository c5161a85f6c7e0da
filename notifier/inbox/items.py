"""What has arrived, in memory and in a file that outlives the process."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import Literal

import msgspec

from booking.api import Clock
from notifier.inbox.lines import Lines


class Sms(msgspec.Struct, frozen=True, tag="sms"):
    """A short message.

    Attributes:
        sid: the number that the sender got for it.
        arrived_at: ISO 8601, UTC.
        segments: what it would be charged for.
    """

    sid: str
    arrived_at: str
    account: str
    sender: str
    recipient: str
    text: str
    segments: int
    encoding: str


class Mail(msgspec.Struct, frozen=True, tag="email"):
    """A letter.

    Attributes:
        sid: our number for it.
        message_id: the sender's; the same letter twice is one letter, as in a real mailbox.
        arrived_at: ISO 8601, UTC.
        calendar: the attached entry for the calendar, None where there is none.
        raw: as it came over the line.
    """

    sid: str
    message_id: str
    arrived_at: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str | None
    calendar: str | None
    raw: str


Item = Sms | Mail
Kind = Literal["sms", "email"]


class Items:
    """Everything that has arrived.

    Args:
        path: the file; its folder is made.
        clock: the clock that everything asks.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._lines: Lines[Item] = Lines(path, msgspec.json.Decoder(Item))
        self._letters = {
            (item.message_id, item.recipient)
            for item in self._lines.newest
            if isinstance(item, Mail)
        }
        self._changed = asyncio.Condition()
        self._touched = 0

    def now(self) -> str:
        """The instant, as it is kept."""
        return self._clock.now().isoformat(timespec="milliseconds")

    def has_letter(self, mail: Mail) -> bool:
        """Whether this recipient has got this letter before."""
        return bool(mail.message_id) and (mail.message_id, mail.recipient) in self._letters

    async def add(self, item: Item) -> None:
        """Keep it; it is in the file when this returns, and outlives the process."""
        self._lines.add(item)
        if isinstance(item, Mail):
            self._letters.add((item.message_id, item.recipient))
        await self.touch()

    async def touch(self) -> None:
        """Something else that open pages show has changed."""
        self._touched += 1
        async with self._changed:
            self._changed.notify_all()

    async def another(self, seen: int, seconds: float) -> int:
        """Wait until something has changed since that mark, or so long; the newest mark."""
        async with self._changed:
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait_for(lambda: self.mark != seen)
            except TimeoutError:
                pass
        return self.mark

    @property
    def mark(self) -> int:
        """Changes whenever something arrives or changes."""
        newest = self._lines.newest
        return hash((newest[-1].sid if newest else "", self._touched))

    def newest(
        self, *, kind: Kind | None = None, recipient: str | None = None, limit: int = 200
    ) -> list[Item]:
        """What has arrived, the newest first."""
        found = [
            item
            for item in reversed(self._lines.newest)
            if (kind is None or kind_of(item) == kind)
            and (recipient is None or item.recipient == recipient)
        ]
        return found[:limit]

    def get(self, sid: str) -> Item | None:
        """The one with this number."""
        return next((item for item in self._lines.newest if item.sid == sid), None)

    def close(self) -> None:
        """Let go of the file."""
        self._lines.close()


def kind_of(item: Item) -> Kind:
    """'sms' or 'email'."""
    return "sms" if isinstance(item, Sms) else "email"


def new_sid(prefix: str) -> str:
    """A number as Twilio gives them: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)
