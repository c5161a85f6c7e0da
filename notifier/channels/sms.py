"""SMS through Twilio's client; at another address, through any gateway that speaks the same."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from twilio.base.exceptions import TwilioException
from twilio.base.values import unset
from twilio.rest import Client

from booking.api import Secret
from notifier.channels.shape import AfterSilence
from notifier.channels.twilio_transport import Transport
from notifier.errors import NotTaken, Pace, Rejected, SendingError, Undecided
from notifier.outbox.model import Message
from notifier.web.links import Links

LONGEST_VALIDITY = 36_000
"""Seconds that the gateway lets a message wait for its phone at most."""

OUR_FAULT = frozenset({401, 403, 404})
"""A wrong account, token or address here: the message is good, so it waits for the repair."""

NEVER = {
    21211: "no-such-number",
    21214: "no-such-number",
    21408: "country-not-allowed",
    21610: "opted-out",
    21612: "not-reachable",
    21614: "not-a-mobile",
    21617: "too-long",
    21635: "landline",
}
"""The gateway's codes for what no repetition helps, by Twilio's list of errors."""

OUR_CODES = frozenset({21267, 21603, 21606, 21611, 21659, 21660, 63038})
"""The sender is wrong, or the account may send no more for now: the message is good, too."""

CLOCKS_APART = timedelta(minutes=10)
"""How far the gateway's clock and ours may differ when a message is looked up."""

LISTED = 50
"""The newest messages to one number that are looked at."""


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """Where SMS go.

    Attributes:
        account: the account's SID.
        token: its password.
        sender: a number in E.164, or a name of at most 11 characters.
        base_url: another address than Twilio's own, None for that.
        timeout: seconds for one request.
    """

    account: str
    token: Secret
    sender: str
    base_url: str | None = None
    timeout: float = 10.0


class SmsChannel:
    """See `Channel`.

    Args:
        gateway: where SMS go.
        links: gives the address for receipts; None where the gateway cannot reach us.
    """

    provider = "twilio"
    after_silence = AfterSilence.ASK

    def __init__(self, gateway: SmsGateway, links: Links | None = None) -> None:
        self._gateway = gateway
        self._links = links
        self.sends_receipts = links is not None
        self._transport = Transport(base_url=gateway.base_url, timeout=gateway.timeout)
        self._client = Client(gateway.account, gateway.token.reveal(), http_client=self._transport)

    async def send(self, message: Message, *, now: datetime) -> str:
        try:
            async with asyncio.timeout(self._gateway.timeout):
                made = await self._client.messages.create_async(
                    to=message.recipient,
                    from_=self._gateway.sender,
                    body=message.text,
                    validity_period=_validity(message, now),
                    status_callback=self._links.twilio_status(message.id) if self._links else unset,
                )
        except TwilioException as error:
            raise _understood(error) from error
        except TimeoutError as error:
            raise Undecided("no-answer") from error
        return str(made.sid)

    async def find(self, message: Message) -> list[str]:
        since = message.created_at - CLOCKS_APART
        try:
            async with asyncio.timeout(self._gateway.timeout):
                # without its filter by day: that is the day of sending, and what still stands in
                # the gateway's queue has none
                listed = await self._client.messages.list_async(to=message.recipient, limit=LISTED)
        except (TwilioException, TimeoutError, Undecided) as error:
            raise NotTaken("lookup-failed") from error
        return [str(one.sid) for one in listed if _is_it(one, message, since)]

    async def close(self) -> None:
        await self._transport.close()


def _is_it(listed: Any, message: Message, since: datetime) -> bool:  # noqa: ANN401  Twilio's, untyped
    made = listed.date_created
    return bool(listed.body == message.text and (made is None or made >= since))


def _validity(message: Message, now: datetime) -> Any:  # noqa: ANN401  Twilio's 'unset' is a value
    if message.useful_until is None:
        return unset
    left = int((message.useful_until - now).total_seconds())
    return max(1, min(LONGEST_VALIDITY, left))


def _understood(error: TwilioException) -> SendingError:
    status = int(getattr(error, "status", 0))
    code = getattr(error, "code", None)
    reason = f"gateway-{code or status}"
    if status in OUR_FAULT or code in OUR_CODES:
        return NotTaken(reason, pace=Pace.SLOW)
    if 400 <= status < 500:
        return Rejected(NEVER.get(code, reason) if isinstance(code, int) else reason)
    # a server's error says nothing about what it did before
    return Undecided(reason)
