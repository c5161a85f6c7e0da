"""One of several processes that book at the same time on one database."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from booking.api import Backend, Contact, Database, Language, SetClock, SlotTaken
from tests.support.databases import CHEAP_HASHING


async def book(address: str, now: datetime, who: str, visits: int) -> list[str]:
    """Book so many visits, each the nearest; their codes."""
    clock = SetClock(now)
    database = Database(address, clock)
    backend = Backend(database, clock, CHEAP_HASHING)
    codes: list[str] = []
    while len(codes) < visits:
        hold = await backend.visits.hold_nearest("passport.new", owner=f"{who}-{len(codes)}")
        if hold is None:
            break
        try:
            visit = await backend.visits.confirm(
                hold.id, contact=Contact("+420777654321"), language=Language.CS
            )
        except SlotTaken:
            continue
        codes.append(visit.code)
    database.close()
    return codes


if __name__ == "__main__":
    address, instant, name, wanted = sys.argv[1:]
    booked = asyncio.run(book(address, datetime.fromisoformat(instant), name, int(wanted)))
    print("\n".join(booked))
