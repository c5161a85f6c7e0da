"""A worker as a process of its own, so that a test can kill it."""

import asyncio
import sys

from booking.api import Backend, Database, Hashing, Secret, ShiftedClock
from notifier.channels.email import MailServer
from notifier.channels.sms import SmsGateway
from notifier.outbox import Patience
from notifier.worker import NotifierConfig, channels_for, run
from tests.support.databases import MORNING


async def main(address: str, account: str, token: str, url: str, smtp: str) -> None:
    clock = ShiftedClock.starting_at(MORNING)
    database = Database(address, clock)
    sms = SmsGateway(account, Secret(token), "+420844121314", url)
    mail = MailServer("127.0.0.1", int(smtp), "urad@lipov.example")
    config = NotifierConfig("lipov.example", patience=Patience(send=5, settle=0.5, lease=30))
    await run(Backend(database, clock, Hashing()), channels_for(sms, mail), config)


if __name__ == "__main__":
    _, address, account, token, url, smtp = sys.argv
    asyncio.run(main(address, account, token, url, smtp))
