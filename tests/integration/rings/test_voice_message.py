"""Real rings over real SIP: what is heard, what is keyed, what is told of it."""

from __future__ import annotations

import asyncio

import pytest

from booking.api import Matter, Speech
from cli.phone.call import BUSY, PhoneCall
from cli.phone.exchange import Exchange
from cli.phone.telephone import Telephone
from tests.integration.rings.rung import LANDLINE, RingingHouse

ASKS = "Pro potvrzení zprávy stiskněte jedničku, pro zopakování devítku, pro operátora nulu."
HELLO = "Dobrý den, úřad města Lípova."
MATTER = "U podané žádosti nastala změna."
CHANGED = f"Máme pro vás krátkou zprávu. {MATTER} Podrobnosti se dozvíte na čísle"


async def picked_up(phone: Telephone) -> PhoneCall:
    call = await phone.rings()
    await asyncio.sleep(0.3)
    await call.pick_up()
    return call


async def test_who_keys_one_has_confirmed_what_they_heard(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    assert call.caller == "844121314"
    await house.answer(call, "1")
    await call.ended(within=15)
    assert await house.outcome(ring) == "confirmed"
    said = house.said(call)
    assert said.startswith(f"{HELLO} {CHANGED}")
    assert said.count(MATTER) == 1
    assert ASKS in said
    assert said.endswith("Děkujeme, zpráva je potvrzena. Na shledanou.")
    assert call.ended_by == "town"
    assert len(phone.calls) == 1


async def test_a_visit_is_told_by_time_and_place_and_nothing_else(
    house: RingingHouse, phone: Telephone
) -> None:
    visit = await house.booked()
    ring = await house.speak(speech=Speech(Matter.REMINDER, visit.id, visit.start, visit.office))
    call = await picked_up(phone)
    await house.answer(call, "1")
    await call.ended(within=15)
    assert await house.outcome(ring) == "confirmed"
    said = house.said(call)
    assert "Máme pro vás krátkou zprávu o objednaném termínu. Připomínáme termín" in said
    assert "pas" not in said
    assert visit.code not in house.log.read_text()


async def test_a_machine_that_answers_hears_it_twice_and_has_confirmed_nothing(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    await call.ended(within=60)
    assert await house.outcome(ring) == "heard"
    said = house.said(call)
    assert said.count(MATTER) == 2
    assert said.count(ASKS) == 2
    assert said.endswith("Na shledanou.")


async def test_nine_says_it_again(house: RingingHouse, phone: Telephone) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    await house.answer(call, "9", "1")
    await call.ended(within=15)
    assert await house.outcome(ring) == "confirmed"
    assert house.said(call).count(MATTER) == 2


async def test_a_key_pressed_before_all_was_said_confirms_nothing(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    assert await call.sound()
    await call.key("1")
    assert await call.sound()
    await asyncio.sleep(2)
    await call.key("1")
    await house.heard_out(call)
    await call.hang_up()
    assert await house.outcome(ring) == "heard"


async def test_who_hangs_up_at_once_has_not_heard_it(house: RingingHouse, phone: Telephone) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    assert await call.sound()
    await call.hang_up()
    assert await house.outcome(ring) == "hung_up"


async def test_zero_leads_to_a_person(house: RingingHouse, phone: Telephone) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    await house.answer(call, "0", "1", "1")
    await call.ended(within=30)
    assert await house.outcome(ring) == "heard"
    said = house.said(call)
    assert "Na lince nyní žádný operátor není." in said
    assert house.rows.all("SELECT phone, topic FROM rings WHERE dialog = 'callback'") == [
        (LANDLINE, "voice_message")
    ]


@pytest.mark.parametrize(("cause", "outcome"), [(BUSY, "busy")])
async def test_a_telephone_that_is_in_use_is_busy(
    house: RingingHouse, phone: Telephone, cause: int, outcome: str
) -> None:
    ring = await house.speak()
    await (await phone.rings()).decline(cause)
    assert await house.outcome(ring) == outcome
    await asyncio.sleep(1)
    assert len(phone.calls) == 1


async def test_a_telephone_that_nobody_picks_up_gives_no_answer(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await phone.rings()
    await call.ended(within=40)
    assert await house.outcome(ring) == "no_answer"
    assert len(phone.calls) == 1


async def test_a_number_that_is_not_there_is_unreachable(house: RingingHouse) -> None:
    ring = await house.speak(phone="+420596999999")
    assert await house.outcome(ring) == "unreachable"


async def test_two_are_rung_at_once_and_no_more(house: RingingHouse, exchange: Exchange) -> None:
    numbers = [f"+42059612346{n}" for n in range(3)]
    phones = [await exchange.telephone(number) for number in numbers]
    for n, number in enumerate(numbers):
        await house.speak(f"message:{n}", phone=number)
    first, second = await phones[0].rings(), await phones[1].rings()
    await asyncio.sleep(1)
    assert phones[2].calls == []
    await first.decline()
    third = await phones[2].rings()
    await asyncio.gather(second.decline(), third.decline())
    await house.until("SELECT count(*) FROM rings WHERE state <> 'ended'")
    assert [len(phone.calls) for phone in phones] == [1, 1, 1]
