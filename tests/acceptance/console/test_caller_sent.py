"""What was sent to the caller, on the real desk: by keyboard, before and after the check."""

import pytest
from playwright.async_api import Browser, Page, expect

from booking.api import Backend
from tests.acceptance.console.test_caller import desk_of, is_the_same, press, talk
from tests.support.console import Worker
from tests.support.panel import marie
from tests.support.routing import House
from tests.support.sent import STATUS, letters


@pytest.fixture
async def desk(worker: Worker, house: House, backend: Backend) -> Page:
    """The desk of an operator who talks with a verified Marie."""
    await letters(backend)
    await talk(house, citizen=await marie(backend))
    return await desk_of(worker)


async def test_a_messages_course_is_opened_and_closed_by_keyboard(desk: Page) -> None:
    await press(desk, "w", "6")
    await expect(desk.locator("#sent-title")).to_have_text("Co jsme poslali")
    rows = desk.locator("#caller [data-row]")
    await expect(rows).to_have_count(2)
    await press(desk, "j")
    await expect(rows.nth(0)).to_be_focused()
    await press(desk, "Enter")
    await expect(desk.locator("#caller")).to_contain_text(STATUS)
    await expect(rows.nth(0)).to_have_attribute("aria-expanded", "true")
    await expect(rows.nth(0)).to_be_focused()
    await press(desk, "Enter")
    await expect(desk.locator("#caller")).not_to_contain_text(STATUS)
    await press(desk, "j")
    await expect(rows.nth(1)).to_be_focused()
    assert await is_the_same(desk)


async def test_a_reload_shows_the_same_message(desk: Page) -> None:
    await press(desk, "w", "6")
    await desk.get_by_role("button", name="Průběh").first.click()
    await expect(desk.locator("#caller")).to_contain_text(STATUS)
    await desk.reload()
    await expect(desk.locator("#caller")).to_contain_text(STATUS)


@pytest.mark.parametrize("width", [1280, 390])
async def test_axe_finds_nothing_before_and_after_the_check(
    browser: Browser, url: str, house: House, backend: Backend, width: int
) -> None:
    worker = await Worker.arrive(browser, url, width)
    await talk(house)
    desk = await desk_of(worker)
    await desk.locator("#tab-messages").click()
    await expect(desk.locator("#caller")).to_contain_text("Žádná zpráva neodešla.")
    faults = {"empty": await worker.faults()}
    await letters(backend)
    await worker.go(f"/desk/work?call=call-1&tab=messages&citizen={await marie(backend)}&message=1")
    await expect(desk.locator("#caller")).to_contain_text("Znění se ukáže po ověření totožnosti.")
    faults["unchecked"] = await worker.faults()
    await desk.get_by_role("link", name="Ověřit totožnost").click()
    await expect(desk.locator(".question input").first).to_be_visible()
    for question in await desk.locator(".question input").all():
        await question.check()
    await desk.get_by_role("button", name="Totožnost ověřena").click()
    await expect(desk.locator("#caller")).to_contain_text("Totožnost je ověřena")
    await desk.locator("#tab-messages").click()
    await expect(desk.locator("#caller")).to_contain_text("nedoručeno: číslo neexistuje")
    await desk.get_by_role("button", name="Průběh").first.click()
    await expect(desk.locator("#caller")).to_contain_text(STATUS)
    faults["checked"] = await worker.faults()
    assert {part: found for part, found in faults.items() if found} == {}
