"""Short messages that a citizen writes on the inbox's page, and that go to the town hall."""

from __future__ import annotations

from pathlib import Path

import msgspec

from booking.api import parse_phone
from notifier.inbox.calling import Calls
from notifier.inbox.items import Items, new_sid
from notifier.inbox.lines import Lines
from notifier.templates.gsm import size

MOST_CHARACTERS = 1600


class Written(msgspec.Struct, frozen=True):
    """A message of a citizen.

    Attributes:
        sid: its number.
        written_at: ISO 8601, UTC.
        sender: the citizen's number.
        recipient: the town's.
        taken: whether Linka has taken it.
    """

    sid: str
    written_at: str
    sender: str
    recipient: str
    text: str
    taken: bool


class NotWritten(Exception):
    """It cannot be sent.

    Attributes:
        field: 'from' or 'text'.
    """

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Desk:
    """Where citizens write.

    Args:
        path: the file that keeps it.
        items: gives the time, and tells open pages.
        calls: hands messages over.
        account: the town's at the provider.
        number: the town's, in E.164.
        address: where Linka takes messages; None where nobody can write.
    """

    def __init__(
        self,
        path: Path,
        items: Items,
        calls: Calls,
        *,
        account: str,
        number: str,
        address: str | None,
    ) -> None:
        self._items = items
        self._calls = calls
        self._account = account
        self._address = address
        self.number = number
        self._lines = Lines(path, msgspec.json.Decoder(Written))

    @property
    def is_open(self) -> bool:
        """Whether anybody can write."""
        return self._address is not None

    def newest(self, sender: str | None = None) -> list[Written]:
        """What was written, the newest first."""
        return [one for one in reversed(self._lines.newest) if sender in (None, one.sender)]

    async def write(self, sender: str, text: str) -> Written:
        """Send a message to the town hall.

        Raises:
            NotWritten: the number or the text is none.
        """
        phone = parse_phone(sender)
        if phone is None:
            raise NotWritten("from")
        if not 0 < len(text.strip()) <= MOST_CHARACTERS or self._address is None:
            raise NotWritten("text")
        at, sid = self._items.now(), new_sid("SM")
        taken = await self._calls.call(self._address, self._account, self._form(sid, phone, text))
        written = Written(sid, at, phone, self.number, text, taken)
        self._lines.add(written)
        await self._items.touch()
        return written

    def close(self) -> None:
        """Let go of the file."""
        self._lines.close()

    def _form(self, sid: str, phone: str, text: str) -> dict[str, str]:
        return {
            "AccountSid": self._account,
            "ApiVersion": "2010-04-01",
            "Body": text,
            "From": phone,
            "MessageSid": sid,
            "NumMedia": "0",
            "NumSegments": str(size(text).segments),
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            "To": self.number,
        }
