"""From the clerk's page to the citizen's telephone, through all processes."""

from playwright.async_api import async_playwright

from tests.support.console import CLERK, Worker, start
from tests.support.linka import Linka

BUILDING = "MULI-KO/000012/2026"


async def test_the_clerk_changes_a_status_and_the_sms_arrives(linka: Linka) -> None:
    async with async_playwright() as playwright:
        browser = await start(playwright)
        worker = await Worker.arrive(browser, linka.ready["console"])
        await worker.log_in(CLERK)
        await worker.page.get_by_role("link", name=BUILDING).click()
        await worker.page.get_by_label("Vyřizuje se", exact=True).check()
        await worker.page.get_by_role("button", name="Pokračovat").click()
        await worker.page.get_by_role("button", name="Změnit stav a odeslat zprávu").click()
        await worker.reads("Stav žádosti je změněn.")
        await browser.close()

    [sent] = await linka.until(
        "SELECT * FROM messages WHERE channel = 'sms' AND sent_at IS NOT NULL AND text LIKE ?",
        f"%{BUILDING}%",
        within=60.0,  # the clerk may take it back for half a minute
    )
    arrived = [one for one in linka.messages() if BUILDING in one["text"]]
    assert sent["recipient"] in {one["recipient"] for one in arrived}
