"""A call on the desk, from the ring to its result. The telephones are rows; the page is real."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from booking.api import Language, SetClock
from ivr.routing.api import Asking, OperatorState, RequestState
from tests.acceptance.console.conftest import RULES
from tests.support.console import OPERATOR, SUPERVISOR, Worker
from tests.support.routing import House

KNOWN = "+420777000321"
PATH = "main > visits > documents > book > person"


@pytest.fixture
async def desk(worker: Worker, house: House) -> Page:
    """The page of an operator whose softphone is there."""
    await worker.log_in(OPERATOR)
    await worker.page.wait_for_url("**/desk")
    await house.seat(OPERATOR)
    # a full load would lose the telephone: the page must be the same one at the end
    await worker.page.evaluate("window.isTheSame = true")
    return worker.page


async def ring(house: House, call: str = "call-1", caller: str | None = KNOWN) -> None:
    asked = Asking(call, Language.CS, caller, "passport", "passport.new", PATH)
    await house.requests.ask(asked)
    await house.play()


def card(desk: Page) -> Locator:
    return desk.locator("#call")


def own_state(desk: Page) -> Locator:
    return desk.locator("#state .gov-tag")


async def loaded_once(desk: Page) -> bool:
    return bool(await desk.evaluate("window.isTheSame === true"))


async def test_a_ring_shows_who_calls_and_what_they_have_chosen(desk: Page, house: House) -> None:
    await expect(card(desk)).to_contain_text("Až někdo zavolá")
    await ring(house)
    for text in (
        "777 000 321",
        "účet tohoto čísla, neověřen",
        "Marie Dvořáková",
        "česky",
        "Cestovní pasy",
        "Žádost o cestovní pas",
        "Hlavní nabídka › Objednání › Nové doklady › výběr termínu",
    ):
        await expect(card(desk)).to_contain_text(text)
    await expect(desk.get_by_role("button", name="Přijmout")).to_be_visible()
    news = desk.locator("#call-news")
    await expect(news).to_have_text("Zvoní: 777 000 321, česky, Cestovní pasy")


async def test_a_verified_caller_is_told_from_an_account_of_the_number(
    desk: Page, house: House
) -> None:
    asked = Asking("call-1", Language.EN, KNOWN, citizen_id=2)
    await house.requests.ask(asked)
    await house.play()
    await expect(card(desk)).to_contain_text("ověřeno přihlášením a PIN")
    await expect(card(desk)).to_contain_text("Josef Havlík")
    await expect(card(desk)).to_contain_text("účet tohoto čísla, neověřen")


async def test_a_call_goes_from_ring_to_result_by_keys_alone(desk: Page, house: House) -> None:
    await ring(house)
    await expect(card(desk)).to_contain_text("777 000 321")
    await house.take(OPERATOR)
    await expect(desk.get_by_role("button", name="Zavěsit")).to_be_visible()
    await desk.keyboard.press("2")  # no result by a digit while they talk
    await desk.keyboard.press("x")
    await expect(card(desk)).to_contain_text("Jak hovor dopadl?")
    await desk.keyboard.press("2")
    await expect(card(desk)).to_contain_text("Až někdo zavolá")
    request = await house.desk.of_call("call-1")
    assert request is not None
    assert (request.state, request.result) == (RequestState.DONE, "booked")
    assert await loaded_once(desk)


async def test_a_result_is_written_in_the_talk_and_confirmed_after_it(
    desk: Page, house: House
) -> None:
    await ring(house)
    await house.take(OPERATOR)
    await desk.get_by_role("button", name="Informace podána").click()
    chosen = desk.get_by_role("button", name="Informace podána", pressed=True)
    await expect(chosen).to_be_visible()
    await desk.get_by_role("button", name="Zavěsit").click()
    await expect(card(desk)).to_contain_text("Výsledek je zapsán")
    await desk.keyboard.press("0")
    await expect(card(desk)).to_contain_text("Až někdo zavolá")
    request = await house.desk.of_call("call-1")
    assert request is not None
    assert request.result == "informed"


async def test_a_ring_is_sent_on_by_a_key(desk: Page, house: House) -> None:
    await ring(house)
    await expect(card(desk)).to_contain_text("777 000 321")
    await desk.keyboard.press("d")
    await expect(desk.locator("#told")).to_contain_text("Hovor jde k dalšímu operátorovi.")
    await expect(card(desk)).to_contain_text("Až někdo zavolá")
    assert await house.rings() == []


async def test_what_is_chosen_in_a_talk_comes_after_it(desk: Page, house: House) -> None:
    await ring(house)
    await house.take(OPERATOR)
    state = desk.locator("#state")
    await expect(state).to_contain_text("potom: K dispozici")
    await desk.keyboard.press("s")
    await desk.keyboard.press("3")
    await expect(state).to_contain_text("potom: Oběd")
    assert await house.state(OPERATOR) is OperatorState.TALKING
    await house.desk.hang_up("call-1", OPERATOR)
    await desk.get_by_role("button", name="Objednáno").click()
    await expect(own_state(desk)).to_have_text("Oběd")
    await expect(card(desk)).to_contain_text("Hovory k vám teď nejdou")
    assert await loaded_once(desk)


async def test_after_a_reload_everything_is_there_again(desk: Page, house: House) -> None:
    await ring(house)
    await house.take(OPERATOR)
    await house.desk.finish("call-1", "booked")
    await desk.reload()
    await expect(card(desk)).to_contain_text("777 000 321")
    await expect(desk.get_by_role("button", name="Objednáno", pressed=True)).to_be_visible()
    await house.desk.hang_up("call-1", OPERATOR)
    await expect(card(desk)).to_contain_text("Výsledek je zapsán")
    await desk.reload()
    await expect(card(desk)).to_contain_text("Výsledek je zapsán")


async def test_a_talk_whose_line_broke_off_says_so(desk: Page, house: House) -> None:
    await ring(house)
    await house.take(OPERATOR)
    lost = card(desk).get_by_text("Spojení se obnovuje.")
    await expect(card(desk)).to_contain_text("777 000 321")
    await expect(lost).to_be_hidden()
    await house.requests.detach(OPERATOR, endpoint=f"phone-{OPERATOR}")
    await expect(lost).to_be_visible()
    await house.requests.attach(OPERATOR, node="linka", endpoint=f"phone-{OPERATOR}")
    await expect(lost).to_be_hidden()


async def test_missed_rings_end_in_a_break_that_says_how_to_come_back(
    desk: Page, house: House
) -> None:
    await ring(house)
    for _ in range(RULES.misses_before_break):
        await house.play(after=21)
        await house.play()
    await expect(desk.locator("#mine")).to_contain_text("jste 3 po sobě nepřijali")
    await desk.get_by_role("button", name="K dispozici").click()
    await expect(own_state(desk)).to_have_text("K dispozici")


async def test_without_a_telephone_available_says_that_nobody_rings(
    worker: Worker, house: House
) -> None:
    await worker.log_in(OPERATOR)
    await worker.page.get_by_role("button", name="K dispozici").click()
    await worker.reads("Hovory k vám zatím nejdou: telefon na této stránce není připojen.")
    await house.seat(OPERATOR)
    await expect(worker.page.locator(".no-phone")).to_have_count(0)


async def test_the_queue_shows_who_waits_and_at_whom_it_rings(
    desk: Page, house: House, browser: Browser
) -> None:
    other = await Worker.arrive(browser, desk.url.removesuffix("/desk"))
    await other.log_in(SUPERVISOR)
    await other.go("/desk")
    await ring(house)
    row = other.page.locator("#waiting li")
    await expect(row).to_contain_text("Cestovní pasy")
    await expect(row).to_contain_text("číslo končí 321")
    await expect(row).to_contain_text("zvoní: Jana Nováková")
    await expect(other.page.locator("#colleagues li")).to_contain_text("Zvoní")
    assert await other.page.get_by_text("777").count() == 0


async def test_clocks_go_by_the_servers_time(desk: Page, house: House, clock: SetClock) -> None:
    await house.desk.set_state(OPERATOR, OperatorState.BREAK, "lunch")
    clock.advance(timedelta(minutes=12, seconds=3))
    await desk.reload()  # a page hears the time when it connects
    await expect(desk.locator("#state time")).to_have_text("12:03")


async def test_an_answer_that_comes_too_late_is_said_in_the_page(desk: Page, house: House) -> None:
    await ring(house)
    await house.take(OPERATOR)
    hang_up = desk.get_by_role("button", name="Zavěsit")
    await expect(hang_up).to_be_visible()
    # the button belongs to a call that is somebody else's by now
    await hang_up.evaluate("button => { button.value = 'another'; }")
    await hang_up.click()
    await expect(desk.locator("#told")).to_contain_text("Tento hovor už není váš")
    assert await loaded_once(desk)


async def test_a_command_that_cannot_be_sent_is_said_in_the_page(desk: Page) -> None:
    await desk.route("**/desk/state", lambda route: route.abort())
    await desk.get_by_role("button", name="Porada").click()
    failed = desk.get_by_text("Nepovedlo se to, nic se nezměnilo.")
    await expect(failed).to_be_visible()
    await desk.unroute("**/desk/state")
    await desk.get_by_role("button", name="Porada").click()
    await expect(own_state(desk)).to_have_text("Porada")
    await expect(failed).to_be_hidden()


async def test_nobody_is_logged_out_in_the_middle_of_a_call(
    desk: Page, house: House, clock: SetClock
) -> None:
    await ring(house)
    await house.take(OPERATOR)
    for _ in range(3):
        clock.advance(timedelta(minutes=40))
        await house.requests.attach(OPERATOR, node="linka", endpoint=f"phone-{OPERATOR}")
        await expect(desk.locator("#call time").first).to_be_visible()
        await desk.wait_for_timeout(1200)  # the page looks at least once a second
    await expect(desk.get_by_role("button", name="Zavěsit")).to_be_visible()
    assert await loaded_once(desk)


async def test_the_card_says_in_sight_that_the_caller_is_on_hold_and_the_microphone_off(
    desk: Page, house: House
) -> None:
    await ring(house)
    await house.take(OPERATOR)
    await expect(desk.get_by_role("button", name="Zavěsit")).to_be_visible()
    held = card(desk).get_by_text("podrženo: volající slyší hudbu")
    muted = card(desk).get_by_text("mikrofon je vypnutý")
    await expect(held).to_be_hidden()
    await expect(muted).to_be_hidden()
    # what the page's telephone says of itself; there is none here
    await desk.evaluate("Object.assign(document.body.dataset, {phone: 'held', muted: 'yes'})")
    await expect(held).to_be_visible()
    await expect(muted).to_be_visible()
    await desk.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    await expect(desk.locator("#state")).to_be_in_viewport()


async def test_a_result_that_is_missing_is_written_after_the_wrap_up(
    desk: Page, house: House
) -> None:
    await ring(house)
    await house.take(OPERATOR)
    await house.desk.hang_up("call-1", OPERATOR)
    await house.desk.set_state(OPERATOR, OperatorState.AVAILABLE)
    missing = desk.get_by_role("region", name="Hovory bez výsledku")
    await expect(missing).to_contain_text("Cestovní pasy, číslo končí 321")
    await missing.get_by_role("button", name="Objednáno").click()
    await expect(missing).to_be_hidden()
    request = await house.desk.of_call("call-1")
    assert request is not None
    assert request.result == "booked"
    assert await house.state(OPERATOR) is OperatorState.AVAILABLE
