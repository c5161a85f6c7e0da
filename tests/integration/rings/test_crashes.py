"""The process that dials is killed at every stage: nobody is ever rung twice."""

from __future__ import annotations

import asyncio

import pytest

from cli.phone.telephone import Telephone
from tests.integration.rings.rung import RingingHouse
from tests.integration.rings.test_voice_message import ASKS, HELLO, MATTER, picked_up

APOLOGY = "Omlouváme se za přerušení."
NEVER_AGAIN = 3.0
"""Seconds in which a second INVITE would have come."""
OPEN_CALLS = "SELECT count(*) FROM calls WHERE ended_at IS NULL"


async def restart(house: RingingHouse, after: float = 0.5) -> None:
    await house.kill()
    await asyncio.sleep(after)
    await house.start()


async def rang_once(phone: Telephone) -> None:
    await asyncio.sleep(NEVER_AGAIN)
    assert len(phone.calls) == 1


async def test_killed_while_it_rings_the_next_process_says_the_message(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await phone.rings()
    await restart(house)
    await call.pick_up()
    await house.answer(call, "1")
    await call.ended(within=15)
    assert await house.outcome(ring) == "confirmed"
    assert house.said(call).count(MATTER) == 1
    await rang_once(phone)


async def test_answered_while_nobody_is_there_the_next_process_says_the_message(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await phone.rings()
    await house.kill()
    await call.pick_up()
    await asyncio.sleep(1)
    assert not call.over
    await house.start()
    await house.answer(call, "1")
    await call.ended(within=15)
    assert await house.outcome(ring) == "confirmed"
    said = house.said(call)
    assert said.count(MATTER) == 1
    assert said.endswith("Na shledanou.")
    await rang_once(phone)


async def test_killed_in_the_middle_of_the_message_it_is_said_again_with_an_apology(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    assert await call.sound()
    await asyncio.sleep(3)
    await restart(house)
    await house.answer(call, "1")
    await call.ended(within=15)
    assert await house.outcome(ring) == "confirmed"
    said = house.said(call)
    assert said.startswith(HELLO)
    assert said.count(APOLOGY) == 1
    assert f"{MATTER}" in said.split(APOLOGY)[1]
    await rang_once(phone)
    await house.until(OPEN_CALLS)


async def test_killed_while_the_key_is_awaited_it_asks_again(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    await house.heard_out(call)
    await restart(house)
    await house.answer(call, "1")
    await call.ended(within=15)
    assert await house.outcome(ring) == "confirmed"
    assert house.said(call).count(ASKS) == 2
    await rang_once(phone)


async def test_over_while_nobody_looked_the_outcome_is_unknown(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await phone.rings()
    await house.kill()
    await call.decline()
    await house.start()
    assert await house.outcome(ring) == "unknown"
    await rang_once(phone)


async def test_hung_up_while_nobody_looked_what_was_heard_counts(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    await house.heard_out(call)
    await house.kill()
    await call.hang_up()
    await house.start()
    assert await house.outcome(ring) == "heard"
    await rang_once(phone)
    await house.until(OPEN_CALLS)


async def test_claimed_and_never_dialled_it_is_not_dialled_later(
    house: RingingHouse, phone: Telephone
) -> None:
    await house.kill()
    ring = await house.speak()
    async with house.backend() as backend:
        [taken] = await backend.rings.claim_to_dial("linka", most=2)
    assert taken.id == ring.id
    await house.start()
    assert await house.outcome(ring) == "unknown"
    await asyncio.sleep(NEVER_AGAIN)
    assert phone.calls == []


async def test_a_ring_that_nobody_adopts_ends_by_asterisks_own_clock(
    house: RingingHouse, phone: Telephone
) -> None:
    await house.speak()
    call = await phone.rings()
    await house.kill()
    await call.ended(within=40)
    assert call.answered_at is None


@pytest.mark.timeout(240)
async def test_killed_again_and_again_at_random_moments_each_telephone_rings_once_at_most(
    house: RingingHouse, phone: Telephone
) -> None:
    delays = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)
    for turn, delay in enumerate(delays):
        before = len(phone.calls)
        ring = await house.speak(f"message:{turn}")
        await asyncio.sleep(delay)
        await house.kill()
        await house.start()
        if len(phone.calls) > before:
            await phone.calls[-1].decline()
        of_ring = f"FROM rings WHERE id = {ring.id}"
        await house.until(f"SELECT count(*) {of_ring} AND state <> 'ended'", within=60)
        if house.rows.one(f"SELECT outcome {of_ring}") == "unreachable":
            pytest.fail("a telephone that is there was not reached")
        assert len(phone.calls) - before <= 1
