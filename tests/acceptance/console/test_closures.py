"""A counter closes: whom it concerns, what becomes of each, and what is settled by hand."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from booking.api import Backend, Contact
from tests.support.closing import CONSULTATION, People
from tests.support.console import OPERATOR, SUPERVISOR, Worker

WEDNESDAY = date(2026, 11, 25)


async def shown(worker: Worker, name: str) -> None:
    """A picture for people, where somebody wants to look at the pages."""
    if folder := os.environ.get("LINKA_PICTURES"):
        await worker.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_supervisor_closes_a_counter_and_an_operator_settles_the_rest(
    browser: Browser, url: str, backend: Backend, width: int
) -> None:
    people = People(backend)
    asked = await people.book(CONSULTATION, WEDNESDAY)
    silent = await people.book(CONSULTATION, WEDNESDAY, contact=Contact())
    worker = await Worker.arrive(browser, url, width)
    await worker.log_in(SUPERVISOR)
    await worker.page.wait_for_url(lambda where: "log-in" not in where)
    await worker.go("/closures")
    assert await worker.faults() == []
    await worker.page.get_by_label("Co zavřít").select_option(f"counter:{asked.counter}")
    await worker.page.get_by_label("Důvod").fill("nemoc")
    await worker.page.get_by_label("Den", exact=True).fill("2026-11-25")
    await shown(worker, f"closures-{width}")
    await worker.page.get_by_role("button", name="Ukázat, koho se to týká").click()
    await worker.reads("Týká se to 2 návštěv. Zatím se nic nezměnilo.")
    assert await worker.faults() == []
    await shown(worker, f"outlook-{width}")
    await worker.page.get_by_role("button", name="Zavřít", exact=True).last.click()
    await worker.reads("Vyřízeno 0 z 2")
    await people.driver().turn()
    await worker.reads("nezanechal se žádný kontakt")
    one, other = await people.of(asked), await people.of(silent)
    await expect(worker.page.locator(f"#rebooking-{one.id}")).to_contain_text("nabídnuto")
    assert await worker.faults() == []
    await shown(worker, f"case-{width}")
    await worker.page.get_by_role("link", name="nikdo nedosažen").click()
    await expect(worker.page.locator("tbody tr")).to_have_count(1)

    await worker.page.get_by_role("link", name=re.compile("Jiný termín")).click()
    await worker.reads("Volné termíny")
    assert await worker.faults() == []
    await shown(worker, f"times-{width}")
    await worker.page.locator("button[name=slot]").nth(5).click()
    await worker.reads("Návštěva je přesunuta")
    await expect(worker.page.locator(f"#rebooking-{other.id}")).to_contain_text("jiný termín")

    await backend.rebookings.accept(one.id, by="caller")
    await worker.reads("Vyřízeno 2 z 2")
    await shown(worker, f"done-{width}")


async def test_an_operator_may_answer_but_not_close(worker: Worker, backend: Backend) -> None:
    people = People(backend)
    visit = await people.book(CONSULTATION, WEDNESDAY)
    closed = await people.close(visit)
    await people.driver().turn()
    await worker.log_in(OPERATOR)
    await worker.page.wait_for_url(lambda where: "log-in" not in where)
    await worker.go("/closures")
    await expect(worker.page.get_by_label("Co zavřít")).to_have_count(0)
    await worker.go(f"/closures/{closed.case.id}")
    await expect(worker.page.get_by_role("button", name="Zrušit uzavírku")).to_have_count(0)
    await worker.page.get_by_role("button", name=re.compile("Přijmout")).click()
    await worker.reads("Nabídka je přijata")
    await worker.reads("Vyřízeno 1 z 1")
