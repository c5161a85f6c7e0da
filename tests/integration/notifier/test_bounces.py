"""Letters that come back through a real Postfix, to the message that they were."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosmtplib
import pytest

from booking.api import Backend, Contact, Language, Secret
from notifier.bounces.addresses import ReturnAddresses
from notifier.bounces.listening import listening
from notifier.channels.email import EmailChannel, MailServer
from notifier.hearing.keeper import Keeper
from notifier.inbox.faults import Fault
from notifier.inbox.server import Inbox
from notifier.outbox import ChannelKind, Draft, Message, MessageState, recent
from notifier.signing import Signer
from tests.integration.notifier.conftest import SENDER, Channels, Working, eventually
from tests.integration.notifier.test_worker import book
from tests.support.messages import ADDRESS, message
from tests.support.postfix import Postfix, postfix

DOMAIN = "lipov.example"
RETURNS = ReturnAddresses(DOMAIN, DOMAIN, Signer(Secret("key-of-the-test")))
LETTER_TO = Contact(None, ADDRESS, verified=True)


@pytest.fixture
async def returns_port(town_hall: Backend) -> AsyncIterator[int]:
    async with listening(Keeper(town_hall.database), RETURNS, 0) as port:
        yield port


@pytest.fixture
def mail_server(tmp_path: Path, inbox: Inbox, returns_port: int) -> Iterator[Postfix]:
    """The town's; the citizen's mailbox is the inbox, which can refuse."""
    folder = tmp_path / "postfix"
    folder.mkdir()
    citizens = {"example.cz": inbox.smtp_port}
    with postfix(folder, {DOMAIN: returns_port} | citizens, lifetime="2s") as running:
        yield running


@pytest.fixture
def channels(channels: Channels, mail_server: Postfix) -> Channels:
    server = MailServer("127.0.0.1", mail_server.port, SENDER, "MěÚ Lípov", timeout=5)
    return {**channels, ChannelKind.EMAIL: EmailChannel(server, returns=RETURNS)}


async def letter(town_hall: Backend) -> Message:
    found = await recent(town_hall.database, channel=ChannelKind.EMAIL)
    return found[0]


@asynccontextmanager
async def sent(
    town_hall: Backend, working: Working, contact: Contact = LETTER_TO
) -> AsyncIterator[None]:
    async with working():
        await book(town_hall, contact)
        yield


async def ends_as(town_hall: Backend, state: MessageState) -> Message:
    async with asyncio.timeout(30):
        while True:
            found = await recent(town_hall.database, channel=ChannelKind.EMAIL)
            if found and found[0].state is state:
                return found[0]
            await asyncio.sleep(0.05)


async def test_a_letter_that_is_delivered_stays_sent(
    town_hall: Backend, working: Working, inbox: Inbox
) -> None:
    async with sent(town_hall, working):
        await ends_as(town_hall, MessageState.SENT)
        await eventually(lambda: len(inbox.items.newest()) == 1)
    assert inbox.items.newest()[0].recipient == ADDRESS


async def test_an_unknown_mailbox_comes_back_to_the_message(
    town_hall: Backend, working: Working, inbox: Inbox
) -> None:
    inbox.faults.coming.append(Fault.REFUSED)
    async with sent(town_hall, working):
        ended = await ends_as(town_hall, MessageState.PERMANENT_FAILURE)
    assert ended.reason == "no-such-address"
    assert inbox.items.newest() == []


async def test_an_unknown_domain_comes_back_to_the_message(
    town_hall: Backend, working: Working
) -> None:
    nowhere = Contact(None, "jana@neni.example", verified=True)
    async with sent(town_hall, working, nowhere):
        ended = await ends_as(town_hall, MessageState.PERMANENT_FAILURE)
    assert ended.reason == "no-such-address"


async def test_a_mailbox_that_stays_busy_comes_back_as_a_temporary_failure(
    town_hall: Backend, working: Working, inbox: Inbox
) -> None:
    inbox.faults.coming.extend([Fault.BUSY] * 50)
    async with sent(town_hall, working):
        ended = await ends_as(town_hall, MessageState.TEMPORARY_FAILURE)
    assert ended.reason == "expired"


async def test_no_other_address_is_taken(returns_port: int) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await aiosmtplib.send(
            "Subject: x\r\n\r\nx",
            sender="a@example.cz",
            recipients=[f"bounce-1-{'2' * 20}-{'0' * 20}@{DOMAIN}", f"urad@{DOMAIN}"],
            hostname="127.0.0.1",
            port=returns_port,
        )


async def test_an_out_of_office_note_is_taken_and_changes_nothing(
    town_hall: Backend, working: Working, returns_port: int
) -> None:
    async with sent(town_hall, working):
        message = await ends_as(town_hall, MessageState.SENT)
    await aiosmtplib.send(
        "Subject: Nejsem tu\r\nAuto-Submitted: auto-replied\r\n\r\nDo konce mesice.",
        sender=ADDRESS,
        recipients=[RETURNS.of(message)],
        hostname="127.0.0.1",
        port=returns_port,
    )
    assert (await letter(town_hall)).state is MessageState.SENT


async def test_a_hostile_report_holds_up_nobody(town_hall: Backend, returns_port: int) -> None:
    parts = (f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(900))
    address = RETURNS.of(message(Draft(ChannelKind.EMAIL, "x", ADDRESS, Language.CS, "x", "x"), 1))
    began = asyncio.get_running_loop().time()
    await aiosmtplib.send(
        "".join(parts) + "xxxxxxxxxxxxxx\r\n" * 100_000,
        sender=ADDRESS,
        recipients=[address],
        hostname="127.0.0.1",
        port=returns_port,
    )
    assert asyncio.get_running_loop().time() - began < 10  # read whole, it took 19 seconds
    assert await recent(town_hall.database, channel=ChannelKind.EMAIL) == []


async def test_one_letter_comes_back_at_a_time(returns_port: int) -> None:
    draft = Draft(ChannelKind.EMAIL, "x", ADDRESS, Language.CS, "x", "x")
    addresses = [RETURNS.of(message(draft, number)) for number in (1, 2)]
    refused, _ = await aiosmtplib.send(
        "Subject: x\r\n\r\nx",
        sender=ADDRESS,
        recipients=addresses,
        hostname="127.0.0.1",
        port=returns_port,
    )
    assert {address: code for address, (code, _) in refused.items()} == {addresses[1]: 452}
