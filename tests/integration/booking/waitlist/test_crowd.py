"""Many drive the list and answer at once, and some are killed: one slot goes to exactly one."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from sqlalchemy import select

from booking.api import Backend, Database, OfferAccepted, OfferState, SetClock
from booking.visits.tables import holds, taken_slots, visits
from booking.waitlist.tables import entries, offers
from tests.support.waitlist import People

ROOT = Path(__file__).parents[4]
WEDNESDAY = date(2026, 11, 25)


async def process(
    town: Database, who: int, everybody: int, kind: str
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.waitlist_crowd",
        town.address,
        town.clock.now().isoformat(),
        str(who),
        str(everybody),
        kind,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )


async def check(town: Database, people: People, freed_at: object, everybody: int) -> None:
    """One has it, all others still wait or have let it pass, and nothing is kept any more."""
    (accepted,) = await people.told(OfferAccepted)
    rows = await town.read(
        lambda tx: tx.all(
            select(visits).where(visits.c.start == freed_at, visits.c.state == "booked")
        )
    )
    assert [row.id for row in rows] == [accepted.visit_id]
    cells = await town.read(
        lambda tx: tx.all(select(taken_slots.c.visit_id, taken_slots.c.hold_id))
    )
    assert len(set(Counter(row.visit_id for row in cells).values())) == 1
    assert accepted.visit_id in {row.visit_id for row in cells}
    assert await town.read(lambda tx: tx.all(select(holds))) == []
    told = await town.read(lambda tx: tx.all(select(offers)))
    assert Counter(row.state for row in told)[OfferState.ACCEPTED.value] == 1
    assert max(Counter(row.entry_id for row in told).values()) == 1
    states = Counter(row.state for row in await town.read(lambda tx: tx.all(select(entries))))
    assert (states["booked"], states["waiting"]) == (1, everybody - 1)


async def test_of_eight_processes_that_accept_what_goes_from_one_to_the_next_one_gets_it(
    backend: Backend, town: Database, people: People
) -> None:
    (freed, *_) = await people.fill(WEDNESDAY)
    for n in range(8):
        await people.wait(n, last=WEDNESDAY)
    await backend.visits.cancel(freed.id, by="caller")
    running = [await process(town, n, 8, "declines") for n in range(4)]
    running += [await process(town, n, 8, "accepts") for n in range(4, 8)]
    printed = await asyncio.gather(*(one.communicate() for one in running))
    assert {one.returncode for one in running} == {0}
    won = {out.decode().strip() for out, _ in printed} - {""}
    assert len(won) == 1
    await check(town, people, freed.start, 8)


async def test_whenever_a_driver_is_killed_the_next_one_goes_on(
    backend: Backend, town: Database, clock: SetClock, people: People
) -> None:
    (freed, *_) = await people.fill(WEDNESDAY)
    for n in range(6):
        await people.wait(n, last=WEDNESDAY)
    await backend.visits.cancel(freed.id, by="caller")
    for n, seconds in enumerate((0.9, 1.1, 1.3, 1.5)):
        one = await process(town, n, 6, "declines")
        await asyncio.sleep(seconds)
        one.kill()
        await one.wait()
    last = await process(town, 4, 6, "accepts")
    out, _ = await last.communicate()
    assert last.returncode == 0
    assert out.decode().strip()
    await check(town, people, freed.start, 6)
    assert clock.now() < freed.start
