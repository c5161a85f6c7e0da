"""How many messages a worker has in hand: on their way, and still to be written down."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import Connection, select

from booking.api import Backend
from notifier.channels.fake import FakeChannel
from notifier.outbox import ChannelKind, Message, MessageState, Outbox, Patience
from notifier.outbox.tables import messages
from notifier.worker import NotifierConfig, run
from tests.integration.notifier.conftest import eventually
from tests.integration.notifier.test_outbox import put
from tests.integration.notifier.test_receipts import moved
from tests.integration.notifier.test_worker import states


@dataclass
class Holding(FakeChannel):
    """Keeps the first message that it gets from being written down.

    Attributes:
        connection: locks the message's row until it is closed.
    """

    connection: Connection | None = None

    async def send(self, message: Message, *, now: datetime) -> str:
        if not self.taken and self.connection is not None:
            row = select(messages.c.id).where(messages.c.id == message.id)
            self.connection.execute(row.with_for_update())
        return await super().send(message, now=now)


async def test_one_that_is_still_written_down_does_not_keep_the_next_from_being_sent(
    town_hall: Backend,
) -> None:
    database = town_hall.database
    if database.is_sqlite:
        pytest.skip("there, what keeps one from being written down keeps all from being claimed")
    drafts = [moved(f"+42060212345{number}") for number in range(3)]
    await put(database, Outbox(database, "test", Patience()), *drafts)
    stop, config = asyncio.Event(), NotifierConfig("lipov.example", at_once=1)
    with database.engine.connect() as connection:
        sms = Holding(connection=connection)
        working = asyncio.create_task(run(town_hall, {ChannelKind.SMS: sms}, config, stop=stop))
        await eventually(lambda: len(sms.taken) == 2)
        assert states(database).count(MessageState.SENDING) == 2
        assert MessageState.CREATED in states(database)
    await eventually(lambda: set(states(database)) == {MessageState.SENT})
    stop.set()
    await working
