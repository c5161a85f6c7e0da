"""The mail server of the demo: takes every letter and passes none on."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from notifier.inbox.faults import Fault, Faults
from notifier.inbox.items import Items, Mail, new_sid


class LetterBox:
    """What aiosmtpd calls when a letter has come in."""

    def __init__(self, items: Items, faults: Faults) -> None:
        self._items = items
        self._faults = faults

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802  aiosmtpd's signature
        fault = self._faults.next()
        if fault in _REFUSALS:
            return _REFUSALS[fault]
        if fault is not Fault.DROPPED:
            await self._keep(envelope)
        if fault in (Fault.DROPPED, Fault.DROPPED_AFTER) and isinstance(
            server.transport, asyncio.WriteTransport
        ):
            server.transport.abort()
        if fault is Fault.SLOW:
            await self._faults.wait()
        return "250 OK"

    async def _keep(self, envelope: Envelope) -> None:
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        for recipient in envelope.rcpt_tos:
            mail = _mail(raw, recipient, self._items.now())
            if not self._items.has_letter(mail):
                await self._items.add(mail)


_REFUSALS = {
    Fault.BUSY: "421 4.3.2 Too much to do",
    Fault.BROKEN: "421 4.3.0 Local error",
    Fault.BROKEN_AFTER: "421 4.3.0 Local error",
    Fault.REFUSED: "550 5.1.1 No such mailbox",
}
"""All but the last are over in a moment, which only 421 says (RFC 5321, 4.2.3): other 4xx ask for
patience, as grey-listing does."""


async def listen(host: str, port: int, box: LetterBox) -> asyncio.Server:
    """Take letters on this address."""
    # aiosmtpd tells each recipient, and each line of the letter, at a lower level
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(box, hostname="inbox.localhost", enable_SMTPUTF8=True, loop=loop),
        host,
        port,
    )


def _mail(raw: bytes, recipient: str, now: str) -> Mail:
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    return Mail(
        sid=new_sid("EM"),
        message_id=str(letter.get("Message-ID", "")).strip(),
        arrived_at=now,
        sender=str(letter.get("From", "")),
        recipient=recipient,
        subject=str(letter.get("Subject", "")),
        text=_part(letter, "text/plain") or "",
        html=_part(letter, "text/html"),
        calendar=_part(letter, "text/calendar"),
        raw=raw.decode("utf-8", "replace"),
    )


def _part(letter: EmailMessage, kind: str) -> str | None:
    for part in letter.walk():
        if part.get_content_type() == kind:
            content = part.get_content()
            return content if isinstance(content, str) else content.decode("utf-8", "replace")
    return None
