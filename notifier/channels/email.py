"""E-mail through the town's own SMTP server."""

from __future__ import annotations

import asyncio
import email.policy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Self

import aiosmtplib
from icalendar import Calendar, vCalAddress, vText

from booking.api import Secret
from notifier.bounces.addresses import ReturnAddresses
from notifier.bounces.reading import fault_of
from notifier.channels.shape import AfterSilence
from notifier.errors import NotTaken, Pace, Rejected, SendingError, Undecided
from notifier.outbox.model import Message
from notifier.outbox.said import Fault
from notifier.web.links import Links
from notifier.web.unsubscribe import ONE_CLICK

TO_STAFF = frozenset({"topic_stale"})
"""Templates of letters that nobody can end for themselves: they are part of somebody's work."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail goes.

    Attributes:
        host: the server's name.
        port: its port.
        sender: the address that letters come from.
        sender_name: shown beside it.
        username: None where the server asks for none.
        password: the same.
        use_tls: TLS from the first byte (port 465); otherwise STARTTLS where it is offered.
        timeout: seconds for the whole of one letter.
    """

    host: str
    port: int
    sender: str
    sender_name: str = ""
    username: str | None = None
    password: Secret | None = None
    use_tls: bool = False
    timeout: float = 15.0


class EmailChannel:
    """See `Channel`. A connection a letter: a town sends some in a minute, not thousands.

    Args:
        server: where letters are handed over.
        links: gives the address that ends them; None where citizens' programs cannot reach us.
        returns: gives the address that they come back to; None where they come back to the sender,
            and nobody but its reader learns of it.
    """

    provider = "smtp"
    after_silence = AfterSilence.REPEAT
    """SMTP cannot be asked; the same Message-ID lets the mailbox see that it is the same letter."""

    def __init__(
        self,
        server: MailServer,
        links: Links | None = None,
        returns: ReturnAddresses | None = None,
    ) -> None:
        self._server = server
        self._links = links
        self.sends_receipts = False  # only letters that come back tell of themselves
        self._returns = returns

    async def send(self, message: Message, *, now: datetime) -> str:
        letter = as_letter(message, self._server, now, self._links)
        returns_to = self._returns.of(message) if self._returns else None
        try:
            async with asyncio.timeout(self._server.timeout):
                await self._hand_over(letter, returns_to)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _understood(error) from error
        return str(letter["Message-ID"])

    async def find(self, message: Message) -> list[str]:  # noqa: ARG002  the port's signature
        return []

    async def close(self) -> None:
        return None

    async def _hand_over(self, letter: EmailMessage, returns_to: str | None) -> None:
        server = self._server
        password = server.password.reveal() if server.password else None
        await aiosmtplib.send(
            letter,
            sender=returns_to,
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=password,
            use_tls=server.use_tls,
            timeout=server.timeout,
        )


def as_letter(
    message: Message, server: MailServer, now: datetime, links: Links | None = None
) -> EmailMessage:
    """The letter with its headers: plain text, page, and the entry for the calendar."""
    letter = EmailMessage(policy=email.policy.SMTP)
    letter["Subject"] = message.subject or ""
    letter["From"] = email.utils.formataddr((server.sender_name, server.sender))
    letter["To"] = message.recipient
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message_id(message, server.sender)
    letter["Content-Language"] = message.language.value
    # no out-of-office notes, and no loops with another machine (RFC 3834)
    letter["Auto-Submitted"] = "auto-generated"
    if links is not None and message.template not in TO_STAFF:
        # one click ends them, also in the mail program itself (RFC 2369, RFC 8058)
        link = links.unsubscribe(message.recipient)
        letter["List-Unsubscribe"] = WholeLine("List-Unsubscribe", f"<{link}>")
        letter["List-Unsubscribe-Post"] = ONE_CLICK
    letter.set_content(message.text)
    if message.html is not None:
        letter.add_alternative(message.html, subtype="html")
    if message.calendar is not None:
        _attach(letter, message.calendar, server)
    return letter


class WholeLine(str):
    """A header's value that goes out on one line, as it is.

    The library makes encoded words (RFC 2047) of what is too long for a line and has no gap, and no
    mail program reads an address out of those. Lines may have 998 characters (RFC 5322, 2.1.1).

    Attributes:
        name: the header's; by it the library knows that the value is one already.
    """

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str, value: str) -> Self:
        made = super().__new__(cls, value)
        made.name = name
        return made

    def fold(self, *, policy: email.policy.EmailPolicy) -> str:
        """The line, as the library asks for it."""
        return f"{self.name}: {self}{policy.linesep}"


def message_id(message: Message, sender: str) -> str:
    """The same for each try of one message, another for every other, also after a new start.

    The instant is in it because numbers begin again when a town sets up a new database.
    """
    domain = sender.rpartition("@")[2]
    return f"<linka.{message.id}.{message.created_at:%Y%m%d%H%M%S%f}@{domain}>"


def _attach(letter: EmailMessage, calendar: str, server: MailServer) -> None:
    """The entry, with who sends it: programs take a visit out for the same one only (RFC 5546)."""
    entry = Calendar.from_ical(calendar)
    organizer = vCalAddress(f"mailto:{server.sender}")
    if server.sender_name:
        organizer.params["CN"] = vText(server.sender_name)
    for event in entry.walk("VEVENT"):
        event["ORGANIZER"] = organizer
    parameters: Mapping[str, str] = {"method": str(entry["METHOD"]), "charset": "utf-8"}
    letter.add_attachment(
        entry.to_ical(),
        maintype="text",
        subtype="calendar",
        filename="navsteva.ics",
        params=parameters,
    )


_CERTAINLY_NOT = (
    aiosmtplib.SMTPConnectError,
    aiosmtplib.SMTPHeloError,
    ConnectionRefusedError,
)
"""The letter was not even offered."""

_GOING_DOWN = 421
"""The server itself is away for a moment (RFC 5321, 4.2.3); other 4xx are its wish to wait."""

_NOT_FOR_US = "relay"
"""In every server's words where it takes letters from others only: 'Relay access denied'. That is
ours to repair, and the letter is good."""
_ADDRESS = re.compile(r"\S+@\S+")
"""Whose name may be that word, too."""


def _understood(error: Exception) -> SendingError:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        worst = max(error.recipients, key=lambda refused: refused.code)
        return _by_code(worst.code, worst.message)
    if isinstance(error, aiosmtplib.SMTPSenderRefused | aiosmtplib.SMTPAuthenticationError):
        # not the recipient's fault: our address, our password, or a log-in that is asked for
        return NotTaken(f"smtp-{error.code}", pace=Pace.SLOW)
    if isinstance(error, _CERTAINLY_NOT):
        return NotTaken("no-connection")
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _by_code(error.code, error.message)
    return Undecided("no-answer")


def _by_code(code: int, words: str) -> SendingError:
    if code < 500 or _NOT_FOR_US in _ADDRESS.sub("", words).lower():
        return NotTaken(f"smtp-{code}", pace=Pace.SOON if code == _GOING_DOWN else Pace.SLOW)
    fault = fault_of(words)
    return Rejected(f"smtp-{code}" if fault is Fault.UNKNOWN else fault.value)
