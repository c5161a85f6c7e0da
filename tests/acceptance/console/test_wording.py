"""An administrator changes what citizens get; a supervisor reads it."""

import pytest
from playwright.async_api import Browser, Dialog, expect

from booking.api import Backend
from notifier.api import TemplateEditing, texts_of
from tests.support.console import ADMINISTRATOR, SUPERVISOR, Worker


@pytest.mark.parametrize("width", [1280, 390])
async def test_an_administrator_writes_tries_corrects_and_keeps_a_wording(
    browser: Browser, url: str, backend: Backend, width: int
) -> None:
    worker = await Worker.arrive(browser, url, width)
    page = worker.page
    broken: list[str] = []
    page.on("console", lambda told: broken.append(told.text) if told.type == "error" else None)
    await worker.log_in(ADMINISTRATOR)
    await worker.go("/wording")
    await page.locator("#wording-visit_booked").click()

    part = page.locator('[id="sms.cs.1"]')
    trial = page.locator("#trial-cs blockquote")
    await part.fill("Kód 😀 {{ kod }}.")
    await expect(trial).to_contain_text("Kód 😀 {{ kod }}.")
    await expect(page.locator("#wrongs")).to_contain_text("Pole {{ kod }} tato zpráva nemá")
    await worker.reads("Pro znaky 😀 jde celá zpráva v kódování")
    await part.fill("Váš kód je {{ kod }}.")
    await page.get_by_label("Proč se znění mění").fill("Lépe srozumitelné")
    await page.get_by_role("button", name="Uložit a používat").click()

    await worker.reads("Nic se neuložilo. Opravte označená místa")
    await expect(part).to_have_value("Váš kód je {{ kod }}.")
    await expect(part).to_have_attribute("aria-invalid", "true")
    await page.get_by_role("link", name="SMS česky, 2. část").click()
    await expect(part).to_be_in_viewport()
    assert await worker.faults() == []

    await part.fill("Váš kód je {{ code }}.")
    await expect(trial).to_contain_text("Vas kod je 472015.")
    await expect(page.locator("#wrongs")).to_contain_text("Znění je v pořádku")
    await page.get_by_role("button", name="Uložit a používat").click()
    await worker.reads("Znění je uloženo")
    await worker.reads("Lépe srozumitelné")
    await page.locator("#version-2 summary").click()
    await expect(page.locator("#version-2 ins")).to_contain_text("Váš kód je")
    assert await worker.faults() == []
    sheet = await TemplateEditing(backend).sheet("visit_booked")
    assert sheet.sent.template is not None
    assert texts_of(sheet.sent.template)["sms.cs.1"] == "Váš kód je {{ code }}."

    await page.get_by_role("button", name="Vrátit 1. znění").click()
    await worker.reads("Starší znění je zpět")
    await expect(part).to_have_value("Kód objednávky {{ code }}.")
    # the browser itself notes the answer 422; nothing else went wrong
    assert [one for one in broken if "422" not in one] == []


async def test_the_letter_is_shown_in_its_colours_in_a_frame_that_runs_nothing(
    browser: Browser, url: str
) -> None:
    worker = await Worker.arrive(browser, url)
    await worker.log_in(ADMINISTRATOR)
    await worker.go("/wording/visit_booked")
    frame = worker.page.locator("#trial-cs iframe.letter")
    await expect(frame).to_have_attribute("sandbox", "")
    inside = worker.page.frame_locator("#trial-cs iframe.letter")
    await expect(inside.get_by_role("heading")).to_have_text("Máte objednaný termín")
    await expect(inside.locator("body")).to_have_css("background-color", "rgb(241, 243, 248)")
    await worker.page.locator('[id="email.cs.heading"]').fill("<b>Objednáno</b>")
    await expect(inside.get_by_role("heading")).to_have_text("<b>Objednáno</b>")


async def test_the_sample_can_be_changed_and_a_spare_part_goes(browser: Browser, url: str) -> None:
    worker = await Worker.arrive(browser, url)
    page = worker.page
    await worker.log_in(ADMINISTRATOR)
    await worker.go("/wording/visit_booked")
    await page.get_by_label("nejdelší").check()
    await worker.reads("namesti T. G. Masaryka 1125/14a")
    more = page.locator('[id="sms.cs.5"]')
    await more.fill("Slovo " * 120)
    await page.locator('[name="sms.cs.5.spare"]').check()
    await worker.reads("1 část se nevešla a je vynechána.")
    await expect(page.locator("#trial-cs blockquote")).not_to_contain_text("Slovo")


async def test_leaving_a_page_with_something_unsaved_is_asked_first(
    browser: Browser, url: str
) -> None:
    worker = await Worker.arrive(browser, url)
    page = worker.page
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    page.on("dialog", stay)
    await worker.log_in(ADMINISTRATOR)
    await worker.go("/wording/visit_booked")
    await page.get_by_label("nejdelší").check()
    part = page.locator('[id="sms.cs.1"]')
    await part.press("Control+End")
    await part.press_sequentially(" a nic jiného")
    await page.get_by_role("link", name="Úřad a lidé").click()
    await expect(part).to_have_value("Kód objednávky {{ code }}. a nic jiného")
    assert asked == ["beforeunload"]
    await page.get_by_label("Proč se znění mění").fill("přidáno")
    await page.get_by_role("button", name="Uložit a používat").click()
    await worker.reads("Znění je uloženo")
    await page.get_by_role("link", name="Úřad a lidé").click()
    await page.wait_for_url("**/admin")
    assert asked == ["beforeunload"]


async def test_a_supervisor_reads_the_wording_and_its_preview(browser: Browser, url: str) -> None:
    worker = await Worker.arrive(browser, url)
    page = worker.page
    await worker.log_in(SUPERVISOR)
    await page.wait_for_url("**/supervisor")
    key = await page.locator("#rooms a[href='/wording']").get_attribute("data-room")
    await page.keyboard.press("g")
    await page.keyboard.press(str(key))
    await page.wait_for_url("**/wording")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await worker.reads("Znění mění správce")
    await expect(page.locator("textarea")).to_have_count(0)
    await page.get_by_role("link", name="nejdelší").click()
    await worker.reads("Náhled")
    assert await worker.faults() == []


async def test_without_scripts_the_preview_comes_by_its_button(browser: Browser, url: str) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="cs-CZ")
    worker = Worker(url, context, await context.new_page())
    await worker.log_in(ADMINISTRATOR)
    await worker.go("/wording/visit_booked")
    await worker.page.locator('[id="sms.cs.1"]').fill("Kód {{ code }}, děkujeme.")
    await worker.page.get_by_role("button", name="Náhled", exact=True).click()
    await worker.reads("Kod 472015, dekujeme.")
    await worker.reads("Znění je v pořádku")
