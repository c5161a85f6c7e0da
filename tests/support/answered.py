"""A suggestion of somebody unknown that a clerk has answered."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from booking.api import Backend, Database, FilingChannel, SetClock
from tests.support.databases import CHEAP_HASHING


def answered_code(database: Path, start: datetime) -> str:
    """Before a rehearsed call: number 1 of the year is answered; the code of its receipt."""
    return asyncio.run(_answer(database, SetClock(start)))


async def _answer(path: Path, clock: SetClock) -> str:
    database = Database.on_file(path, clock)
    try:
        applications = Backend(database, clock, CHEAP_HASHING).applications
        receipt = await applications.file(
            "waste-collection", None, "+420777000321", "Lidická 5", channel=FilingChannel.PHONE
        )
        made = receipt.application.id
        await applications.change_status(made, "solved", by="vesely", remark="Vyvezeno.")
        return receipt.code
    finally:
        database.close()
