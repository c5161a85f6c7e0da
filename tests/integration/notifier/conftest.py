"""A real inbox, real channels to it, and a worker on a real Lípov whose clock goes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from booking.api import Backend, Clock, Database, Hashing, Secret, ShiftedClock
from notifier.channels.email import MailServer
from notifier.channels.shape import Channel
from notifier.channels.sms import SmsGateway
from notifier.inbox.faults import Faults
from notifier.inbox.server import Inbox, InboxConfig, running
from notifier.outbox import ChannelKind, Patience
from notifier.worker import NotifierConfig, run
from tests.support.databases import MORNING
from tests.support.ways_out import channels_for

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "token-of-the-test"
SENDER = "urad@lipov.example"
FAST = Patience(send=1.0, settle=0.3, lease=2.0)

Channels = dict[ChannelKind, Channel]
Working = Callable[..., AbstractAsyncContextManager[None]]


@pytest.fixture
def moving_clock() -> ShiftedClock:
    return ShiftedClock.starting_at(MORNING)


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def lipov(make_database: Callable[[str, Clock], Database], moving_clock: ShiftedClock) -> Database:
    return make_database("lipov", moving_clock)


@pytest.fixture
def town_hall(lipov: Database, moving_clock: ShiftedClock, hashing: Hashing) -> Backend:
    return Backend(lipov, moving_clock, hashing)


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def inbox_config(tmp_path: Path) -> InboxConfig:
    return InboxConfig(tmp_path / "inbox", {ACCOUNT: Secret(TOKEN)}, http_port=0, smtp_port=0)


@pytest.fixture
async def inbox(
    inbox_config: InboxConfig, moving_clock: ShiftedClock, faults: Faults
) -> AsyncIterator[Inbox]:
    async with running(inbox_config, moving_clock, faults) as listening:
        yield listening
        faults.answer.set()


def gateway(inbox: Inbox, timeout: float = 1.0) -> SmsGateway:
    return SmsGateway(ACCOUNT, Secret(TOKEN), "+420844121314", inbox.url, timeout)


def server(inbox: Inbox, timeout: float = 1.0) -> MailServer:
    return MailServer(inbox.host, inbox.smtp_port, SENDER, "MěÚ Lípov", timeout=timeout)


@pytest.fixture
def channels(inbox: Inbox) -> Channels:
    return channels_for(gateway(inbox), server(inbox))


@pytest.fixture
def working(town_hall: Backend, channels: Channels) -> Working:
    """A worker as long as the block lasts."""

    @contextlib.asynccontextmanager
    async def work(ways: Channels | None = None, name: str | None = None) -> AsyncIterator[None]:
        stop = asyncio.Event()
        config = NotifierConfig("lipov.example", patience=FAST)
        task = asyncio.create_task(run(town_hall, ways or channels, config, stop=stop, worker=name))
        try:
            yield
        finally:
            stop.set()
            await task

    return work


async def eventually(check: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until it holds; so long that a machine with much else to do gets there, too."""
    async with asyncio.timeout(seconds):
        while not check():  # noqa: ASYNC110  what is asked lies in other processes, too
            await asyncio.sleep(0.02)
