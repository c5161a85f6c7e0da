"""Every room that a navigation leads to, and what its page leads to, is there and for everybody."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from booking.api import Backend, Contact, Language, Role
from ivr.routing.api import Asking
from operator_console.access.roles import ROOMS
from tests.integration.console.test_rooms import USERNAMES
from tests.support.console import OPERATOR, SUPERVISOR, Worker
from tests.support.routing import House

INSIDE = 2
"""Links of a room that are followed; lists lead to many pages of one kind."""


@pytest.fixture
async def busy(backend: Backend, house: House) -> None:
    """Somebody wants to be rung, has booked, talks, waits."""
    await backend.rings.request(phone="+420777123456", dialog="callback", language=Language.EN)
    hold = await backend.visits.hold_nearest("passport.new", owner="caller")
    assert hold is not None
    await backend.visits.confirm(
        hold.id, contact=Contact(phone="+420777123456"), language=Language.CS
    )
    await house.seat(OPERATOR)
    for number in (1, 2):
        await house.requests.ask(Asking(f"call-{number}", Language.CS, "+420777000321", "passport"))
    await house.play()
    await house.take(OPERATOR)


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class Walk:
    """Goes through pages and notes what is wrong with each."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.wrong: dict[str, list[str]] = {}

    async def visit(self, path: str) -> None:
        """Open a page; an answer that is a file has nothing to look at."""
        answer = await self.worker.page.goto(f"{self.worker.url}{path}")
        assert answer is not None
        faults = [] if answer.status == 200 else [f"answered {answer.status}"]
        faults += await self.worker.faults()
        if faults:
            self.wrong[path] = faults

    async def links(self, part: str) -> list[str]:
        """Where the links of a part of the page lead, within the console, each page once."""
        found = await self.worker.page.locator(f"{part} a[href^='/']:not([download])").evaluate_all(
            "all => all.map((one) => one.href)"
        )
        kinds = {urlsplit(one).path: _path(one) for one in reversed(found)}
        return list(kinds.values())[::-1]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("role", ROOMS)
@pytest.mark.usefixtures("busy")
async def test_every_room_answers_fits_the_screen_and_has_no_barriers(
    browser: Browser, url: str, role: Role, width: int
) -> None:
    worker = await Worker.arrive(browser, url, width)
    await worker.log_in(USERNAMES[role])
    await worker.page.wait_for_url(lambda where: "log-in" not in where)
    walk = Walk(worker)
    rooms = await walk.links("#rooms")
    assert rooms == [room.value for room in ROOMS[role]]
    for room in rooms:
        await walk.visit(room)
        inside = [one for one in await walk.links("main") if urlsplit(one).path not in rooms]
        for path in inside[:INSIDE]:
            if not path.endswith(".pdf"):
                await walk.visit(path)
    assert walk.wrong == {}


async def test_on_a_telephone_one_button_opens_the_rooms(browser: Browser, url: str) -> None:
    worker = await Worker.arrive(browser, url, 390)
    await worker.log_in(SUPERVISOR)
    page = worker.page
    menu = page.get_by_role("button", name="Nabídka")
    await expect(menu).to_have_text("Nabídka: Přehled")
    await expect(page.get_by_role("link", name="Občané")).to_be_hidden()
    await menu.click()
    await expect(page.get_by_role("link", name="Občané")).to_be_visible()
    assert await worker.faults() == []
    await page.locator("#rooms summary").click()
    await page.get_by_role("link", name="Blokace").click()
    await page.wait_for_url("**/supervisor/locks")


async def test_a_group_opens_closes_and_is_passed_by_its_key(browser: Browser, url: str) -> None:
    worker = await Worker.arrive(browser, url)
    await worker.log_in(SUPERVISOR)
    page = worker.page
    group, inside = page.locator("#rooms summary"), page.get_by_role("link", name="Blokace")
    await expect(inside).to_be_hidden()
    await group.press("Enter")
    await expect(inside).to_be_visible()
    assert await worker.faults() == []
    await page.keyboard.press("Escape")
    await expect(inside).to_be_hidden()
    await expect(group).to_be_focused()
    await page.keyboard.press("g")
    await page.keyboard.press("8")
    await page.wait_for_url("**/supervisor/locks")
    await expect(group).to_have_class("here")
