"""Takes letters that have come back, from the town's own mail server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from booking.api import Unavailable
from notifier.bounces.addresses import ReturnAddresses
from notifier.bounces.reading import report
from notifier.errors import told
from notifier.hearing.heard import HeardReceipt
from notifier.hearing.ports import Receiver

PROVIDER = "smtp"
LARGEST = 2_000_000
"""Bytes. A report may carry the whole letter."""

MOST_READ = 128_000
"""Bytes of it. What a report says stands before the letter that it gives back (RFC 6522, 3), and
whoever has got a letter can send anything here: two megabytes of nested parts take half a minute to
read."""

_NOT_OURS = "550 5.1.1 No such address here"
_AGAIN = "451 4.3.0 Try again later"
_ONE_AT_A_TIME = "452 4.5.3 One recipient at a time"
_TAKEN = "250 2.0.0 OK"


class Returns:
    """What aiosmtpd calls.

    Args:
        receiver: gets what a letter reports.
        addresses: tell which letter it is about.
    """

    def __init__(self, receiver: Receiver, addresses: ReturnAddresses) -> None:
        self._receiver = receiver
        self._addresses = addresses
        self._log = structlog.get_logger("bounces")

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self,
        server: SMTP,  # noqa: ARG002  aiosmtpd's signature
        session: Session,  # noqa: ARG002  the same
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        if self._addresses.read(address) is None:
            return _NOT_OURS
        if envelope.rcpt_tos:  # a report is about one letter
            return _ONE_AT_A_TIME
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return _TAKEN

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802  aiosmtpd's signature
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        try:
            for address in envelope.rcpt_tos:
                await self._take(address, raw)
        except Unavailable:
            return _AGAIN
        except Exception as error:  # noqa: BLE001  the letter is kept by the sending server
            self._log.error("bounce not taken", **told(error))
            return _AGAIN
        return _TAKEN

    async def _take(self, address: str, raw: bytes) -> None:
        returned = self._addresses.read(address)
        if returned is None:
            return
        found = await asyncio.to_thread(report, raw[:MOST_READ])
        if found is None:
            self._log.info("answered by a machine", message=returned.message_id)
            return
        await self._receiver.receipt(
            PROVIDER,
            HeardReceipt(
                returned.reference, found.word, found.said, found.code, returned.message_id
            ),
        )


@contextlib.asynccontextmanager
async def listening(
    receiver: Receiver, addresses: ReturnAddresses, port: int, host: str = "127.0.0.1"
) -> AsyncIterator[int]:
    """Letters are taken as long as the block lasts; gives the port.

    Raises:
        OSError: the port is taken.
    """
    # aiosmtpd tells each recipient, and each line of the letter, at a lower level
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    returns = Returns(receiver, addresses)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(
            returns, hostname="linka.localhost", data_size_limit=LARGEST, ident="Linka", loop=loop
        ),
        host,
        port,
    )
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await server.wait_closed()
