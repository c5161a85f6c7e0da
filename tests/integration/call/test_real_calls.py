"""Real calls on real Asterisk: what is booked, what is heard, and what a killed process costs."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.support.house import House

APOLOGY = "Omlouváme se za přerušení."
WELCOME_WITHIN = 1.0
ON_AGAIN_WITHIN = 5.0
LEASE_MOST = 20.0


async def test_one_one_one_one_books_a_visit(house: House) -> None:
    call = await house.ring()
    await house.answer(call, "1", "1", "1", "1")
    await call.ended(within=60)
    said = house.said(call)
    assert "Dobrý den, úřad města Lípova." in said
    assert "Nejbližší volný termín je" in said
    assert "Termín je objednán." in said
    assert "Na shledanou." in said
    assert call.ended_by == "town"
    assert house.rows.all("SELECT state, phone FROM visits") == [("booked", "+420777000321")]
    assert house.rows.holds == 0


async def test_the_welcome_is_heard_within_a_second(house: House) -> None:
    call = await house.ring()
    await call.sound(within=WELCOME_WITHIN)
    await asyncio.sleep(3)
    await call.hang_up()
    [first, *_] = house.ear.hear(call.recording)
    assert first.segment.text == "Dobrý den, úřad města Lípova."
    assert call.answered_at is not None
    assert first.start - call.position(call.answered_at) < WELCOME_WITHIN


async def test_who_hangs_up_leaves_no_hold(house: House) -> None:
    call = await house.ring()
    await house.hurry(call, "111")
    await house.heard_out(call)
    assert house.rows.holds == 1
    await call.hang_up()
    await house.until("SELECT count(*) FROM holds")
    await house.until("SELECT count(*) FROM calls WHERE ended_at IS NULL")
    assert house.rows.one("SELECT outcome FROM calls") == "hung_up"


async def test_a_killed_process_costs_an_apology_and_nothing_else(house: House) -> None:
    call = await house.ring()
    await house.hurry(call, "22")
    await house.answer(call, "47201533", "836104")
    await call.sound()
    await house.kill()
    await asyncio.sleep(0.5)
    loop = asyncio.get_running_loop()
    killed = loop.time()
    await house.start()
    assert loop.time() - killed < ON_AGAIN_WITHIN
    await house.answer(call, "1")
    await call.ended(within=30)
    said = house.said(call)
    assert said.count(APOLOGY) == 1
    assert said.count("Zadejte šestimístný PIN.") == 1
    assert "Stav posíláme v SMS na číslo končící na" in said
    await house.until("SELECT count(*) FROM calls WHERE ended_at IS NULL")
    assert house.rows.one("SELECT outcome FROM calls") == "completed"


async def test_ten_calls_outlive_a_killed_process(house: House) -> None:
    calls = await asyncio.gather(*(house.ring() for _ in range(10)))
    await asyncio.gather(*(house.hurry(call, "111"[: n % 4]) for n, call in enumerate(calls)))
    await house.kill()
    await house.start()
    await asyncio.gather(*(house.answer(call, *"1111"[n % 4 :]) for n, call in enumerate(calls)))
    await asyncio.gather(*(call.ended(within=60) for call in calls))
    assert {call.ended_by for call in calls} == {"town"}
    assert house.rows.visits == len(calls)
    assert house.rows.holds == 0
    codes = house.rows.all("SELECT DISTINCT counter, start FROM visits")
    assert len(codes) == len(calls)


async def test_a_stopped_process_leaves_its_callers_to_the_fall_back(house: House) -> None:
    call = await house.ring()
    await house.hurry(call, "1")
    house.signal(signal.SIGSTOP)
    assert await call.silence(2.0)  # the menu is over, and nobody answers for us
    assert await call.sound(within=LEASE_MOST)  # the fall-back speaks
    await asyncio.sleep(2)
    await call.hang_up()
    house.signal(signal.SIGCONT)
    await house.until("SELECT count(*) FROM calls WHERE ended_at IS NULL")
    assert house.rows.holds == 0


@pytest.mark.parametrize("hidden", [False, True])
async def test_a_hidden_number_is_asked_for_one(house: House, hidden: bool) -> None:
    call = await house.ring(None if hidden else "596123456")
    await house.hurry(call, "01")
    await house.answer(call, "596123456" if hidden else "1")
    await call.ended(within=30)
    assert house.rows.all("SELECT phone FROM rings") == [("+420596123456",)]
