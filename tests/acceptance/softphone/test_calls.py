"""A call at an operator's page: rung, answered, muted, held, gone on with, ended."""

import asyncio

from playwright.async_api import Dialog

from cli.phone.browser import VOICE, Browser, Operator
from cli.phone.tones import gaps, heard
from tests.support.console import PASSWORDS
from tests.support.softphones import Leg, Office, until

NOVAKOVA = "novakova"
CALLER = 1150
"""Hertz that the caller says."""

STUTTER = 0.5
"""Seconds: a browser on a machine that is busy with other tests may stutter, and is not cut off."""


async def talk(desk: Office, operator: Operator) -> Leg:
    """A call that was answered by a click."""
    leg = await desk.ring(NOVAKOVA)
    await operator.phone_is("ringing")
    await operator.answer()
    await desk.answered(NOVAKOVA, leg)
    await operator.page.wait_for_selector("[data-phone=hold]:enabled")
    return leg


async def test_a_call_rings_is_answered_by_a_click_and_sound_goes_both_ways(
    desk: Office, operator: Operator
) -> None:
    leg = await desk.ring(NOVAKOVA)
    await operator.phone_is("ringing")
    assert "Zvoní hovor" in await operator.page.title()
    assert not await leg.is_up()
    await operator.answer()
    await desk.answered(NOVAKOVA, leg)
    assert "Zvoní" not in await operator.page.title()
    assert heard(await leg.listen(1.5), VOICE) > 1
    since = asyncio.get_running_loop().time()
    await leg.say(CALLER)
    await asyncio.sleep(1.5)
    assert heard(operator.ears.since(since), CALLER) > 1
    level = await operator.page.eval_on_selector("#phone-level-out", "one => one.value")
    assert level > 0.3
    await leg.hang_up()
    await operator.phone_is("ready")


async def test_a_caller_who_hangs_up_first_ends_the_ring(desk: Office, operator: Operator) -> None:
    leg = await desk.ring(NOVAKOVA)
    await operator.phone_is("ringing")
    await leg.hang_up()
    await operator.phone_is("ready")
    assert "Zvoní" not in await operator.page.title()


async def test_keys_answer_mute_and_hold(desk: Office, operator: Operator) -> None:
    leg = await desk.ring(NOVAKOVA)
    await operator.page.wait_for_selector("[data-phone=answer]:enabled")
    await operator.page.keyboard.press("a")
    await operator.phone_is("talking")
    await desk.answered(NOVAKOVA, leg)
    await operator.page.wait_for_selector("[data-phone=mute]:enabled")
    await operator.page.keyboard.press("m")
    await operator.page.wait_for_selector("body[data-muted=yes]", state="attached")
    await operator.page.get_by_text("mikrofon je vypnutý", exact=True).wait_for()
    assert heard(await leg.listen(1), VOICE) == 0
    await operator.page.keyboard.press("m")
    await operator.page.wait_for_selector("body[data-muted=no]", state="attached")
    assert heard(await leg.listen(1), VOICE) > 0.7
    await operator.page.keyboard.press("h")
    await operator.phone_is("held")
    await asyncio.sleep(0.3)
    assert heard(await leg.listen(1), VOICE) == 0
    await operator.page.keyboard.press("h")
    await operator.phone_is("talking")
    await asyncio.sleep(0.3)
    assert heard(await leg.listen(1), VOICE) > 0.7
    await leg.hang_up()


async def test_who_was_muted_stays_so_on_hold_and_after(desk: Office, operator: Operator) -> None:
    leg = await talk(desk, operator)
    await operator.page.click("[data-phone=mute]")
    await operator.page.click("[data-phone=hold]")
    await operator.phone_is("held")
    await asyncio.sleep(0.3)
    await operator.page.click("[data-phone=hold]")
    await operator.phone_is("talking")
    await asyncio.sleep(0.3)
    assert heard(await leg.listen(1), VOICE) == 0
    await leg.hang_up()


async def test_a_page_loaded_again_takes_its_talk_up_by_itself_and_as_muted_as_it_was(
    desk: Office, operator: Operator
) -> None:
    leg = await talk(desk, operator)
    await operator.page.click("[data-phone=mute]")
    operator.page.on("dialog", lambda dialog: dialog.accept())
    before = (await desk.phone(NOVAKOVA)).generation
    await operator.page.reload()
    await operator.phone_is("ready")
    assert await leg.is_up()  # nobody said goodbye
    assert (await desk.phone(NOVAKOVA)).generation == before + 1
    assert await desk.can_ring(NOVAKOVA)
    await leg.hang_up()
    again = await desk.resume(NOVAKOVA, "call-1")
    await operator.phone_is("talking")
    await until(again.is_up)
    assert heard(await again.listen(1), VOICE) == 0
    await operator.page.click("[data-phone=mute]:enabled")
    assert heard(await again.listen(1), VOICE) > 0.7
    await again.hang_up()


async def test_leaving_the_page_in_a_talk_is_asked_and_other_rooms_open_beside_it(
    desk: Office, operator: Operator
) -> None:
    leg = await talk(desk, operator)
    async with operator.context.expect_page() as opened:
        await operator.page.click("nav a[href='/visits']")
    await (await opened.value).wait_for_url("**/visits")
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    operator.page.on("dialog", stay)
    await operator.page.close(run_before_unload=True)
    await until(lambda: _is(asked == ["beforeunload"]))
    assert await leg.is_up()
    await operator.phone_is("talking")
    await leg.hang_up()


async def test_a_leg_whose_browser_is_gone_ends_by_itself(desk: Office, operator: Operator) -> None:
    leg = await talk(desk, operator)
    await operator.leave()
    await leg.over(within=20)


async def _is(holds: bool) -> bool:
    return holds


async def test_when_the_network_was_away_in_a_talk_the_page_comes_anew_and_takes_it_up(
    desk: Office, browser: Browser, operator: Operator
) -> None:
    leg = await talk(desk, operator)
    before = (await desk.phone(NOVAKOVA)).generation
    async with browser.unplugged():
        await operator.phone_is("lost", within=20)
    await operator.phone_is("ready", within=15)
    assert (await desk.phone(NOVAKOVA)).generation == before + 1
    await until(lambda: desk.can_ring(NOVAKOVA))
    if await leg.is_up():
        await leg.hang_up()
    again = await desk.resume(NOVAKOVA, "call-1")
    await operator.phone_is("talking")
    await until(again.is_up)
    assert heard(await again.listen(1), VOICE) > 0.7
    await again.hang_up()


async def test_a_network_that_is_away_between_calls_is_noticed_at_both_ends(
    desk: Office, browser: Browser, operator: Operator
) -> None:
    await until(lambda: desk.can_ring(NOVAKOVA))
    async with browser.unplugged():
        await until(lambda: desk.is_detached(NOVAKOVA), within=20)
        await operator.phone_is("lost", within=20)
    await operator.phone_is("ready", within=15)
    await until(lambda: desk.can_ring(NOVAKOVA))


async def test_a_talk_goes_on_when_only_its_signalling_breaks(
    desk: Office, operator: Operator
) -> None:
    leg = await talk(desk, operator)
    before = (await desk.phone(NOVAKOVA)).generation
    desk.wire.cut()
    samples = await leg.listen(3)
    assert heard(samples, VOICE) > 2
    assert [gap for gap in gaps(samples, VOICE) if gap[1] - gap[0] > STUTTER] == []
    await operator.phone_is("talking")
    assert (await desk.phone(NOVAKOVA)).generation == before
    await until(lambda: desk.can_ring(NOVAKOVA))
    await operator.page.click("[data-phone=hold]")
    await operator.phone_is("held")
    await asyncio.sleep(0.3)
    assert heard(await leg.listen(1), VOICE) == 0
    await operator.page.click("[data-phone=hold]")
    await operator.phone_is("talking")
    await leg.hang_up()
    await operator.phone_is("ready")


async def test_where_the_network_lets_no_sound_through_nobody_is_rung_and_the_page_says_so(
    desk: Office, browser: Browser
) -> None:
    operator = await Operator.arrive(browser, desk.url)
    await operator.context.add_init_script(
        "const Open = RTCPeerConnection; RTCPeerConnection = class extends Open {"
        " constructor(how) { super({ ...how, iceTransportPolicy: 'relay' }); } };"
    )
    await operator.log_in(NOVAKOVA, PASSWORDS[NOVAKOVA])
    await operator.phone_is("ready")
    await desk.ring(NOVAKOVA)
    await operator.answer()
    await operator.phone_is("ready", within=15)
    await desk.resume(NOVAKOVA, "call-1")
    await operator.page.get_by_text("zvuk neprošel sítí").wait_for(timeout=15_000)
    await operator.phone_is("off")
    await until(lambda: desk.is_detached(NOVAKOVA))
