"""At whom it rings, and at whom next."""

import asyncio

from playwright.async_api import expect

from tests.support.browser_operator import RING_SECONDS, Caller, Floor, sound_goes_both_ways
from tests.support.linka import Telephones

NOVAKOVA, POLAKOVA, HORAKOVA = "novakova", "polakova", "horakova"
"""Passports at level 5, at level 4, and none: waste."""


async def test_an_operator_with_the_wrong_skill_never_rings(
    phones: Telephones, floor: Floor
) -> None:
    wrong = await floor.seat(HORAKOVA)
    right = await floor.seat(NOVAKOVA)
    caller = Caller(phones, "777410001")
    await caller.ask("1110")
    await right.phone_is("ringing")
    await asyncio.sleep(1.0)
    await right.answer()
    await sound_goes_both_ways(caller, right)
    await right.hang_up()
    await caller.call.ended(within=5)

    assert caller.offers() == [(NOVAKOVA, "answered")]
    assert not wrong.phone.was("ringing")
    assert floor.state(HORAKOVA) == "available"


async def test_a_missed_ring_goes_on_to_the_next_and_the_caller_keeps_the_place(
    phones: Telephones, floor: Floor
) -> None:
    first, second = await floor.seat(NOVAKOVA), await floor.seat(POLAKOVA)
    caller = Caller(phones, "777410002")
    await caller.ask("1110")
    await first.phone_is("ringing")
    asked_at = (await caller.request("offered"))["asked_at"]
    await second.phone_is("ringing", within=RING_SECONDS + 5)
    await first.phone_is("ready")
    await second.answer()
    await sound_goes_both_ways(caller, second)
    await second.hang_up()
    await caller.call.ended(within=5)

    assert caller.offers() == [(NOVAKOVA, "missed"), (POLAKOVA, "answered")]
    assert (await caller.request("done"))["asked_at"] == asked_at
    assert floor.state(NOVAKOVA) == "available"


async def test_three_missed_rings_are_a_break(phones: Telephones, floor: Floor) -> None:
    operator = await floor.seat(NOVAKOVA)
    caller = Caller(phones, "777410003")
    await caller.ask()
    await floor.is_(NOVAKOVA, "break", within=3 * RING_SECONDS + 10)
    await operator.phone_is("ready")
    assert caller.offers() == [(NOVAKOVA, "missed")] * 3
    await expect(operator.page.locator("#mine")).to_contain_text("nepřijali")
    await caller.request("waiting")
    assert not caller.call.over

    await operator.choose("available")
    await operator.phone_is("ringing")
    await operator.answer()
    await sound_goes_both_ways(caller, operator)


async def test_a_refused_caller_goes_on_to_the_next(phones: Telephones, floor: Floor) -> None:
    first, second = await floor.seat(NOVAKOVA), await floor.seat(POLAKOVA)
    caller = Caller(phones, "777410004")
    await caller.ask("1110")
    await first.phone_is("ringing")
    await first.page.click("[formaction*='/refuse']")
    await second.phone_is("ringing")
    await first.phone_is("ready")
    await second.answer()
    await sound_goes_both_ways(caller, second)
    assert caller.offers() == [(NOVAKOVA, "refused"), (POLAKOVA, "answered")]


async def test_a_second_window_takes_the_telephone_over(phones: Telephones, floor: Floor) -> None:
    operator = await floor.seat(NOVAKOVA)
    older = operator.page
    operator.page = await operator.context.new_page()
    await operator.page.goto(older.url)
    await operator.phone_is("ready")
    await older.wait_for_selector("body[data-phone=elsewhere]")
    caller = Caller(phones, "777410005")
    await caller.ask()
    await operator.phone_is("ringing")
    await operator.answer()
    await sound_goes_both_ways(caller, operator)
