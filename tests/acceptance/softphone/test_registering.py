"""The page's telephone: there while somebody is logged in with the page open, and once only."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest

from booking.api import SetClock
from cli.phone.browser import Browser, Operator
from tests.acceptance.softphone.conftest import seat
from tests.support.console import Worker
from tests.support.softphones import Office, until

NOVAKOVA = "novakova"


async def test_an_open_desk_can_be_rung_and_a_closed_one_cannot(
    desk: Office, operator: Operator
) -> None:
    await until(lambda: desk.can_ring(NOVAKOVA))
    await operator.leave()
    await until(lambda: desk.is_detached(NOVAKOVA), within=6)


async def test_a_page_that_is_loaded_again_stays_ringable(desk: Office, operator: Operator) -> None:
    await until(lambda: desk.can_ring(NOVAKOVA))
    for _ in range(3):
        await operator.page.reload()
        await operator.phone_is("ready")
        assert await desk.can_ring(NOVAKOVA)


async def test_after_a_restart_of_asterisk_the_page_registers_by_itself(
    desk: Office, operator: Operator, clock: SetClock
) -> None:
    await until(lambda: desk.can_ring(NOVAKOVA))
    phone = await desk.phone(NOVAKOVA)
    clock.advance(timedelta(seconds=1))
    desk.stack.asterisk.kill()
    await operator.phone_is("lost")
    await asyncio.to_thread(desk.stack.asterisk.start)

    await until(lambda: _knows_only(desk, phone.endpoint))
    await operator.phone_is("ready")
    await until(lambda: desk.can_ring(NOVAKOVA))
    leg = await desk.ring(NOVAKOVA)
    await operator.phone_is("ringing")
    await leg.hang_up()


async def test_a_second_window_takes_the_telephone_over_and_the_first_can_take_it_back(
    desk: Office, operator: Operator
) -> None:
    second = await operator.context.new_page()
    await second.goto(f"{desk.url}/desk")
    await second.wait_for_selector("body[data-phone=ready]", state="attached")
    await operator.phone_is("elsewhere")
    assert await desk.can_ring(NOVAKOVA)
    leg = await desk.ring(NOVAKOVA)
    await second.wait_for_selector("body[data-phone=ringing]", state="attached")
    await operator.phone_is("elsewhere")
    await leg.hang_up()
    await operator.page.get_by_role("button", name="Telefonovat zde").click()
    await operator.phone_is("ready")
    await second.wait_for_selector("body[data-phone=elsewhere]", state="attached")


async def test_another_log_in_of_the_same_operator_gets_a_telephone_of_its_own(
    desk: Office, operator: Operator, browser: Browser
) -> None:
    first = (await desk.phone(NOVAKOVA)).endpoint
    await seat(desk, browser)
    await operator.phone_is("elsewhere")
    second = (await desk.phone(NOVAKOVA)).endpoint
    assert second != first
    await until(lambda: _knows_only(desk, second))
    await until(lambda: desk.can_ring(NOVAKOVA))


async def test_logging_out_withdraws_the_telephone(desk: Office, operator: Operator) -> None:
    await until(lambda: desk.can_ring(NOVAKOVA))
    await operator.page.get_by_role("button", name="Odhlásit se").click()
    await operator.page.wait_for_url("**/log-in*")
    assert not await desk.has_phone(NOVAKOVA)
    await until(lambda: desk.is_detached(NOVAKOVA))
    assert await desk.known() == set()


async def test_a_page_waits_for_the_process_that_tells_asterisk(
    desk: Office, operator: Operator, clock: SetClock
) -> None:
    await desk.stop_keeping()
    clock.advance(timedelta(seconds=1))
    desk.stack.asterisk.kill()
    await asyncio.to_thread(desk.stack.asterisk.start)
    await operator.phone_is("lost")
    await asyncio.sleep(3)
    desk.keep()
    await operator.phone_is("ready", within=10)


async def test_without_a_microphone_nobody_is_rung_and_the_page_says_what_to_do(
    desk: Office, browser: Browser
) -> None:
    operator = await Operator.arrive(browser, desk.url)
    refuse = "new DOMException('no', 'NotAllowedError')"
    await operator.context.add_init_script(
        f"navigator.mediaDevices.getUserMedia = async () => {{ if (!window.mayHear) throw {refuse};"
        " return new MediaStream(); };"
    )
    worker = Worker(operator.url, operator.context, operator.page)
    await worker.log_in(NOVAKOVA)
    await operator.page.get_by_text("Prohlížeč nemá mikrofon povolený").wait_for()
    await operator.phone_is("off")
    assert not await desk.has_phone(NOVAKOVA)
    assert await worker.faults() == []
    await operator.page.evaluate("window.mayHear = true")
    await operator.page.get_by_role("button", name="Zkusit znovu").click()
    await operator.phone_is("ready")


async def test_the_password_stands_in_no_page_and_in_no_log(
    desk: Office, operator: Operator
) -> None:
    phone = await desk.phone(NOVAKOVA)
    assert phone.password not in await operator.page.content()
    kept = await operator.page.evaluate(
        "JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"
    )
    assert phone.password not in kept
    assert phone.password not in desk.stack.log


@pytest.mark.parametrize("width", [1280, 390])
async def test_axe_finds_nothing_at_the_telephone(
    desk: Office, browser: Browser, tmp_path: Path, width: int
) -> None:
    operator = await seat(desk, browser, width=width)
    await operator.page.click("#phone-setup summary")
    assert await Worker(operator.url, operator.context, operator.page).faults() == []
    folder = Path(os.environ.get("LINKA_SCREENS", tmp_path))
    await operator.page.screenshot(path=folder / f"phone-{width}.png", full_page=True)


async def _knows_only(desk: Office, endpoint: str) -> bool:
    return await desk.known() == {endpoint}
