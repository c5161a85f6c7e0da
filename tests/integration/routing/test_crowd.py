"""Many at once: no caller rings at two desks, no desk has two callers, nobody is lost."""

import asyncio
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from booking.api import Database, SetClock
from ivr.routing.api import OfferOutcome, OperatorState, RequestState
from ivr.routing.rows import contact_requests, offers
from tests.conftest import MakeBackends
from tests.support.routing import RULES, House

ROOT = Path(__file__).parents[3]
CREW = ("novakova", "prochazka", "horakova", "marek")


def houses(beside: MakeBackends, clock: SetClock, number: int) -> list[House]:
    return [House.on(one.database, clock) for one in beside(number)]


async def test_rounds_at_the_same_time_offer_everybody_once(
    house: House, clock: SetClock, beside: MakeBackends
) -> None:
    await house.seat(*CREW)
    for number in range(6):
        await house.ask(f"call-{number}")
    crowd = houses(beside, clock, 4)
    played = await asyncio.gather(*(one.requests.next_decisions() for one in crowd * 2))
    made = [offer for one in played for offer in one.made]
    assert len(made) == len({one.request_id for one in made}) == len(CREW)
    assert {one.operator for one in made} == set(CREW)


async def test_a_ring_is_either_answered_or_missed(
    house: House, clock: SetClock, beside: MakeBackends
) -> None:
    await house.seat("novakova")
    one, other = houses(beside, clock, 2)
    for number in range(8):
        await house.ask(f"call-{number}")
        (offer,) = (await house.play()).made
        clock.advance(timedelta(seconds=RULES.ring_seconds))
        answer, _ = await asyncio.gather(
            one.requests.answered(offer.id),
            other.requests.next_decisions(),
            return_exceptions=True,
        )
        talks = await house.state("novakova") is OperatorState.TALKING
        assert talks is not isinstance(answer, Exception)
        await house.requests.ended(f"call-{number}")
        await house.desk.set_state("novakova", OperatorState.AVAILABLE)


async def test_a_caller_who_hangs_up_as_it_is_answered_leaves_nobody_stuck(
    house: House, clock: SetClock, beside: MakeBackends
) -> None:
    await house.seat("novakova")
    one, other = houses(beside, clock, 2)
    for number in range(8):
        await house.ask(f"call-{number}")
        (offer,) = (await house.play()).made
        await asyncio.gather(
            one.requests.answered(offer.id),
            other.requests.ended(f"call-{number}"),
            return_exceptions=True,
        )
        state = await house.state("novakova")
        assert state in {OperatorState.WRAP_UP, OperatorState.AVAILABLE}
        await house.desk.set_state("novakova", OperatorState.AVAILABLE)


async def test_processes_that_route_at_the_same_time_share_no_operator(
    house: House, town: Database
) -> None:
    await house.seat(*CREW)
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.routing",
            town.address,
            town.clock.now().isoformat(),
            f"process-{number}",
            "15",
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        for number in range(3)
    ]
    printed = await asyncio.gather(*(process.communicate() for process in running))
    assert [process.returncode for process in running] == [0, 0, 0]
    answered = [line.split("/")[0] for out, _ in printed for line in out.decode().split()]
    assert Counter(answered) == Counter(f"process-{p}-{n}" for p in range(3) for n in range(15))
    requests = await town.read(lambda tx: tx.all(select(contact_requests.c.state)))
    assert {row.state for row in requests} == {RequestState.DONE}
    made = await town.read(lambda tx: tx.all(select(offers)))
    assert {row.outcome for row in made} == {OfferOutcome.ANSWERED}
    assert len(made) == 45
    assert {one.state for one in await house.desk.states()} == {OperatorState.AVAILABLE}
