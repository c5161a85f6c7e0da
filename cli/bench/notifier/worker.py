"""A worker as a town has it, a process of its own: `python -m cli.bench.notifier.worker GIVEN`."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvloop

from booking.api import Database, Secret, ShiftedClock
from cli import logs
from cli.bench.notifier.town import backend, settings
from notifier.channels.sms import SmsChannel, SmsGateway
from notifier.gate.gate import TownGate
from notifier.outbox import ChannelKind
from notifier.signing import Signer
from notifier.web.links import Links
from notifier.worker import NotifierConfig, run

ACCOUNT, TOKEN = "AC" + "1" * 32, "token-of-the-benchmark"
PUBLIC_URL = "https://linka.lipov.example"


async def main(given: dict[str, Any]) -> None:
    """Work until killed.

    Args:
        given: the database's address, by how many seconds the clock is shifted, the double's port,
            and a file for the log.
    """
    logs.to_file(Path(given["log"]))
    database = Database(given["database"], ShiftedClock(timedelta(seconds=given["shift"])))
    links = Links(PUBLIC_URL, Signer(Secret("key-of-the-benchmark")))
    gateway = SmsGateway(ACCOUNT, Secret(TOKEN), "Linka", f"http://127.0.0.1:{given['http']}")
    ways = {ChannelKind.SMS: [SmsChannel(gateway, links)]}
    gate = TownGate(database, settings())
    await run(backend(database), ways, NotifierConfig("lipov.example"), gate=gate)


if __name__ == "__main__":
    uvloop.run(main(json.loads(sys.argv[1])))
