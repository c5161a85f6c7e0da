"""Every page for everybody: axe-core finds nothing, at a desk and on a telephone."""

import pytest
from playwright.async_api import Browser

from booking.api import Backend, Contact, Language
from ivr.routing.api import Asking, OperatorState
from tests.support.console import ADMINISTRATOR, AUDITOR, CLERK, OPERATOR, SUPERVISOR, Worker
from tests.support.routing import House

PAGES = {
    OPERATOR: ["/desk", "/visits?day=2026-11-24", "/visits", "/clerk/applications"],
    CLERK: [
        "/clerk/applications",
        "/clerk/applications?state=all&text=nobody",
        "/clerk/applications/1",
        "/clerk/ready-dates",
        "/topics",
        "/topics/passport",
        "/topics/tree-felling",
        "/nowhere",
    ],
    SUPERVISOR: ["/supervisor", "/wording/visit_booked"],
    ADMINISTRATOR: ["/admin", "/wording", "/wording/visit_booked", "/wording/topic_stale"],
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


@pytest.mark.parametrize("width", [1280, 390])
async def test_axe_finds_nothing_on_the_desk_in_any_state(
    browser: Browser, url: str, house: House, width: int
) -> None:
    worker = await Worker.arrive(browser, url, width)
    await worker.log_in(OPERATOR)
    await worker.page.wait_for_url("**/desk")
    faults = {}

    async def look(state: str, text: str) -> None:
        await worker.reads(text)
        await worker.page.wait_for_timeout(300)  # colours of buttons fade over
        faults[state] = await worker.faults()

    await house.desk.set_state(OPERATOR, OperatorState.AVAILABLE)
    await look("without a telephone", "Hovory k vám zatím nejdou")
    await house.seat(OPERATOR)
    for number in (1, 2):
        await house.requests.ask(Asking(f"call-{number}", Language.CS, "+420777000321", "passport"))
    await house.play()
    await look("ringing", "zvoní ještě")
    await house.take(OPERATOR)
    await look("talking", "Výsledek můžete zapsat už teď")
    await house.requests.detach(OPERATOR, endpoint=f"phone-{OPERATOR}")
    await look("line broken off", "Spojení se obnovuje. Volající je na lince")
    await house.desk.hang_up("call-1", OPERATOR)
    await look("wrap-up", "Jak hovor dopadl?")
    await house.desk.set_state(OPERATOR, OperatorState.BREAK, "lunch")
    await look("break", "Hovory k vám teď nejdou.")
    assert {state: found for state, found in faults.items() if found} == {}
