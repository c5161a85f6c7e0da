"""A worker as a process of its own, so that a test can kill it."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime

from booking.api import Backend, Database, Hashing, Secret, ShiftedClock
from notifier.channels.email import MailServer
from notifier.channels.shape import AfterSilence, Channel
from notifier.channels.sms import SmsGateway
from notifier.outbox import ChannelKind, Message, Patience
from notifier.worker import NotifierConfig, run
from tests.support.databases import MORNING
from tests.support.ways_out import channels_for

NOWHERE = "nowhere"
CLAIMED = "claimed"
"""It stands still when a message is claimed, before anything is sent."""
TAKEN = "taken"
"""It stands still when the gateway has answered, before that is written down."""
ASKING = "asking"
"""It stands still before it asks the gateway whether it has a message."""

HERE = "here"
"""What it says when it stands where it is to be killed."""


@dataclass
class Halting:
    """A way out that stands still at one point, for ever."""

    channel: Channel
    place: str
    after_silence: AfterSilence
    sends_receipts: bool = False

    @property
    def provider(self) -> str:
        return self.channel.provider

    async def send(self, message: Message, *, now: datetime) -> str:
        await self._reach(CLAIMED)
        reference = await self.channel.send(message, now=now)
        await self._reach(TAKEN)
        return reference

    async def find(self, message: Message) -> list[str]:
        await self._reach(ASKING)
        return await self.channel.find(message)

    async def close(self) -> None:
        await self.channel.close()

    async def _reach(self, place: str) -> None:
        if place == self.place:
            print(HERE, flush=True)
            await asyncio.Event().wait()


async def main(
    address: str, account: str, token: str, url: str, smtp: str, place: str, silence: str
) -> None:
    clock = ShiftedClock.starting_at(MORNING)
    database = Database(address, clock)
    sms = SmsGateway(account, Secret(token), "+420844121314", url)
    mail = MailServer("127.0.0.1", int(smtp), "urad@lipov.example")
    patience = Patience(send=5, settle=0.5, lease=30, receipt=2)
    config = NotifierConfig("lipov.example", patience=patience)
    ways: dict[ChannelKind, Channel] = channels_for(sms, mail)
    if silence:
        halting = Halting(ways[ChannelKind.SMS], place, AfterSilence(silence))
        ways = {**ways, ChannelKind.SMS: halting}
    await run(Backend(database, clock, Hashing()), ways, config)


if __name__ == "__main__":
    _, address, account, token, url, smtp, place, silence = sys.argv
    asyncio.run(main(address, account, token, url, smtp, place, silence))
