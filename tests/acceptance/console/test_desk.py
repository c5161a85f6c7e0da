"""The operator's desk shows what is there now, whatever happens to the connection."""

import contextlib

import pytest
from playwright.async_api import Browser, expect

from booking.api import Backend, Language, Ring, Secret
from operator_console.config import ConsoleConfig
from operator_console.server import running
from tests.support.console import OPERATOR, Worker


async def ask_for_a_call(backend: Backend, phone: str) -> Ring:
    return await backend.rings.request(
        phone=phone, dialog="callback", language=Language.UK, topic="passport"
    )


async def test_a_call_back_appears_without_a_reload_and_is_settled_with_undo(
    worker: Worker, backend: Backend
) -> None:
    await worker.log_in(OPERATOR)
    await worker.reads("Nikdo nečeká na zavolání.")
    await ask_for_a_call(backend, "+420777123456")
    row = worker.page.locator("#rings tr", has_text="777 123 456")
    await expect(row).to_contain_text("ukrajinsky")

    await row.get_by_role("button").click()
    await worker.reads("Zavolání je vyřízeno.")
    assert await backend.rings.open() == []
    await worker.page.get_by_role("button", name="Vrátit zpět").click()
    await worker.reads("Zavolání zase čeká na vyřízení.")
    assert len(await backend.rings.open()) == 1


async def test_a_page_that_was_cut_off_says_so_and_heals(
    browser: Browser, backend: Backend
) -> None:
    key = Secret("of the test")
    async with contextlib.AsyncExitStack() as first:
        url = await first.enter_async_context(running(backend, ConsoleConfig(key, port=0)))
        port = int(url.rsplit(":", 1)[1])
        worker = await Worker.arrive(browser, url)
        await worker.log_in(OPERATOR)
        await worker.reads("Nikdo nečeká na zavolání.")
    await worker.reads("Spojení se přerušilo a obnovuje se.")
    await ask_for_a_call(backend, "+420777123456")
    async with running(backend, ConsoleConfig(key, port=port)):
        await worker.reads("777 123 456")
        await expect(worker.page.locator("#lost")).to_be_hidden()


@pytest.mark.parametrize("path", ["/clerk/applications", "/admin", "/audit", "/supervisor"])
async def test_an_operator_does_not_enter_the_rooms_of_others(worker: Worker, path: str) -> None:
    await worker.log_in(OPERATOR)
    await worker.page.wait_for_url("**/desk")
    await worker.go(path)
    await worker.reads("Sem vaše role nemá přístup.")


async def test_keys_lead_through_the_pages(worker: Worker, backend: Backend) -> None:
    await ask_for_a_call(backend, "+420777123456")
    await ask_for_a_call(backend, "+420777123457")
    await worker.log_in(OPERATOR)
    await worker.page.wait_for_url("**/desk")
    keys = worker.page.keyboard
    await keys.press("?")
    await expect(worker.page.get_by_role("dialog", name="Klávesové zkratky")).to_be_visible()
    await keys.press("Escape")
    await expect(worker.page.get_by_role("dialog")).to_be_hidden()
    await keys.press("j")
    await keys.press("j")
    await expect(worker.page.get_by_role("link", name="777 123 457")).to_be_focused()
    await keys.press("k")
    await expect(worker.page.get_by_role("link", name="777 123 456")).to_be_focused()
    await keys.press("g")
    await keys.press("2")
    await worker.page.wait_for_url("**/visits")


async def test_single_keys_can_be_turned_off(worker: Worker) -> None:
    await worker.log_in(OPERATOR)
    await worker.page.get_by_role("button", name="Klávesové zkratky").click()
    await worker.page.get_by_label("Zkratky jsou zapnuté").uncheck()
    await worker.page.get_by_role("button", name="Zavřít").click()
    await worker.page.keyboard.press("?")
    await expect(worker.page.get_by_role("dialog")).to_be_hidden()
