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
from notifier.inbox.faults import Fault
from notifier.inbox.server import Inbox
from notifier.outbox import MessageState
from tests.integration.notifier.conftest import ACCOUNT, TOKEN, eventually
from tests.integration.notifier.test_worker import book, states
from tests.support.messages import ADDRESS, MOBILE

CHECKOUT = Path(__file__).parents[3]
PROGRAM = "tests.integration.notifier.worker_process"


@contextlib.asynccontextmanager
async def worker(database: Database, inbox: Inbox) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        PROGRAM,
        database.address,
        ACCOUNT,
        TOKEN,
        inbox.url,
        str(inbox.smtp_port),
        cwd=CHECKOUT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
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
