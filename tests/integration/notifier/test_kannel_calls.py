"""A message out through a real Kannel, its reports back, and a citizen's SMS in: all of it real."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from booking.api import Backend, Contact, Secret
from notifier.channels.kannel import KannelChannel, KannelGateway
from notifier.outbox import ChannelKind, Message, MessageState, recent
from notifier.signing import Signer
from notifier.web.links import Links
from notifier.web.server import WebConfig, running
from tests.integration.notifier.conftest import Channels, Working, eventually
from tests.integration.notifier.test_worker import book
from tests.support.kannel import PASSWORD, USERNAME, Kannel, kannel
from tests.support.messages import MOBILE
from tests.support.telephony import free_port

LINE = "844121314"


@pytest.fixture
async def links(town_hall: Backend) -> AsyncIterator[Links]:
    port = free_port()
    made = Links(f"http://127.0.0.1:{port}", Signer(Secret("key-of-the-test")))
    config = WebConfig(made, (Secret("token-of-the-test"),), LINE, port)
    async with running(town_hall.database, config):
        yield made


@pytest.fixture
async def gateway(tmp_path: Path, links: Links) -> AsyncIterator[Kannel]:
    folder = tmp_path / "kannel"
    folder.mkdir()
    with kannel(folder, links.kannel_inbound()) as started:
        started.connect_network()
        yield started


@pytest.fixture
def channels(channels: Channels, gateway: Kannel, links: Links) -> Channels:
    config = KannelGateway(
        gateway.url, USERNAME, Secret(PASSWORD), "Linka", receipt_url=links.kannel_receipt
    )
    return {**channels, ChannelKind.SMS: KannelChannel(config)}


async def ends(town_hall: Backend, template: str) -> Message:
    async with asyncio.timeout(30):
        while True:
            for message in await recent(town_hall.database, channel=ChannelKind.SMS):
                if message.template == template and message.state is MessageState.DELIVERED:
                    return message
            await asyncio.sleep(0.05)


async def test_kannels_reports_come_back_to_the_message(
    town_hall: Backend, working: Working, gateway: Kannel
) -> None:
    async with working():
        await book(town_hall, Contact(MOBILE))
        told = await ends(town_hall, "visit_booked")
    assert told.provider == "kannel"
    assert told.delivered_at is not None
    assert "".join(one.text for one in gateway.arrived()) == told.text
    assert len(gateway.arrived()) == told.segments


async def test_what_a_citizen_writes_is_answered_through_the_same_gateway(
    working: Working, gateway: Kannel
) -> None:
    gateway.write(MOBILE, LINE, "POMOC")
    async with working():
        await eventually(lambda: len(gateway.arrived()) >= 1, 30)
    answer = gateway.arrived()[0]
    assert answer.recipient == MOBILE
    assert "STAV" in answer.text
