"""The caller's panel follows the call, and throws nothing away that somebody is writing."""

import pytest
from playwright.async_api import Page, expect

from booking.api import Language
from ivr.routing.api import Asking
from tests.support.console import OPERATOR, Worker
from tests.support.routing import House

FIRST, SECOND = "+420777000321", "+420777000102"


@pytest.fixture
async def desk(worker: Worker, house: House) -> Page:
    await worker.log_in(OPERATOR)
    await worker.page.wait_for_url("**/desk")
    await house.seat(OPERATOR)
    await ring(house, "call-1", FIRST)
    await expect(worker.page.locator("#work")).to_have_attribute("data-call", "call-1")
    await expect(worker.page.locator("#work")).to_contain_text("777 000 321")
    return worker.page


async def ring(house: House, call: str, caller: str) -> None:
    await house.requests.ask(Asking(call, Language.CS, caller))
    await house.play()


async def next_call(house: House) -> None:
    await house.requests.withdraw("call-1")
    await ring(house, "call-2", SECOND)


async def test_another_call_brings_its_own_panel(desk: Page, house: House) -> None:
    await next_call(house)
    await expect(desk.locator("#work")).to_contain_text("777 000 102")
    await expect(desk.locator("#work-news")).to_be_hidden()


async def test_the_panel_outlives_the_call(desk: Page, house: House) -> None:
    await house.take(OPERATOR)
    await house.desk.hang_up("call-1", OPERATOR)
    await house.desk.finish("call-1", "informed")
    await expect(desk.locator("#call")).to_contain_text("Až někdo zavolá")
    await expect(desk.locator("#work")).to_contain_text("777 000 321")


async def test_what_is_being_written_stays_until_the_operator_says_otherwise(
    desk: Page, house: House
) -> None:
    field = desk.locator("#work input[name=q]").first
    await field.fill("Dvořáková Mar")
    await next_call(house)
    news = desk.locator("#work-news")
    await expect(news).to_contain_text("Rozepsané údaje patří k předchozímu hovoru.")
    await expect(field).to_have_value("Dvořáková Mar")
    await news.get_by_role("button").click()
    await expect(desk.locator("#work")).to_contain_text("777 000 102")
    await expect(news).to_be_hidden()


async def test_news_on_the_desk_do_not_disturb_whoever_types(desk: Page, house: House) -> None:
    field = desk.locator("#work input[name=q]").first
    await field.focus()
    await desk.keyboard.type("Dvo")
    await house.requests.ask(Asking("call-3", Language.UK, None, "citizenship"))
    await expect(desk.locator("#waiting")).to_contain_text("Státní občanství")
    await desk.keyboard.type("řák")
    await expect(field).to_have_value("Dvořák")
    await expect(field).to_be_focused()
