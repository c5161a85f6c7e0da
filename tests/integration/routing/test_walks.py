"""Whatever happens in whatever order, the rows of operators, requests and offers agree."""

import contextlib
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Row, select

from booking.api import Database, SetClock
from ivr.routing.api import OfferOver, OperatorState, RequestState
from ivr.routing.rows import contact_requests, offers, operator_states
from tests.support.databases import Templates
from tests.support.routing import House

CREW = ("novakova", "prochazka", "horakova", "bondarenko")
SERVICES = (None, "passport", "municipal-waste", "vehicles")
STEPS = 150


@pytest.fixture
def walked(templates: Templates, tmp_path: Path, clock: SetClock) -> Iterator[House]:
    """Each transaction runs at once in the test's own thread: a walk has hundreds of them."""
    made = Database.on_file(templates.copy("lipov", tmp_path / "walk.db"), clock, inline=True)
    yield House.on(made, clock)
    made.close()


class Walk:
    """Does one thing after the other at random."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.chance = random.Random(seed)
        self.calls: list[str] = []
        self.offers: list[int] = []

    async def step(self) -> None:
        acts = [self.ask, self.answer, self.refuse, self.end, self.choose, self.finish]
        acts += [self.again, self.plug, self.reconcile, self.withdraw]
        acts += [self.ask, self.ask, self.answer]
        await self.chance.choice(acts)()
        self.house.clock.advance(timedelta(seconds=self.chance.choice([0, 1, 5, 30])))
        played = await self.house.play()
        self.offers += [one.id for one in played.made]

    async def ask(self) -> None:
        self.calls.append(f"call-{len(self.calls)}")
        await self.house.ask(self.calls[-1], self.chance.choice(SERVICES))

    async def answer(self) -> None:
        for offer_id in self.offers[-3:]:
            with contextlib.suppress(OfferOver):
                await self.house.requests.answered(offer_id)

    async def refuse(self) -> None:
        for offer_id in self.offers[-1:]:
            await self.house.desk.refuse(offer_id)

    async def end(self) -> None:
        for call in self.some_calls():
            await self.house.requests.ended(call)

    async def withdraw(self) -> None:
        for call in self.some_calls():
            await self.house.requests.withdraw(call, RequestState.CALLBACK)

    async def again(self) -> None:
        for call in self.some_calls():
            await self.house.requests.wait_again(call)

    async def choose(self) -> None:
        state = self.chance.choice([OperatorState.AVAILABLE] * 4 + [OperatorState.BREAK])
        await self.house.desk.set_state(self.chance.choice(CREW), state)

    async def finish(self) -> None:
        for call in self.some_calls():
            await self.house.desk.finish(call, "informed")

    async def plug(self) -> None:
        who = self.chance.choice(CREW)
        if self.chance.random() < 0.7:
            await self.house.requests.attach(who, node="linka", endpoint="phone")
        else:
            await self.house.requests.detach(who, endpoint="phone")

    async def reconcile(self) -> None:
        if self.chance.random() < 0.2:
            await self.house.requests.reconcile("linka", set(self.calls[-3:]))

    def some_calls(self) -> list[str]:
        return self.chance.sample(self.calls, min(len(self.calls), 2))


def check(
    people: list[Row[tuple[object]]],
    requests: list[Row[tuple[object]]],
    rings: list[Row[tuple[object]]],
) -> None:
    ringing = {row.operator: row.request_id for row in rings}
    assert len(ringing) == len(rings) == len(set(ringing.values()))
    states = {row.username: OperatorState(row.state) for row in people}
    serves = {row.username: row.request_id for row in people}
    talking = {row.operator: row.id for row in requests if row.state == "answered"}
    offered = {row.id for row in requests if row.state == "offered"}
    assert {who for who, state in states.items() if state == "ringing"} == set(ringing)
    assert {who for who, state in states.items() if state == "talking"} == set(talking)
    assert offered == set(ringing.values())
    for who, request_id in {**ringing, **talking}.items():
        assert serves[who] == request_id
    for row in people:
        assert (row.until is not None) == (row.state == "wrap_up")
        taken = row.state in {"ringing", "talking", "wrap_up"}
        assert (row.request_id is not None) == taken
        assert row.wish is None or row.state in {"ringing", "talking", "wrap_up"}
    for row in requests:
        assert (row.ended_at is None) == (row.state in {"waiting", "offered", "answered"})


@pytest.mark.parametrize("seed", range(4))
async def test_the_rows_agree_after_every_step(walked: House, seed: int) -> None:
    walk = Walk(walked, seed)
    await walked.seat(*CREW)
    for _ in range(STEPS):
        await walk.step()
        check(
            *await walked.database.read(
                lambda tx: (
                    tx.all(select(operator_states)),
                    tx.all(select(contact_requests)),
                    tx.all(select(offers).where(offers.c.outcome.is_(None))),
                )
            )
        )
    outcomes = await walked.database.read(lambda tx: tx.all(select(offers.c.outcome).distinct()))
    assert len(outcomes) >= 4
