"""A worker that can be killed: real channels to the doubles, the first of two gateways in turn."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import uvloop

from booking.api import Backend, Database, Secret, ShiftedClock
from notifier.channels.email import EmailChannel, MailServer
from notifier.channels.kannel import KannelChannel, KannelGateway
from notifier.channels.shape import Channel
from notifier.channels.sms import SmsChannel, SmsGateway
from notifier.outbox import ChannelKind, Patience
from notifier.signing import Signer
from notifier.web.links import Links
from notifier.worker import NotifierConfig, run
from tests.support.databases import CHEAP_HASHING

ACCOUNT, TOKEN, LINK_KEY = "AC" + "1" * 32, "token-of-the-storm", "key-of-the-storm"
PATIENCE = Patience(send=4, settle=1, lease=20, receipt=20)


def links(public_url: str) -> Links:
    """Where the doubles call back."""
    return Links(public_url, Signer(Secret(LINK_KEY)))


async def main(given: dict[str, Any]) -> None:
    """Work until killed."""
    database = Database(given["database"], ShiftedClock())
    gateway = f"http://127.0.0.1:{given['http']}"
    called_back = links(given["public_url"])
    twilio = SmsChannel(SmsGateway(ACCOUNT, Secret(TOKEN), "Linka", gateway, timeout=3))
    kannel = KannelChannel(
        KannelGateway(gateway, "linka", Secret(TOKEN), "Linka", 3, called_back.kannel_receipt)
    )
    mail = MailServer("127.0.0.1", given["smtp"], "urad@lipov.example", timeout=3)
    ways: dict[ChannelKind, Channel | Sequence[Channel]] = {
        ChannelKind.SMS: [twilio, kannel],
        ChannelKind.EMAIL: EmailChannel(mail),
    }
    backend = Backend(database, database.clock, CHEAP_HASHING)
    await run(backend, ways, NotifierConfig("lipov.example", patience=PATIENCE))


if __name__ == "__main__":
    uvloop.run(main(json.loads(sys.argv[1])))
