"""The clerk concludes an agreement, prints its letter, gives a new PIN, ends it."""

from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, Route, expect

from booking.api import Backend
from tests.support.console import CLERK, Worker
from tests.support.letters import Secrets, secrets_in


@dataclass
class Printer:
    """Keeps the letters that the browser gets."""

    letters: list[Secrets] = field(default_factory=list)

    async def watch(self, worker: Worker) -> None:
        async def passing(route: Route) -> None:
            answer = await route.fetch()
            if answer.headers["content-type"] == "application/pdf":
                self.letters.append(secrets_in(await answer.body()))
            await route.fulfill(response=answer)

        await worker.context.route("**/letter", passing)


async def fill(worker: Worker, family: str = "Příhodová") -> None:
    page = worker.page
    await page.get_by_label("Jméno", exact=True).fill("Žofie")
    await page.get_by_label("Příjmení").fill(family)
    await page.get_by_label("Datum narození").fill("1980-02-03")
    await page.get_by_label("Ulice a číslo").fill("Lidická 5")
    await page.get_by_label("PSČ").fill("78995")
    await page.get_by_label("Obec").fill("Lípov")
    await shown(worker)
    await page.get_by_label("Mobil").fill("777 555 444")
    await page.get_by_label("Číslo je ověřené").check()
    await page.get_by_label("ukrajinština").check()


async def shown(worker: Worker) -> None:
    await worker.page.get_by_label("občanský průkaz").check()
    await worker.page.get_by_label("Poslední čtyři znaky čísla dokladu").fill("12ab")
    await worker.page.get_by_label("Podoba a jméno souhlasí").check()


async def send(worker: Worker, name: str = "Uzavřít dohodu") -> None:
    await worker.page.get_by_role("button", name=name, exact=True).click()


async def print_letter(worker: Worker) -> str:
    """The title of the window that opens."""
    async with worker.page.expect_popup() as opening:
        await worker.page.get_by_role("button", name="Vytisknout dopis s PIN").click()
    window = await opening.value
    await window.wait_for_load_state()
    return window.url


async def test_from_the_form_to_the_letter_to_a_new_pin_to_the_end(
    worker: Worker, backend: Backend
) -> None:
    printer = Printer()
    await printer.watch(worker)
    await worker.log_in(CLERK)
    await worker.page.get_by_role("link", name="Dohody", exact=True).click()
    await worker.page.get_by_role("link", name="Nová osoba").click()
    await fill(worker)
    await send(worker)
    await worker.reads("Dohoda je uzavřena.")
    await worker.reads("čeká na dopis")

    assert (await print_letter(worker)).endswith("/letter")
    # the page in the first window follows
    await worker.reads("Dopis byl vytištěn")
    await expect(worker.page.get_by_role("button", name="Vytisknout")).to_have_count(0)

    await worker.page.get_by_role("link", name="Nový PIN a heslo").click()
    await shown(worker)
    await send(worker, "Zneplatnit PIN a heslo")
    await worker.reads("Dosavadní PIN a heslo už neplatí.")
    await print_letter(worker)
    await worker.reads("Dopis byl vytištěn")
    first, second = printer.letters
    assert first.login == second.login
    assert (first.pin, first.password) != (second.pin, second.password)

    await worker.page.get_by_role("link", name="Ukončit dohodu").click()
    await send(worker, "Ukončit dohodu")
    await worker.reads("Důvod: Údaj chybí.")
    await worker.page.get_by_label("přání občana").check()
    await send(worker, "Ukončit dohodu")
    await worker.reads("Dohoda je ukončena.")
    [held] = [one for one in await backend.agreements.recent() if one.agreement.ended_at]
    assert held.citizen.name == "Žofie Příhodová"


async def test_what_will_not_do_is_told_at_the_top_and_at_the_field(worker: Worker) -> None:
    await worker.log_in(CLERK)
    await worker.go("/clerk/agreements/new")
    await fill(worker)
    await worker.page.get_by_label("Mobil").fill("123")
    await send(worker)
    summary = worker.page.locator("#trouble")
    await expect(summary).to_be_focused()
    await summary.get_by_role("link", name="Telefonní číslo není správně.").click()
    await expect(worker.page.get_by_label("Mobil")).to_be_focused()
    await expect(worker.page.get_by_label("Příjmení")).to_have_value("Příhodová")
    await expect(worker.page.get_by_label("ukrajinština")).to_be_checked()


async def test_the_form_is_filled_in_and_sent_by_keyboard_alone(
    worker: Worker, backend: Backend
) -> None:
    await worker.log_in(CLERK)
    await worker.go("/clerk/agreements/new")
    keys = worker.page.keyboard
    await worker.page.get_by_label("Jméno", exact=True).focus()
    for text in ("Žofie", "Příhodová"):
        await keys.type(text)
        await keys.press("Tab")
    await worker.page.get_by_label("Datum narození").fill("1980-02-03")
    await worker.page.get_by_label("Ulice a číslo").focus()
    for text in ("Lidická 5", "78995", "Lípov"):
        await keys.type(text)
        await keys.press("Tab")
    await keys.press("Space")  # the first of the documents
    await keys.press("Tab")
    await keys.type("12AB")
    await keys.press("Tab")
    await keys.press("Space")
    await keys.press("Enter")
    await worker.reads("Dohoda je uzavřena.")
    assert (await backend.agreements.recent(1))[0].citizen.name == "Žofie Příhodová"


async def test_the_list_finds_citizens_by_misheard_names(worker: Worker) -> None:
    await worker.log_in(CLERK)
    await worker.go("/clerk/agreements")
    await worker.page.get_by_label("Najít občana nebo firmu").fill("dvorakova marie")
    await expect(worker.page.locator("tbody tr").first).to_contain_text("Marie Dvořáková")
    await expect(worker.page).to_have_url(f"{worker.url}/clerk/agreements?text=dvorakova+marie")
    await worker.page.get_by_role("link", name="Marie Dvořáková").first.click()
    await worker.reads("platí")


@pytest.mark.parametrize("width", [1280, 390])
async def test_axe_finds_nothing_on_the_way(browser: Browser, url: str, width: int) -> None:
    worker = await Worker.arrive(browser, url, width)
    await worker.log_in(CLERK)
    for path in ("", "?text=dvorakova", "?text=nobody+xyz", "/new", "/new?company=1", "/1"):
        await worker.go(f"/clerk/agreements{path}")
        assert await worker.faults() == [], path
    await worker.go("/clerk/agreements/new")
    await send(worker)
    await worker.reads("Opravte, prosím:")
    assert await worker.faults() == []
    await fill(worker)
    await send(worker)
    await worker.reads("Dohoda je uzavřena.")
    assert await worker.faults() == []
    await print_letter(worker)
    await worker.reads("Dopis byl vytištěn")
    assert await worker.faults() == []
    for link in ("Nový PIN a heslo", "Ukončit dohodu"):
        await worker.page.get_by_role("link", name=link).click()
        assert await worker.faults() == []
        await worker.page.go_back()
