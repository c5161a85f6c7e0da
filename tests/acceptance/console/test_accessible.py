"""Every page for everybody: axe-core finds nothing, at a desk and on a telephone."""

import pytest
from playwright.async_api import Browser

from booking.api import Backend, Contact, Language
from tests.support.console import ADMINISTRATOR, AUDITOR, CLERK, OPERATOR, SUPERVISOR, Worker

PAGES = {
    OPERATOR: ["/desk", "/visits?day=2026-11-24", "/visits", "/clerk/applications"],
    CLERK: [
        "/clerk/applications",
        "/clerk/applications?state=all&text=nobody",
        "/clerk/applications/1",
        "/clerk/ready-dates",
        "/nowhere",
    ],
    SUPERVISOR: ["/supervisor"],
    ADMINISTRATOR: ["/admin"],
    AUDITOR: ["/audit"],
}


@pytest.fixture
async def busy(backend: Backend) -> None:
    await backend.rings.request(phone="+420777123456", dialog="callback", language=Language.EN)
    hold = await backend.visits.hold_nearest("passport.new", owner="caller")
    assert hold is not None
    await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("username", PAGES)
@pytest.mark.usefixtures("busy")
async def test_axe_finds_nothing(browser: Browser, url: str, username: str, width: int) -> None:
    worker = await Worker.arrive(browser, url, width)
    await worker.go("/log-in")
    faults = {"/log-in": await worker.faults()}
    await worker.log_in(username)
    await worker.page.wait_for_url(lambda where: "log-in" not in where)
    for path in PAGES[username]:
        await worker.go(path)
        faults[path] = await worker.faults()
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize("width", [1280, 390])
async def test_axe_finds_nothing_before_and_after_a_change(
    browser: Browser, url: str, width: int
) -> None:
    worker = await Worker.arrive(browser, url, width)
    await worker.log_in(CLERK)
    await worker.page.locator("[data-row]").first.click()
    await worker.page.locator("input[name=state]").first.check()
    await worker.page.get_by_role("button", name="Pokračovat").click()
    await worker.reads("Zkontrolujte změnu")
    assert await worker.faults() == []
    await worker.page.get_by_role("button", name="Změnit stav").click()
    await worker.reads("Stav žádosti je změněn.")
    assert await worker.faults() == []
    await worker.page.keyboard.press("?")
    assert await worker.faults() == []
