"""What operators choose, what calls make of them, and that neither is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.api import Database, SetClock
from booking.ground.audit import audit
from ivr.routing.api import (
    BadState,
    NotOnDuty,
    OperatorState,
    RequestState,
    Rules,
    UnknownCall,
    UnknownCode,
)
from tests.conftest import MakeBackends
from tests.support.routing import RULES, House

BREAK, AVAILABLE = OperatorState.BREAK, OperatorState.AVAILABLE


async def talk(house: House, call: str = "call-1") -> None:
    await house.ask(call)
    await house.play()
    await house.take("novakova")


async def test_a_break_keeps_its_reason_and_its_beginning(house: House) -> None:
    await house.seat("novakova")
    began = await house.desk.set_state("novakova", BREAK, "lunch")
    house.clock.advance(timedelta(minutes=20))
    again = await house.desk.set_state("novakova", BREAK, "lunch")
    assert (again.state, again.reason, again.since) == (BREAK, "lunch", began.since)


async def test_a_break_that_is_chosen_in_a_talk_comes_after_the_wrap_up(house: House) -> None:
    await house.seat("novakova")
    await talk(house)
    chosen = await house.desk.set_state("novakova", BREAK, "lunch")
    assert (chosen.state, chosen.wish) == (OperatorState.TALKING, BREAK)
    await house.requests.ended("call-1")
    assert await house.state("novakova") is OperatorState.WRAP_UP
    await house.ask("call-2")
    await house.play(after=RULES.wrap_up_seconds)
    status = await house.desk.state_of("novakova")
    assert (status.state, status.reason, status.wish) == (BREAK, "lunch", None)
    assert await house.rings() == []


async def test_a_wish_can_be_taken_back(house: House) -> None:
    await house.seat("novakova")
    await talk(house)
    await house.desk.set_state("novakova", OperatorState.OFFLINE)
    await house.desk.set_state("novakova", AVAILABLE)
    await house.requests.ended("call-1")
    await house.desk.finish("call-1", "informed")
    assert await house.state("novakova") is AVAILABLE


async def test_wrap_up_ends_by_its_time_and_not_before(house: House) -> None:
    await house.seat("novakova")
    await talk(house)
    await house.requests.ended("call-1")
    await house.ask("call-2")
    assert not await house.play(after=RULES.wrap_up_seconds - 1)
    played = await house.play(after=1)
    assert played.ready == ("novakova",)
    assert await house.rings() == [("call-2", "novakova")]


async def test_a_result_ends_the_wrap_up_and_is_kept(house: House) -> None:
    await house.seat("novakova")
    await talk(house)
    await house.requests.ended("call-1")
    done = await house.desk.finish("call-1", "booked", key="form-1")
    assert (done.state, done.result) == (RequestState.DONE, "booked")
    assert await house.state("novakova") is AVAILABLE


async def test_a_result_of_another_operators_call_is_refused(house: House) -> None:
    await house.seat("novakova")
    await talk(house)
    await house.requests.ended("call-1")
    with pytest.raises(UnknownCall):
        await house.desk.finish("call-1", "booked", by="polakova")
    assert await house.state("novakova") is OperatorState.WRAP_UP
    done = await house.desk.finish("call-1", "booked", by="novakova")
    assert done.result == "booked"


async def test_a_result_in_the_talk_leaves_the_wrap_up(house: House) -> None:
    await house.seat("novakova")
    await talk(house)
    await house.desk.finish("call-1", "booked")
    assert await house.state("novakova") is OperatorState.TALKING
    await house.requests.ended("call-1")
    assert await house.state("novakova") is OperatorState.WRAP_UP


async def test_a_late_result_does_not_end_the_wrap_up_of_the_next_call(house: House) -> None:
    await house.seat("novakova")
    await talk(house)
    await house.requests.ended("call-1")
    await house.play(after=RULES.wrap_up_seconds)
    await talk(house, "call-2")
    await house.requests.ended("call-2")
    await house.desk.finish("call-1", "booked")
    assert await house.state("novakova") is OperatorState.WRAP_UP


async def test_going_to_a_break_while_it_rings_sends_the_caller_on(house: House) -> None:
    await house.seat("novakova", "polakova")
    await house.ask("call-1", "passport")
    await house.play()
    await house.desk.set_state("novakova", BREAK, "lunch")
    await house.play()
    assert await house.rings() == [("call-1", "polakova")]
    assert await house.state("novakova") is BREAK


async def test_staying_available_while_it_rings_lets_it_ring(house: House) -> None:
    await house.seat("novakova")
    await house.ask("call-1")
    await house.play()
    assert (await house.desk.set_state("novakova", AVAILABLE)).state is OperatorState.RINGING


async def test_the_operators_side_breaks_off_and_the_caller_comes_back_to_them(
    house: House,
) -> None:
    await house.seat("novakova")
    await house.ask("call-0")
    await talk(house)
    assert (await house.requests.wait_again("call-0")) is not None
    waits = await house.requests.of_call("call-0")
    assert waits is not None
    assert (waits.state, waits.operator, waits.answered_at) == (RequestState.WAITING, None, None)
    await house.play()
    assert await house.rings() == [("call-0", "novakova")]


async def test_states_and_queue_survive_a_restart(
    house: House, clock: SetClock, beside: MakeBackends
) -> None:
    await house.seat("novakova", "prochazka")
    await talk(house)
    await house.desk.set_state("prochazka", BREAK, "lunch")
    await house.ask("call-2")
    before = await house.desk.states(), await house.desk.waiting()
    (again,) = beside(1)
    there = House.on(again.database, clock)
    assert (await there.desk.states(), await there.desk.waiting()) == before
    served = await there.desk.request_of("novakova")
    assert served is not None
    assert served.call_id == "call-1"


async def test_calls_that_ended_while_nobody_looked_leave_nobody_stuck(house: House) -> None:
    await house.seat("novakova", "prochazka", "marek")
    await talk(house)
    await house.ask("call-2")
    await house.play()
    await house.ask("call-3")
    await house.play()
    closed = await house.requests.reconcile("linka", {"call-3"})
    assert [(one.call_id, one.state) for one in closed] == [
        ("call-1", RequestState.DONE),
        ("call-2", RequestState.ABANDONED),
    ]
    states = {one.username: one.state for one in await house.desk.states()}
    assert states["novakova"] is OperatorState.WRAP_UP
    assert list(states.values()).count(OperatorState.RINGING) == 1
    assert list(states.values()).count(AVAILABLE) == 1


async def test_calls_of_another_node_are_left_alone(house: House) -> None:
    await house.ask("call-1")
    assert await house.requests.reconcile("elsewhere", set()) == []


async def test_a_supervisor_who_changes_a_state_leaves_a_trace(house: House) -> None:
    await house.seat("novakova")
    await house.desk.set_state("novakova", OperatorState.OFFLINE, by="kralova", key="form-9")
    await house.desk.set_state("novakova", OperatorState.OFFLINE, by="kralova", key="form-9")
    traces = select(audit).where(audit.c.who == "kralova")
    rows = await house.database.read(lambda tx: tx.all(traces))
    assert [(row.did, row.about) for row in rows] == [("operator-offline", "staff:novakova")]


async def test_what_cannot_be_chosen_is_refused(house: House) -> None:
    with pytest.raises(BadState):
        await house.desk.set_state("novakova", OperatorState.TALKING)
    with pytest.raises(NotOnDuty):
        await house.desk.set_state("nobody", AVAILABLE)
    with pytest.raises(UnknownCall):
        await house.desk.finish("never", "booked")


async def test_codes_are_those_of_the_town(town: Database, clock: SetClock) -> None:
    rules = Rules.model_validate(
        {"breaks": {"lunch": {"cs": "Oběd"}}, "results": {"booked": {"cs": "Objednáno"}}}
    )
    house = House.on(town, clock, rules)
    with pytest.raises(UnknownCode):
        await house.desk.set_state("novakova", BREAK, "golf")
    with pytest.raises(UnknownCode):
        await house.desk.finish("call-1", "won")
    assert (await house.desk.set_state("novakova", BREAK, "lunch")).reason == "lunch"
