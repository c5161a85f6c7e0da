"""One of several processes that drive the waiting list and answer offers at the same time.

Who is asked to decline does so for its own number; the others accept whatever is offered to
anybody, as several operators and the caller may do at once.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from datetime import datetime

from booking.api import Backend, Database, OfferOver, SetClock, WaitlistSettings
from tests.support.databases import CHEAP_HASHING
from tests.support.waitlist import number

ROUNDS = 400


async def work(
    address: str, now: datetime, who: int, everybody: int, *, declines: bool
) -> int | None:
    """Drive and answer until one of all has the slot; the visit that was accepted here."""
    clock = SetClock(now)
    database = Database(address, clock)
    backend = Backend(database, clock, CHEAP_HASHING)
    driver = backend.waitlist.driver(WaitlistSettings())
    accepted = None
    for _ in range(ROUNDS):
        await driver.turn()
        waiting = await backend.waitlist.waiting()
        if len(waiting) < everybody:
            break
        for one in waiting:
            if one.offer is None:
                continue
            with suppress(OfferOver):
                if not declines:
                    done = await backend.waitlist.accept(one.offer.id, by=f"process-{who}")
                    accepted = done.visit.id
                elif one.entry.contact.phone == number(who):
                    await backend.waitlist.decline(one.offer.id, by="caller")
    database.close()
    return accepted


if __name__ == "__main__":
    address, instant, name, many, kind = sys.argv[1:]
    result = asyncio.run(
        work(
            address,
            datetime.fromisoformat(instant),
            int(name),
            int(many),
            declines=kind == "declines",
        )
    )
    print("" if result is None else result)
