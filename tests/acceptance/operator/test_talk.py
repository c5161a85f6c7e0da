"""A citizen keys 0, an operator's browser rings, and they talk."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest
from playwright.async_api import expect

from cli.phone.browser import VOICE, Browser, Operator
from cli.phone.tones import gaps, heard
from tests.support.browser_operator import CITIZEN, Caller, Floor, sound_goes_both_ways
from tests.support.linka import Linka, Telephones

NOVAKOVA = "novakova"
Disturb = Callable[[Operator, Browser], Coroutine[None, None, None]]

ALL_ENDED = "SELECT 1 FROM contact_requests WHERE state IN ('waiting', 'offered', 'answered')"


def now() -> float:
    return asyncio.get_running_loop().time()


STUTTER = 0.5
"""Seconds: a browser on a machine that is busy with other tests may stutter, and is not cut off."""


def length(span: tuple[float, float]) -> float:
    return span[1] - span[0]


async def test_zero_rings_in_the_browser_and_both_hear_each_other_only_while_they_talk(
    phones: Telephones, floor: Floor
) -> None:
    operator = await floor.seat(NOVAKOVA)
    caller = Caller(phones, "777400001")
    began = now()
    await caller.ask("1110")
    await operator.phone_is("ringing")
    for shown in ("777 400 001", "česky", "estovní pas", "Nové doklady"):
        await expect(operator.page.locator("#call")).to_contain_text(shown)
    await caller.call.tone(CITIZEN)
    await asyncio.sleep(1.0)
    await caller.call.quiet()
    before = now()

    await operator.answer()
    talking = now()
    await sound_goes_both_ways(caller, operator)
    await operator.hang_up()
    await caller.call.ended(within=5)
    await floor.is_(NOVAKOVA, "wrap_up")
    ended = now()
    await asyncio.sleep(1.0)

    assert heard(caller.heard(began, before), VOICE) == 0.0
    assert [gap for gap in gaps(caller.heard(talking, ended), VOICE) if length(gap) > STUTTER] == []
    assert caller.call.ended_by == "town"
    assert caller.offers() == [(NOVAKOVA, "answered")]
    assert heard(operator.ears.since(ended + 0.5), CITIZEN) == 0.0
    await operator.page.click("button[name=result][value=informed]")
    await floor.is_(NOVAKOVA, "available")
    assert (await caller.request("done"))["result"] == "informed"


async def test_keys_alone_are_enough_to_answer_hold_mute_and_hang_up(
    phones: Telephones, floor: Floor
) -> None:
    operator = await floor.seat(NOVAKOVA)
    caller = Caller(phones, "777400002")
    await caller.ask()
    await operator.phone_is("ringing")
    await operator.page.wait_for_selector("[data-phone=answer]:enabled")
    keys = operator.page.keyboard
    await keys.press("a")
    await operator.phone_is("talking")
    await sound_goes_both_ways(caller, operator)

    await keys.press("m")
    await operator.page.wait_for_selector("body[data-muted=yes]")
    await asyncio.sleep(0.5)
    muted = now()
    await asyncio.sleep(1.5)
    await keys.press("m")
    await operator.page.wait_for_selector("body[data-muted=no]")
    unmuted = now()
    await caller.hears(VOICE, unmuted)
    assert heard(caller.heard(muted, unmuted), VOICE) == 0.0

    await keys.press("h")
    await operator.phone_is("held")
    await asyncio.sleep(0.5)
    held = now()
    await asyncio.sleep(2.0)
    assert await caller.call.sound(within=2)  # music
    await keys.press("h")
    await operator.phone_is("talking")
    unheld = now()
    await sound_goes_both_ways(caller, operator)
    assert heard(caller.heard(held, unheld), VOICE) == 0.0

    await keys.press("x")
    await caller.call.ended(within=5)
    await floor.is_(NOVAKOVA, "wrap_up")
    await keys.press("1")
    await floor.is_(NOVAKOVA, "available")


async def test_a_double_click_answers_and_does_not_mute(phones: Telephones, floor: Floor) -> None:
    operator = await floor.seat(NOVAKOVA)
    caller = Caller(phones, "777400005")
    await caller.ask()
    await operator.phone_is("ringing")
    button = operator.page.locator("[data-phone=answer]:enabled")
    place = await button.bounding_box()
    assert place is not None
    x, y = place["x"] + place["width"] * 0.8, place["y"] + place["height"] / 2
    await operator.page.mouse.click(x, y)
    await operator.page.wait_for_selector("[data-phone=mute]:enabled")
    await operator.page.mouse.down(click_count=2)
    await operator.page.mouse.up(click_count=2)
    await sound_goes_both_ways(caller, operator)
    assert await operator.page.get_attribute("body", "data-muted") == "no"
    await operator.page.click("[data-phone=mute]")
    await operator.page.wait_for_selector("body[data-muted=yes]")


async def test_a_caller_who_hangs_up_ends_the_talk_on_the_page(
    phones: Telephones, floor: Floor
) -> None:
    operator = await floor.seat(NOVAKOVA)
    caller = Caller(phones, "777400003")
    await caller.ask()
    await operator.phone_is("ringing")
    await operator.answer()
    await sound_goes_both_ways(caller, operator)
    await caller.call.hang_up()
    await floor.is_(NOVAKOVA, "wrap_up")
    await operator.phone_is("ready")


async def test_a_caller_who_hangs_up_while_it_rings_leaves_the_operator_free(
    phones: Telephones, floor: Floor
) -> None:
    operator = await floor.seat(NOVAKOVA)
    caller = Caller(phones, "777400004")
    await caller.ask()
    await operator.phone_is("ringing")
    await caller.call.hang_up()
    await floor.is_(NOVAKOVA, "available")
    await operator.phone_is("ready")
    assert caller.offers() == [(NOVAKOVA, "withdrawn")]
    await caller.request("abandoned")


async def _reload(operator: Operator, _: Browser) -> None:
    await operator.page.reload()


async def _close_the_window(operator: Operator, _: Browser) -> None:
    """And open another one, as after a crash: the log-in is kept."""
    url = operator.page.url
    await operator.page.close()
    operator.page = await operator.context.new_page()
    await operator.page.goto(url)


async def _pull_the_cable(_: Operator, browser: Browser) -> None:
    async with browser.unplugged():
        await asyncio.sleep(6.0)


async def _lose_the_pages_network(operator: Operator, _: Browser) -> None:
    """Requests and events fail at once, as behind a gateway that restarts."""
    await operator.context.set_offline(offline=True)
    await asyncio.sleep(5.0)
    await operator.context.set_offline(offline=False)


DISTURBED = [_reload, _close_the_window, _pull_the_cable, _lose_the_pages_network]


@pytest.mark.parametrize("disturb", DISTURBED)
async def test_a_talk_goes_on_after(
    linka: Linka, phones: Telephones, floor: Floor, disturb: Disturb
) -> None:
    operator = await floor.seat(NOVAKOVA)
    caller = Caller(phones, f"7774000{10 + DISTURBED.index(disturb)}")
    await caller.ask()
    await operator.phone_is("ringing")
    await operator.answer()
    await sound_goes_both_ways(caller, operator)

    disturbed = now()
    await disturb(operator, floor.browser)
    await sound_goes_both_ways(caller, operator, within=25)
    print(f"{disturb.__name__}: {now() - disturbed:.1f} s")
    assert floor.state(NOVAKOVA) == "talking"
    shown = f"777 400 0{10 + DISTURBED.index(disturb)}"
    await expect(operator.page.locator("#call")).to_contain_text(shown)
    await operator.hang_up()
    await caller.call.ended(within=5)

    assert caller.call.ended_by == "town"
    assert caller.offers() == [(NOVAKOVA, "answered")]
    assert not linka.rows(ALL_ENDED)
