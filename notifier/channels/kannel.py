"""SMS through a gateway of Kannel's kind: HTTP in, the operator's own protocol out.

Kannel tells no number when it takes a message and cannot be asked for one later. So a message
whose answer got lost is never sent again; its delivery report tells that it was taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

import httpx

from booking.api import Secret
from notifier.channels.shape import AfterSilence
from notifier.errors import NotTaken, Pace, Rejected, SendingError, Undecided
from notifier.outbox.model import Message
from notifier.templates.gsm import Encoding, size
from notifier.web.kannel import ASKED_FOR

SEND_PATH = "/cgi-bin/sendsms"

_GSM, _UNICODE = "0", "2"
"""Kannel's 'coding'."""

LONGEST_VALIDITY = 72 * 60
"""Minutes; networks keep a message for three days at most."""

REFUSED = frozenset({400, 413})
"""Kannel found the message itself wrong: no recipient, too long, a recipient it does not serve."""

OUR_FAULT = frozenset({401, 403, 404})
"""A wrong password, address or IP here: the message is good, so it waits for the repair."""


@dataclass(frozen=True, slots=True)
class KannelGateway:
    """Where SMS go.

    Attributes:
        base_url: of the box that takes requests ('smsbox'), with 'http://'.
        username: of the group 'sendsms-user'.
        password: its password.
        sender: a number, or a name of at most 11 characters.
        timeout: seconds for one request.
        receipt_url: makes the address for delivery reports of a message's id and reference; None
            where there is none, and what became of messages stays unknown.
    """

    base_url: str
    username: str
    password: Secret
    sender: str
    timeout: float = 10.0
    receipt_url: Callable[[int, str], str] | None = None


class KannelChannel:
    """See `Channel`."""

    provider = "kannel"
    after_silence = AfterSilence.WAIT

    def __init__(self, gateway: KannelGateway) -> None:
        self._gateway = gateway
        self.sends_receipts = gateway.receipt_url is not None
        self._client = httpx.AsyncClient(
            base_url=gateway.base_url,
            timeout=gateway.timeout,
            follow_redirects=False,
            trust_env=False,
        )

    async def send(self, message: Message, *, now: datetime) -> str:
        reference = own_reference(message)
        try:
            answer = await self._client.post(
                SEND_PATH,
                content=message.text.encode(),
                headers=self._headers(message, reference, now),
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotTaken("no-connection") from error
        except httpx.TimeoutException as error:
            raise Undecided("no-answer") from error
        except httpx.HTTPError as error:
            raise Undecided("connection-broken") from error
        if answer.status_code not in (httpx.codes.OK, httpx.codes.ACCEPTED):
            raise _understood(answer.status_code)
        return reference

    async def find(self, message: Message) -> list[str]:  # noqa: ARG002  the port's signature
        return []

    async def close(self) -> None:
        await self._client.aclose()

    def _headers(self, message: Message, reference: str, now: datetime) -> dict[str, str]:
        gateway = self._gateway
        plain = size(message.text).encoding is Encoding.GSM7
        headers = {
            # in headers, and not in the address, which servers on the way write into their logs
            "X-Kannel-Username": gateway.username,
            "X-Kannel-Password": gateway.password.reveal(),
            "X-Kannel-From": gateway.sender,
            "X-Kannel-To": message.recipient,
            "X-Kannel-Coding": _GSM if plain else _UNICODE,
            "Content-Type": "text/plain; charset=UTF-8",
        }
        if gateway.receipt_url is not None:
            headers["X-Kannel-DLR-Mask"] = str(ASKED_FOR)
            headers["X-Kannel-DLR-Url"] = gateway.receipt_url(message.id, reference)
        if message.useful_until is not None:
            headers["X-Kannel-Validity"] = str(_minutes(message.useful_until, now))
        return headers


def own_reference(message: Message) -> str:
    """The number under which our receipts know the message: Kannel gives none.

    Each try has its own: an earlier one may have been lost on the way. The instant is in it
    because numbers begin again when a town sets up a new database.
    """
    return f"{message.id}.{message.attempts}.{message.created_at:%Y%m%d%H%M%S%f}"


def _minutes(until: datetime, now: datetime) -> int:
    left = ceil((until - now).total_seconds() / 60)
    return max(1, min(LONGEST_VALIDITY, left))


def _understood(status: int) -> SendingError:
    reason = f"gateway-{status}"
    if status in REFUSED:
        return Rejected(reason)
    if status in OUR_FAULT:
        return NotTaken(reason, pace=Pace.SLOW)
    if status == httpx.codes.SERVICE_UNAVAILABLE:
        # Kannel's 'temporal failure': it has thrown the message away
        return NotTaken(reason)
    return Undecided(reason)
