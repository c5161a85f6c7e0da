"""From a booked visit over the gateway and back: what the receipts make of a message."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import select

from booking.api import Backend, Contact, Secret, ShiftedClock
from notifier.channels.shape import Channel
from notifier.consent.service import Blocks
from notifier.inbox.faults import Course, Fault, Faults, lost
from notifier.inbox.items import Mail
from notifier.inbox.server import Inbox, InboxConfig, running
from notifier.outbox import ChannelKind, Message, MessageState, store
from notifier.outbox.tables import receipts
from notifier.received.tables import inbound_messages
from notifier.signing import Signer
from notifier.web import server as web
from notifier.web.links import Links
from notifier.web.server import WebConfig
from notifier.web.twilio import INBOUND, REPEAT
from tests.integration.notifier.conftest import (
    ACCOUNT,
    TOKEN,
    Working,
    eventually,
    gateway,
    server,
)
from tests.integration.notifier.test_worker import book
from tests.support.messages import ADDRESS, MOBILE
from tests.support.ways_out import channels_for

MARIE = "+420777000321"


@pytest.fixture
def links(unused_tcp_port: int) -> Links:
    """The way from the gateway to us, as a proxy would make it: there is none here."""
    return Links(f"http://127.0.0.1:{unused_tcp_port}", Signer(Secret("key-of-the-test")))


@pytest.fixture
def web_config(links: Links, unused_tcp_port: int) -> WebConfig:
    return WebConfig(links, (Secret(TOKEN),), "844121314", port=unused_tcp_port)


@pytest.fixture
async def listening(town_hall: Backend, web_config: WebConfig) -> AsyncIterator[None]:
    async with web.running(town_hall.database, web_config):
        yield


@pytest.fixture
async def inbox(
    inbox_config: InboxConfig, moving_clock: ShiftedClock, faults: Faults, links: Links
) -> AsyncIterator[Inbox]:
    address = links.public_url + INBOUND + REPEAT
    config = replace(inbox_config, inbound_url=address, pause=0.3)
    async with running(config, moving_clock, faults) as made:
        yield made


@pytest.fixture
def ways(inbox: Inbox, links: Links) -> dict[ChannelKind, Channel]:
    return channels_for(gateway(inbox), server(inbox), links)


def the_sms(backend: Backend) -> Message | None:
    found = backend.database.run(lambda tx: store.recent(tx, limit=9, channel=ChannelKind.SMS))
    return found[-1] if found else None


def is_now(backend: Backend, state: MessageState) -> Callable[[], bool]:
    def look() -> bool:
        message = the_sms(backend)
        return message is not None and message.state is state

    return look


@pytest.mark.parametrize(
    "course",
    [
        Course(),
        Course(("delivered", "sent", "queued")),
        Course(("sent", "queued", "delivered"), repeated=3),
        Course(("queued", "delivered"), pace=0.2),
    ],
)
@pytest.mark.usefixtures("listening")
async def test_a_message_goes_out_and_comes_back_delivered(
    course: Course,
    town_hall: Backend,
    faults: Faults,
    working: Working,
    ways: dict[ChannelKind, Channel],
) -> None:
    faults.courses.append(course)
    async with working(ways):
        await book(town_hall, Contact(MOBILE))
        await eventually(is_now(town_hall, MessageState.DELIVERED))

    kept = town_hall.database.run(lambda tx: tx.all(select(receipts)))
    assert len(kept) <= len(course.statuses)


@pytest.mark.usefixtures("listening")
async def test_a_message_to_a_landline_is_lost_for_good_and_remembered(
    town_hall: Backend,
    faults: Faults,
    working: Working,
    ways: dict[ChannelKind, Channel],
) -> None:
    faults.courses.append(lost(30006))
    async with working(ways):
        await book(town_hall, Contact(MOBILE))
        await eventually(is_now(town_hall, MessageState.PERMANENT_FAILURE))

    message = the_sms(town_hall)
    assert message is not None
    assert message.reason == "landline"
    assert [one.channel for one in await Blocks(town_hall.database).of(MOBILE)] == ["sms"]


@pytest.mark.parametrize("fault", [Fault.DROPPED_AFTER, Fault.BROKEN_AFTER])
@pytest.mark.usefixtures("listening")
async def test_a_receipt_tells_of_a_message_whose_answer_was_lost(
    fault: Fault,
    town_hall: Backend,
    inbox: Inbox,
    faults: Faults,
    working: Working,
    ways: dict[ChannelKind, Channel],
) -> None:
    faults.coming.append(fault)
    async with working(ways):
        await book(town_hall, Contact(MOBILE))
        await eventually(is_now(town_hall, MessageState.DELIVERED))

    assert len(inbox.items.newest(kind="sms")) == 1


async def test_receipts_are_repeated_until_we_are_there_again(
    town_hall: Backend,
    web_config: WebConfig,
    working: Working,
    ways: dict[ChannelKind, Channel],
) -> None:
    async with contextlib.AsyncExitStack() as later, working(ways):
        await book(town_hall, Contact(MOBILE))
        await eventually(is_now(town_hall, MessageState.SENT))
        await later.enter_async_context(web.running(town_hall.database, web_config))
        await eventually(is_now(town_hall, MessageState.DELIVERED))


@pytest.mark.usefixtures("listening")
async def test_what_a_citizen_writes_on_the_inboxs_page_reaches_us_once(
    town_hall: Backend, inbox: Inbox
) -> None:
    async with httpx.AsyncClient(base_url=inbox.url, trust_env=False) as page:
        answer = await page.post("/written", data={"from": "777 000 321", "text": "STAV ☎"})
        shown = (await page.get(answer.headers["location"].partition("#")[0])).text

    assert answer.status_code == 303
    (row,) = town_hall.database.run(lambda tx: tx.all(select(inbound_messages)))
    assert (row.provider, row.sender, row.recipient) == ("twilio", MARIE, "+420844121314")
    assert row.text == "STAV ☎"
    assert "STAV ☎" in shown
    assert "předáno Lince" in shown


@pytest.mark.usefixtures("listening")
async def test_late_receipts_are_taken_too(
    town_hall: Backend,
    faults: Faults,
    working: Working,
    ways: dict[ChannelKind, Channel],
) -> None:
    faults.courses.append(Course(is_late=True))
    async with working(ways):
        await book(town_hall, Contact(MOBILE))
        await eventually(is_now(town_hall, MessageState.SENT))
        faults.later.set()
        await eventually(is_now(town_hall, MessageState.DELIVERED))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
    ],
)
async def test_no_page_of_another_site_writes_in_a_citizens_name(
    headers: dict[str, str], status: int, inbox: Inbox
) -> None:
    async with httpx.AsyncClient(base_url=inbox.url, trust_env=False) as page:
        form = {"from": "777 000 321", "text": "STOP"}
        answer = await page.post("/written", data=form, headers=headers)

    assert answer.status_code == status
    assert len(inbox.desk.newest()) == (1 if status == 303 else 0)


@pytest.mark.parametrize(
    ("sender", "text", "word"),
    [("12", "STAV", "telefonní číslo"), ("777000321", " ", "Napište text")],
)
async def test_what_cannot_be_sent_stays_on_the_page_with_a_reason(
    sender: str, text: str, word: str, inbox: Inbox
) -> None:
    async with httpx.AsyncClient(base_url=inbox.url, trust_env=False) as page:
        answer = await page.post("/written", data={"from": sender, "text": text})

    assert answer.status_code == 422
    assert word in answer.text
    assert f'value="{sender}"' in answer.text


async def test_a_message_that_nobody_takes_says_so(inbox: Inbox) -> None:
    written = await inbox.desk.write(MARIE, "STAV")

    assert not written.taken
    async with httpx.AsyncClient(base_url=inbox.url, trust_env=False) as page:
        assert "Linka zprávu nepřevzala" in (await page.get("/")).text


@pytest.mark.usefixtures("listening")
async def test_a_letter_brings_the_link_that_ends_messages(
    town_hall: Backend,
    inbox: Inbox,
    working: Working,
    ways: dict[ChannelKind, Channel],
) -> None:
    async with working(ways):
        await book(town_hall, Contact(None, ADDRESS, verified=True))
        await eventually(lambda: len(inbox.items.newest(kind="email")) == 1)
    (mail,) = inbox.items.newest(kind="email")
    assert isinstance(mail, Mail)
    lines = dict(line.split(": ", 1) for line in mail.raw.splitlines() if line.startswith("List-"))
    assert lines["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    async with httpx.AsyncClient(trust_env=False) as program:
        link = lines["List-Unsubscribe"].strip("<>")
        await program.post(link, data={"List-Unsubscribe": "One-Click"})

    blocked = await Blocks(town_hall.database).of(ADDRESS)
    assert [(one.channel, one.source) for one in blocked] == [("email", "web")]


async def test_the_gateway_shows_segments_price_and_status_as_twilio_does(
    town_hall: Backend,
    inbox: Inbox,
    faults: Faults,
    working: Working,
    ways: dict[ChannelKind, Channel],
) -> None:
    faults.courses.append(Course(("queued", "sent", "undelivered"), 30003))
    async with working(ways):
        await book(town_hall, Contact(MOBILE))
        await eventually(lambda: len(inbox.items.newest()) == 1)
    (sms,) = inbox.items.newest()
    address = f"{inbox.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/{sms.sid}.json"
    async with httpx.AsyncClient(auth=(ACCOUNT, TOKEN), trust_env=False) as http:
        shown = (await http.get(address)).json()
        while shown["status"] in ("queued", "sent"):
            shown = (await http.get(address)).json()

    assert (shown["status"], shown["error_code"]) == ("undelivered", 30003)
    assert shown["price"] == f"-{0.0524 * int(shown['num_segments']):.5f}"
    assert shown["price_unit"] == "USD"
