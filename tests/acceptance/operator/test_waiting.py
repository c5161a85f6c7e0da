"""While nobody is free: places, music, and the way out."""

import asyncio

from cli.phone.browser import VOICE
from cli.phone.tones import heard
from tests.support.browser_operator import Caller, Floor, sound_goes_both_ways
from tests.support.linka import Linka, Telephones

NOVAKOVA = "novakova"


async def test_the_second_caller_hears_the_place_and_rings_after_the_first(
    phones: Telephones, floor: Floor
) -> None:
    operator = await floor.seat(NOVAKOVA)
    first, second, third = (Caller(phones, f"77742000{number}") for number in (1, 2, 3))
    await first.ask()
    await operator.phone_is("ringing")
    await operator.answer()
    await sound_goes_both_ways(first, operator)
    await second.ask()
    await second.request("waiting")
    await third.ask()
    await asyncio.sleep(10.0)
    assert "Před vámi" not in await second.says()  # nobody is, and often it rings already
    assert "Před vámi: jeden volající" in await third.says()
    assert await second.call.sound(within=2)
    assert heard(second.heard(second.call.answered_at or 0.0), VOICE) == 0.0

    await operator.hang_up()
    await first.call.ended(within=5)
    await floor.is_(NOVAKOVA, "wrap_up")
    await operator.page.click("button[name=result][value=informed]")
    await operator.phone_is("ringing")
    await operator.answer()
    await sound_goes_both_ways(second, operator)
    assert second.offers() == [(NOVAKOVA, "answered")]
    assert third.offers() == []


async def test_a_waiting_caller_who_asks_to_be_rung_back_waits_no_longer(
    linka: Linka, phones: Telephones, floor: Floor
) -> None:
    operator = await floor.seat(NOVAKOVA)
    await operator.choose("break:lunch")
    await floor.is_(NOVAKOVA, "break")
    caller = Caller(phones, "777420011")
    await caller.ask()
    await caller.request("waiting")
    await caller.call.sound()
    await caller.call.key("1")
    await caller.request("callback")
    await caller.call.silence(0.9)
    await caller.call.key("1")
    await linka.until("SELECT 1 FROM rings WHERE phone = '+420777420011'")
    await caller.call.ended(within=20)
    assert caller.offers() == []


async def test_star_leads_a_waiting_caller_back_to_the_menu(
    phones: Telephones, floor: Floor
) -> None:
    operator = await floor.seat(NOVAKOVA)
    await operator.choose("break:lunch")
    await floor.is_(NOVAKOVA, "break")
    caller = Caller(phones, "777420012")
    await caller.ask()
    await caller.request("waiting")
    await caller.call.sound()
    await caller.call.key("*")
    left = asyncio.get_running_loop().time()
    await asyncio.sleep(4.0)
    assert "jedni" in await caller.says(left)
    assert not caller.call.over
    rows = phones.linka.rows("SELECT state FROM contact_requests WHERE caller LIKE '%777420012'")
    assert [row["state"] for row in rows] == ["abandoned"]
