"""The channel against a real Kannel with its fake network."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from booking.api import Language, Secret
from notifier.channels.kannel import KannelChannel, KannelGateway
from notifier.channels.shape import AfterSilence
from notifier.errors import NotTaken, Rejected, Undecided
from notifier.outbox import ChannelKind, Draft, Message
from tests.integration.notifier.conftest import eventually
from tests.support.kannel import PASSWORD, USERNAME, Kannel, kannel
from tests.support.messages import MOBILE, message
from tests.support.telephony import free_port


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Kannel]:
    with kannel(tmp_path) as running:
        running.connect_network()
        yield running


def config(url: str, password: str = PASSWORD, timeout: float = 5) -> KannelGateway:
    return KannelGateway(url, USERNAME, Secret(password), "Linka", timeout)


@pytest.fixture
async def channel(gateway: Kannel) -> AsyncIterator[KannelChannel]:
    made = KannelChannel(config(gateway.url))
    yield made
    await made.close()


def sms(text: str, number: int = 1, to: str = MOBILE) -> Message:
    draft = Draft(ChannelKind.SMS, "visit_booked", to, Language.CS, "visit:1", text)
    return message(draft, number, created_at=datetime.now(UTC))


async def send(channel: KannelChannel, what: Message) -> str:
    return await channel.send(what, now=datetime.now(UTC))


async def test_a_text_arrives_at_the_network_as_it_is(
    gateway: Kannel, channel: KannelChannel
) -> None:
    first = await send(channel, sms("Objednano: ut 24. 11. v 9:00, Lidicka {1}."))
    second = await send(channel, sms("Ваш запис: вт 24.11. о 9:00.", 2))
    await eventually(lambda: len(gateway.arrived()) == 2)
    assert first != second
    assert [one.text for one in gateway.arrived()] == [
        "Objednano: ut 24. 11. v 9:00, Lidicka {1}.",
        "Ваш запис: вт 24.11. о 9:00.",
    ]
    assert {(one.sender, one.recipient) for one in gateway.arrived()} == {("Linka", MOBILE)}


async def test_a_long_text_arrives_in_parts(gateway: Kannel, channel: KannelChannel) -> None:
    text = " ".join(f"slovo{number}" for number in range(30))
    await send(channel, sms(text))
    await eventually(lambda: "".join(one.text for one in gateway.arrived()) == text)
    assert len(gateway.arrived()) == 2


async def test_what_comes_while_the_network_is_away_waits_in_kannel(
    gateway: Kannel, channel: KannelChannel
) -> None:
    gateway.disconnect_network()
    await send(channel, sms("Objednano"))
    gateway.connect_network()
    await eventually(lambda: [one.text for one in gateway.arrived()] == ["Objednano"])


async def test_a_wrong_password_is_ours_to_repair_and_the_message_waits(gateway: Kannel) -> None:
    channel = KannelChannel(config(gateway.url, "jine"))
    with pytest.raises(NotTaken, match="gateway-403"):
        await send(channel, sms("Objednano"))
    await channel.close()


async def test_a_message_that_kannel_finds_wrong_is_never_tried_again(
    channel: KannelChannel,
) -> None:
    with pytest.raises(Rejected, match="gateway-400"):
        await send(channel, sms("Objednano", to=""))


async def test_no_gateway_has_certainly_taken_nothing() -> None:
    channel = KannelChannel(config(f"http://127.0.0.1:{free_port()}"))
    with pytest.raises(NotTaken, match="no-connection"):
        await send(channel, sms("Objednano"))
    await channel.close()


async def test_without_an_answer_nobody_knows_and_nothing_is_found(gateway: Kannel) -> None:
    channel = KannelChannel(config(gateway.url, timeout=0.5))
    os.kill(gateway.core, signal.SIGSTOP)
    try:
        with pytest.raises(Undecided, match="no-answer"):
            await send(channel, sms("Objednano"))
    finally:
        os.kill(gateway.core, signal.SIGCONT)
    # it was taken after all: that is why it is never repeated
    await eventually(lambda: len(gateway.arrived()) == 1)
    assert await channel.find(sms("Objednano")) == []
    assert channel.after_silence is AfterSilence.WAIT
    await channel.close()


async def test_kannel_is_told_how_long_a_message_is_worth_anything() -> None:
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        channel = KannelChannel(config(f"http://127.0.0.1:{port}"))
        now = datetime.now(UTC)
        for left in (timedelta(seconds=30), timedelta(minutes=90), timedelta(days=9)):
            await channel.send(replace(sms("Termin"), useful_until=now + left), now=now)
        await channel.close()
    told = [re.search(rb"x-kannel-validity: (\d+)", one, re.IGNORECASE) for one in asked]
    assert [one and int(one[1]) for one in told] == [1, 90, 72 * 60]
