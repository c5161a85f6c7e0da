"""Many at once: nothing is sold twice, nothing is lost, nobody waits for ever."""

import asyncio
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from booking.api import Backend, Contact, Database, Hold, Language, SetClock, SlotTaken
from booking.visits.tables import taken_slots, visits
from tests.conftest import MakeBackends

NEW = "passport.new"
CERTIFICATE = "citizenship.certificate"
ROOT = Path(__file__).parents[4]
MINE = Contact("+420777654321")


async def try_to_hold(backend: Backend, kept: Hold, owner: str) -> Hold | None:
    try:
        return await backend.visits.hold(kept.slot, kept.activity, owner=owner, persons=2)
    except SlotTaken:
        return None


async def test_an_expired_hold_goes_to_one_of_all_who_want_it(
    backend: Backend, clock: SetClock, beside: MakeBackends
) -> None:
    kept = await backend.visits.hold_nearest(NEW, owner="late", persons=2)
    assert kept is not None
    clock.advance(timedelta(minutes=10))
    crowd = beside(6)
    holds = await asyncio.gather(
        *(try_to_hold(one, kept, f"call-{n}") for n, one in enumerate(crowd * 4))
    )
    winners = [hold for hold in holds if hold is not None]
    assert len(winners) == 1
    visit = await backend.visits.confirm(winners[0].id, contact=MINE, language=Language.CS)
    assert visit.counter == kept.slot.counter


async def test_the_owner_of_an_expired_hold_and_another_cannot_both_have_it(
    clock: SetClock, beside: MakeBackends
) -> None:
    for round_number in range(10):
        one, other = beside(2)
        kept = await one.visits.hold_nearest(NEW, owner="late", persons=2)
        assert kept is not None
        clock.advance(timedelta(minutes=10))
        ends = await asyncio.gather(
            one.visits.confirm(kept.id, contact=MINE, language=Language.CS),
            try_to_hold(other, kept, f"call-{round_number}"),
            return_exceptions=True,
        )
        assert sum(not (end is None or isinstance(end, SlotTaken)) for end in ends) == 1


async def test_processes_that_book_at_the_same_time_share_no_slot(town: Database) -> None:
    now = town.clock.now().isoformat()
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.crowd",
            town.address,
            now,
            f"process-{n}",
            "25",
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        for n in range(3)
    ]
    printed = await asyncio.gather(*(process.communicate() for process in running))
    assert [process.returncode for process in running] == [0, 0, 0]
    codes = [code for out, _ in printed for code in out.decode().split()]
    assert len(set(codes)) == len(codes) == 75
    booked = await town.read(lambda tx: tx.all(select(visits)))
    places = Counter((row.counter, row.start) for row in booked)
    assert len(booked) == 75
    assert max(places.values()) == 1
    cells = await town.read(lambda tx: tx.all(select(taken_slots.c.visit_id)))
    assert Counter(row.visit_id for row in cells) == Counter(row.id for row in booked)


async def test_a_day_is_filled_to_the_last_cell_and_no_further(
    clock: SetClock, beside: MakeBackends
) -> None:
    crowd = beside(4)
    wednesday = clock.today() + timedelta(days=2)

    async def fill(backend: Backend, owner: str) -> int:
        held = 0
        while await backend.visits.hold_nearest(
            "citizenship.certificate", owner=f"{owner}-{held}", on=wednesday
        ):
            held += 1
        return held

    held = await asyncio.gather(*(fill(one, f"call-{n}") for n, one in enumerate(crowd)))
    assert sum(held) == (9 - 1) * 4  # one counter, 8 to 17 less an hour's break, by quarters
