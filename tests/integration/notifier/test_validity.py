"""An offer's expiry goes to the gateway with it: nobody gets it after that."""

import asyncio
import re
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from booking.api import Secret
from notifier.channels.sms import LONGEST_VALIDITY, SmsChannel, SmsGateway
from notifier.outbox import Message
from notifier.reactions import react
from notifier.templates.library import Library
from tests.support.messages import KNOWN, NOW, slot_offered
from tests.support.messages import message as message_of

ANSWER = b'{"sid": "SM1", "status": "queued"}'


def offer(hours: float) -> Message:
    event = slot_offered(answer_by=NOW + timedelta(hours=hours))
    [draft] = react(event, KNOWN, Library())
    return message_of(draft)


@pytest.mark.parametrize(("hours", "seconds"), [(3, 10_800), (0.5, 1_800), (14, LONGEST_VALIDITY)])
async def test_twilio_is_told_until_when_an_offer_holds(hours: float, seconds: int) -> None:
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        assert length is not None
        asked.append(await reader.readexactly(int(length[1])))
        writer.write(
            b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(ANSWER), ANSWER)
        )
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        gateway = SmsGateway("AC" + "0" * 32, Secret("t"), "Linka", f"http://127.0.0.1:{port}")
        channel = SmsChannel(gateway)
        await channel.send(offer(hours), now=NOW)
        await channel.close()
    assert parse_qs(asked[0].decode())["ValidityPeriod"] == [str(seconds)]


def test_an_offer_is_of_use_until_it_must_be_answered() -> None:
    message = offer(3)
    assert message.useful_until == NOW + timedelta(hours=3)
