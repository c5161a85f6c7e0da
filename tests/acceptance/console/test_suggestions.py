"""A suggestion in the browser: filed for a caller on the desk, found and answered by a clerk."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from booking.api import ApplicationQuery, Backend, FilingChannel, Language
from ivr.routing.api import Asking
from tests.support.console import CLERK, OPERATOR, Worker
from tests.support.panel import CALL, KNOWN
from tests.support.routing import House

PATH = "main > status > suggestion > person"
KEYED = {"problem": "Nevyvezená nádoba", "place": "Lidická 5"}


async def shown(worker: Worker, name: str) -> None:
    """A picture for people, where somebody wants to look at the pages."""
    if folder := os.environ.get("LINKA_PICTURES"):
        await worker.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def talk(house: House) -> None:
    """A caller who has keyed what and where wants to say more."""
    await house.seat(OPERATOR)
    asked = Asking(
        CALL, Language.CS, KNOWN, "municipal-waste", "waste-collection", PATH, keyed=KEYED
    )
    await house.requests.ask(asked)
    for offer in (await house.play()).made:
        await house.desk.answer(offer.id)


@pytest.mark.parametrize("width", [1280, 390])
async def test_what_was_keyed_is_completed_and_filed_on_the_desk(
    browser: Browser, url: str, backend: Backend, house: House, width: int
) -> None:
    await talk(house)
    worker = await Worker.arrive(browser, url, width)
    await worker.log_in(OPERATOR)
    await worker.page.wait_for_url("**/desk")
    panel = worker.page.locator("#caller")
    await expect(panel.get_by_label("Druh")).to_have_value("waste-collection")
    await expect(panel.get_by_label("Místo")).to_have_value("Lidická 5")
    text = panel.get_by_label("Co volající říká")
    await expect(text).to_have_value("Nevyvezená nádoba")
    assert await worker.faults() == []
    await shown(worker, f"filing-{width}")
    await text.fill("Hnědá nádoba nebyla vyvezena už dvakrát.")
    await panel.get_by_role("button", name="Zapsat podnět").click()
    await expect(panel.get_by_role("heading", name="Podnět ke svozu odpadu")).to_be_visible()
    await expect(panel.locator(".done")).to_contain_text("1/2026")
    assert await worker.faults() == []
    await shown(worker, f"filed-{width}")
    [one] = await backend.applications.find(
        ApplicationQuery(channels=frozenset({FilingChannel.OPERATOR}))
    )
    assert one.filing.text == "Hnědá nádoba nebyla vyvezena už dvakrát."
    assert one.filing.phone == KNOWN


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_clerk_finds_what_came_by_telephone_and_answers(
    browser: Browser, url: str, backend: Backend, width: int
) -> None:
    await backend.applications.file(
        "waste-collection",
        None,
        KNOWN,
        "Lidická 5",
        "Nevyvezená nádoba",
        FilingChannel.PHONE,
    )
    worker = await Worker.arrive(browser, url, width)
    await worker.log_in(CLERK)
    await worker.page.get_by_label("Podáno jak").select_option("phone")
    await expect(worker.page.locator("tbody tr")).to_have_count(1)
    row = worker.page.locator("tbody tr")
    await expect(row).to_contain_text("Lidická 5")
    await expect(row).to_contain_text("Nevyvezená nádoba")
    assert await worker.faults() == []
    await shown(worker, f"clerk-list-{width}")
    await row.get_by_role("link").click()
    await worker.page.get_by_label("Vyřešeno", exact=True).check()
    await worker.page.get_by_label("Vzkaz žadateli").fill("Nádoba je vyvezena.")
    await shown(worker, f"clerk-one-{width}")
    await worker.page.get_by_role("button", name="Pokračovat").click()
    await worker.reads("vzkaz se neposílá")
    assert await worker.faults() == []
    await shown(worker, f"clerk-check-{width}")
    await worker.page.get_by_role("button", name="Změnit stav a odeslat zprávu").click()
    await worker.reads("Stav žádosti je změněn.")
