"""The caller's panel on the real desk, in a real browser: by keyboard, reloaded, clicked twice."""

import pytest
from playwright.async_api import Browser, Page, expect

from booking.api import Backend, Language
from ivr.routing.api import Asking
from tests.support.console import OPERATOR, Worker
from tests.support.panel import CALL, KNOWN
from tests.support.routing import House

PATH = "main > visits > documents > book > person"


async def talk(
    house: House, *, citizen: int | None = None, service: str | None = "passport"
) -> None:
    """A caller is answered by the operator."""
    await house.seat(OPERATOR)
    await house.requests.ask(
        Asking(CALL, Language.CS, KNOWN, service, path=PATH, citizen_id=citizen)
    )
    for offer in (await house.play()).made:
        await house.desk.answer(offer.id)


async def desk_of(worker: Worker) -> Page:
    await worker.log_in(OPERATOR)
    await worker.page.wait_for_url("**/desk")
    await expect(worker.page.locator("#caller")).to_be_visible()
    # a full load would lose the telephone: the page must be the same one at the end
    await worker.page.evaluate("window.isTheSame = true")
    return worker.page


@pytest.fixture
async def desk(worker: Worker, house: House) -> Page:
    """The desk of an operator who talks with somebody that chose passports."""
    await talk(house)
    return await desk_of(worker)


async def is_the_same(desk: Page) -> bool:
    return bool(await desk.evaluate("window.isTheSame === true"))


async def press(desk: Page, *keys: str) -> None:
    for key in keys:
        await desk.keyboard.press(key)


async def test_a_visit_is_booked_with_three_keys(desk: Page, backend: Backend) -> None:
    await expect(desk.locator("#caller")).to_contain_text("Nejbližší volný")
    await press(desk, "n")
    await expect(desk.get_by_role("button", name="Objednat", exact=True)).to_be_focused()
    await expect(desk.locator("#work-phone")).to_have_value(
        "777\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}321"
    )
    await press(desk, "Enter")
    await expect(desk.locator(".done .code")).to_be_visible()
    [visit] = await backend.visits.of_phone(KNOWN)
    await expect(desk.locator(".done")).to_contain_text(
        f"{visit.code[:3]}\N{NO-BREAK SPACE}{visit.code[3:]}"
    )
    await expect(desk.locator("#done-title")).to_be_focused()
    assert await is_the_same(desk)


async def test_the_parts_are_reached_by_w_and_their_number(desk: Page) -> None:
    for number, field in [("1", "#caller-q"), ("3", "#caller-code"), ("5", "#caller-topic")]:
        await press(desk, "w", number)
        await expect(desk.locator(field)).to_be_visible()
        await press(desk, "/")
        await expect(desk.locator(field)).to_be_focused()
        await desk.locator("h1").evaluate("() => document.activeElement.blur()")


async def test_a_misheard_citizen_is_found_chosen_and_checked_by_keyboard(
    desk: Page, backend: Backend
) -> None:
    await press(desk, "w", "1")
    await expect(desk.locator("#caller-q")).to_be_visible()
    await press(desk, "/")
    await desk.keyboard.type("chavlik jozef", delay=15)
    row = desk.get_by_role("link", name="Josef Havlík")
    await expect(row).to_be_visible()
    await expect(desk.locator("#caller-q")).to_have_value("chavlik jozef")
    await expect(desk.locator("#caller-q")).to_be_focused()
    await row.press("Enter")
    await expect(desk.locator("#who-title")).to_be_focused()
    await press(desk, "Tab", "Space", "Tab", "Space")
    await desk.get_by_role("button", name="Totožnost ověřena").press("Enter")
    await expect(desk.locator("#caller")).to_contain_text("Totožnost je ověřena pro tento hovor")
    known = await backend.citizens.identity_in(CALL)
    assert known is not None
    assert await is_the_same(desk)


async def test_arrows_lead_from_the_search_past_the_topics_to_who_is_asked_for(desk: Page) -> None:
    await press(desk, "w", "5")
    await expect(desk.locator("#caller-topic")).to_be_visible()
    await press(desk, "/")
    await desk.keyboard.type("chci mluvit s paní Novákovou z dokladů", delay=5)
    colleague = desk.locator("#member-novakova")
    await expect(colleague).to_contain_text("Občanské průkazy")
    topics = await desk.locator("#topics a[data-row]").count()
    await press(desk, *["ArrowDown"] * (topics + 1))
    await expect(colleague).to_be_focused()
    await press(desk, *["ArrowUp"] * (topics + 1))
    await expect(desk.locator("#caller-topic")).to_be_focused()
    assert await is_the_same(desk)


async def test_a_reload_shows_what_was_open(desk: Page) -> None:
    await desk.locator("#tab-topics").click()
    await desk.locator("#caller-topic").press_sequentially("popelnice", delay=15)
    await expect(desk.locator("#topics a")).to_have_count(1)
    await desk.get_by_role("link", name="Poplatek za komunální odpad").click()
    await expect(desk.locator("#reading-title")).to_have_text("Poplatek za komunální odpad")
    await desk.reload()
    await expect(desk.locator("#reading-title")).to_have_text("Poplatek za komunální odpad")
    await expect(desk.locator("#caller-topic")).to_have_value("popelnice")


async def test_a_reload_finds_the_time_that_is_kept(desk: Page) -> None:
    await desk.locator(".times button").nth(4).click()
    await expect(desk.locator("#book-form")).to_be_visible()
    kept = await desk.locator(".kept-when").inner_text()
    await desk.reload()
    await expect(desk.locator(".kept-when")).to_have_text(kept)


async def test_a_double_click_books_once(desk: Page, backend: Backend) -> None:
    await desk.locator(".nearest button").click()
    await desk.get_by_role("button", name="Objednat", exact=True).dblclick()
    await expect(desk.locator(".done .code")).to_be_visible()
    assert len(await backend.visits.of_phone(KNOWN)) == 1


async def test_a_time_that_is_let_go_leaves_the_page_where_it_is(desk: Page) -> None:
    await desk.locator(".nearest button").click()
    await desk.get_by_role("button", name="Uvolnit a vybrat jiný").click()
    await expect(desk.locator("#days-title")).to_be_visible()
    assert await is_the_same(desk)


async def test_what_will_not_do_is_said_at_its_field(desk: Page) -> None:
    await desk.locator(".nearest button").click()
    await desk.locator("#work-phone").fill("12")
    await desk.get_by_role("button", name="Objednat", exact=True).click()
    await expect(desk.locator("#wrong-phone")).to_contain_text("Toto není telefonní číslo")
    await expect(desk.locator("#work-phone")).to_be_focused()
    await expect(desk.locator("#work-phone")).to_have_value("12")


async def test_a_visit_is_moved_and_another_cancelled_and_brought_back(
    desk: Page, backend: Backend
) -> None:
    await press(desk, "n")
    await desk.get_by_role("button", name="Objednat", exact=True).click()
    await expect(desk.locator(".done .code")).to_be_visible()
    [before] = await backend.visits.of_phone(KNOWN)
    await press(desk, "w", "3")
    await desk.get_by_role("link", name="Přesunout").click()
    await desk.locator(".times button").nth(6).click()
    await desk.get_by_role("button", name="Přesunout").click()
    await expect(desk.locator("#caller")).to_contain_text("Kód zůstává")
    [moved] = await backend.visits.of_phone(KNOWN)
    assert (moved.code, moved.start > before.start) == (before.code, True)
    await desk.get_by_role("link", name="Zrušit").click()
    await desk.get_by_role("button", name="Zrušit objednávku").click()
    await expect(desk.locator("#caller .said")).to_contain_text("je zrušena")
    await desk.locator("#caller .said").get_by_role("button", name="Vrátit zpět").click()
    await expect(desk.locator("#caller .said")).to_contain_text("Objednávka zase platí")
    assert await backend.visits.of_phone(KNOWN) == [moved]
    assert await is_the_same(desk)


async def test_the_next_caller_finds_an_empty_panel(desk: Page, house: House) -> None:
    await desk.locator("#tab-topics").click()
    await expect(desk.locator("#caller-topic")).to_be_visible()
    await house.desk.hang_up(CALL, OPERATOR)
    await house.desk.finish(CALL, "informed")
    await house.requests.ask(Asking("call-2", Language.EN, "+420605000108", "identity-card"))
    await house.play(1)
    await expect(desk.locator("#caller")).to_contain_text(
        "605\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}108"
    )
    await expect(desk.locator("#work-service")).to_have_value("identity-card")


@pytest.mark.parametrize("width", [1280, 390])
async def test_axe_finds_nothing_in_any_part(
    browser: Browser, url: str, house: House, width: int
) -> None:
    await talk(house)
    worker = await Worker.arrive(browser, url, width)
    desk = await desk_of(worker)
    faults = {"times": await worker.faults()}
    await desk.locator(".nearest button").click()
    await desk.locator("#work-phone").fill("12")
    await desk.get_by_role("button", name="Objednat", exact=True).click()
    await expect(desk.locator("#wrong-phone")).to_be_visible()
    faults["kept"] = await worker.faults()
    await desk.locator("#work-phone").fill("777000321")
    await desk.get_by_role("button", name="Objednat", exact=True).click()
    await expect(desk.locator(".done .code")).to_be_visible()
    faults["done"] = await worker.faults()
    await desk.locator("#tab-visits").click()
    await desk.get_by_role("link", name="Zrušit").click()
    await expect(desk.locator(".sure")).to_be_visible()
    faults["sure"] = await worker.faults()
    await desk.get_by_role("link", name="Nechat").click()
    await desk.get_by_role("link", name="Přesunout").click()
    await expect(desk.locator("#moving-title")).to_be_visible()
    faults["moving"] = await worker.faults()
    await desk.locator("#tab-citizen").click()
    await desk.locator("#caller-q").fill("dvorakova")
    await expect(desk.locator("#found")).to_contain_text("Nalezen")
    await desk.get_by_role("link", name="Marie Dvořáková").last.click()
    await desk.get_by_role("button", name="Totožnost ověřena").click()
    await expect(desk.locator("#wrong-marks")).to_be_visible()
    faults["identity"] = await worker.faults()
    for question in await desk.locator(".question input").all():
        await question.check()
    await desk.get_by_role("button", name="Totožnost ověřena").click()
    await desk.locator("#tab-applications").click()
    await desk.get_by_role("button", name="Průběh").first.click()
    await expect(desk.locator(".part .history").first).to_be_visible()
    faults["applications"] = await worker.faults()
    await desk.locator("#tab-topics").click()
    await desk.get_by_role("link", name="Nový cestovní pas").click()
    await expect(desk.locator("#reading-title")).to_be_visible()
    faults["topics"] = await worker.faults()
    await desk.locator("#caller-topic").fill("paní Novákovou z dokladů")
    await expect(desk.locator("#member-novakova")).to_be_visible()
    faults["people"] = await worker.faults()
    await worker.go("/desk/work?tab=book&service=passport")
    faults["alone"] = await worker.faults()
    assert {part: found for part, found in faults.items() if found} == {}


async def test_nobody_is_verified_by_a_button_alone(desk: Page, backend: Backend) -> None:
    await desk.locator("#tab-citizen").click()
    await desk.locator("#caller-q").press_sequentially("havlik josef", delay=15)
    await desk.get_by_role("link", name="Josef Havlík").click()
    await desk.get_by_role("button", name="Totožnost ověřena").click()
    await expect(desk.locator("#caller fieldset .fault")).to_be_visible()
    await desk.locator("#caller fieldset input").first.check()
    await desk.get_by_role("button", name="Totožnost ověřena").click()
    await expect(desk.locator("#caller fieldset .fault")).to_be_visible()
    assert await backend.citizens.identity_in(CALL) is None


async def test_arrows_lead_from_the_search_to_its_results_and_back(desk: Page) -> None:
    await press(desk, "w", "5")
    await expect(desk.locator("#caller-topic")).to_be_visible()
    await press(desk, "/")
    await desk.keyboard.type("prukaz", delay=15)
    rows = desk.locator("#caller [data-row]")
    await expect(rows.nth(0)).to_contain_text("průkaz")
    await expect(rows.nth(1)).to_be_visible()
    await press(desk, "ArrowDown")
    await expect(rows.nth(0)).to_be_focused()
    await press(desk, "ArrowDown")
    await expect(rows.nth(1)).to_be_focused()
    await press(desk, "ArrowUp", "ArrowUp")
    await expect(desk.locator("#caller-topic")).to_be_focused()
    await press(desk, "ArrowDown")
    name = await rows.nth(0).inner_text()
    await press(desk, "Enter")
    await expect(desk.locator("#reading-title")).to_have_text(name)


async def test_the_keys_that_the_tabs_show_are_the_keys_that_open_them(desk: Page) -> None:
    shown = await desk.locator("#caller .tabs kbd").all_inner_texts()
    assert shown == [f"w {number}" for number in range(1, len(shown) + 1)]
    for keys, tab in zip(shown, await desk.locator("#caller .tabs a").all(), strict=True):
        await press(desk, *keys.split())
        await expect(tab).to_have_attribute("aria-current", "page")
