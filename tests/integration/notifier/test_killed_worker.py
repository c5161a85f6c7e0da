"""Whatever the moment at which a worker is killed, a message is neither lost nor doubled."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from booking.api import Backend, Contact, Database
from notifier.channels.shape import AfterSilence
from notifier.inbox.faults import Fault
from notifier.inbox.server import Inbox
from notifier.outbox import MessageState, Outbox, Patience, Said, recent
from tests.integration.notifier.conftest import ACCOUNT, TOKEN, eventually
from tests.integration.notifier.test_worker import book, states
from tests.integration.notifier.worker_process import ASKING, CLAIMED, HERE, NOWHERE, TAKEN
from tests.support.messages import ADDRESS, MOBILE

CHECKOUT = Path(__file__).parents[3]
PROGRAM = "tests.integration.notifier.worker_process"


@contextlib.asynccontextmanager
async def worker(
    database: Database, inbox: Inbox, place: str = NOWHERE, silence: AfterSilence | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker; with `silence` its gateway is one of that kind, and it stands still at `place`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        PROGRAM,
        database.address,
        ACCOUNT,
        TOKEN,
        inbox.url,
        str(inbox.smtp_port),
        place,
        silence or "",
        cwd=CHECKOUT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def killed_at(database: Database, inbox: Inbox, place: str, silence: AfterSilence) -> None:
    """Let a worker come as far as that, and kill it there."""
    async with worker(database, inbox, place, silence) as process:
        if process.stdout is None:
            raise RuntimeError("its words are not heard")
        async with asyncio.timeout(20):
            async for line in process.stdout:
                if line.decode().strip() == HERE:
                    break
        process.send_signal(signal.SIGKILL)
        await process.wait()


@pytest.mark.parametrize(
    "contact",
    [Contact(MOBILE), Contact(None, ADDRESS, verified=True)],
    ids=["sms", "email"],
)
async def test_killed_between_sending_and_the_answer(
    town_hall: Backend, inbox: Inbox, contact: Contact
) -> None:
    inbox.faults.coming.append(Fault.SLOW)
    await book(town_hall, contact)
    async with worker(town_hall.database, inbox) as first:
        await asyncio.wait_for(inbox.faults.waiting.wait(), 20)
        first.send_signal(signal.SIGKILL)
        await first.wait()
    assert states(town_hall.database) == [MessageState.SENDING]
    inbox.faults.answer.set()
    async with worker(town_hall.database, inbox):
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT], seconds=20)
    assert len(inbox.items.newest()) == 1


@pytest.mark.parametrize(("place", "there"), [(CLAIMED, 0), (TAKEN, 1)])
async def test_killed_between_claim_and_record_the_gateway_is_asked_first(
    town_hall: Backend, inbox: Inbox, place: str, there: int
) -> None:
    await book(town_hall, Contact(MOBILE))
    await killed_at(town_hall.database, inbox, place, AfterSilence.ASK)
    assert states(town_hall.database) == [MessageState.SENDING]
    assert len(inbox.items.newest()) == there
    # the next one dies while it asks
    await killed_at(town_hall.database, inbox, ASKING, AfterSilence.ASK)
    assert states(town_hall.database) == [MessageState.SENDING]
    async with worker(town_hall.database, inbox):
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT], seconds=20)
    assert len(inbox.items.newest()) == 1


@pytest.mark.parametrize(("place", "there"), [(CLAIMED, 0), (TAKEN, 1)])
async def test_killed_at_a_gateway_that_cannot_be_asked_nothing_is_sent_twice(
    town_hall: Backend, inbox: Inbox, place: str, there: int
) -> None:
    await book(town_hall, Contact(MOBILE))
    await killed_at(town_hall.database, inbox, place, AfterSilence.WAIT)
    assert states(town_hall.database) == [MessageState.SENDING]
    async with worker(town_hall.database, inbox, silence=AfterSilence.WAIT):
        lost = [MessageState.TECHNICAL_FAILURE]
        await eventually(lambda: states(town_hall.database) == lost, seconds=20)
    assert (await recent(town_hall.database))[0].reason == "outcome-unknown"
    assert len(inbox.items.newest()) == there


async def test_a_receipt_saves_what_a_killed_worker_had_handed_over(
    town_hall: Backend, inbox: Inbox
) -> None:
    await book(town_hall, Contact(MOBILE))
    await killed_at(town_hall.database, inbox, TAKEN, AfterSilence.WAIT)
    message = (await recent(town_hall.database))[0]
    web = Outbox(town_hall.database, "web", Patience())
    await web.receipt("twilio", "SM1", Said.SENT, message_id=message.id)
    async with worker(town_hall.database, inbox, silence=AfterSilence.WAIT):
        await book(town_hall, Contact("+420602123456"))
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT] * 2, seconds=20)
    assert len(inbox.items.newest()) == 2


def has_more(inbox: Inbox, already: int) -> bool:
    return len(inbox.items.newest()) > min(already, 29)


async def test_killed_again_and_again_while_many_messages_go_out(
    town_hall: Backend, inbox: Inbox
) -> None:
    for number in range(30):
        await book(town_hall, Contact(f"+4207776543{number:02d}"))
    for pause in (0.0, 0.05, 0.15):
        already = len(inbox.items.newest())
        async with worker(town_hall.database, inbox):
            await eventually(partial(has_more, inbox, already), seconds=20)
            await asyncio.sleep(pause)
    async with worker(town_hall.database, inbox):
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT] * 30, seconds=30)
    recipients = [item.recipient for item in inbox.items.newest()]
    assert len(recipients) == len(set(recipients)) == 30


async def test_a_stopped_worker_goes_on_where_it_was(town_hall: Backend, inbox: Inbox) -> None:
    inbox.faults.coming.append(Fault.SLOW)
    async with worker(town_hall.database, inbox) as process:
        await book(town_hall, Contact(MOBILE))
        await asyncio.wait_for(inbox.faults.waiting.wait(), 20)
        process.send_signal(signal.SIGSTOP)
        await book(town_hall, Contact("+420602123456"))
        inbox.faults.answer.set()
        await asyncio.sleep(1)
        process.send_signal(signal.SIGCONT)
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT] * 2, seconds=20)
    assert len(inbox.items.newest()) == 2
