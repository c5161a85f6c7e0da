"""From the clerk's form over the letter on paper to the citizen's telephone, with nothing kept."""

import json

from playwright.async_api import Route, async_playwright

from tests.support.console import CLERK, Worker, start
from tests.support.letters import Secrets, secrets_in
from tests.support.linka import Linka, Telephones

MOBILE = "777555444"


async def conclude_and_print(linka: Linka) -> Secrets:
    """What the citizen takes home."""
    letters: list[Secrets] = []

    async def passing(route: Route) -> None:
        answer = await route.fetch()
        letters.append(secrets_in(await answer.body()))
        await route.fulfill(response=answer)

    async with async_playwright() as playwright:
        browser = await start(playwright)
        worker = await Worker.arrive(browser, linka.ready["console"])
        await worker.context.route("**/letter", passing)
        await worker.log_in(CLERK)
        await worker.page.wait_for_url("**/clerk/applications")
        await worker.go("/clerk/agreements/new")
        for label, text in {
            "Příjmení": "Příhodová",
            "Datum narození": "1980-02-03",
            "Ulice a číslo": "Lidická 5",
            "PSČ": "78995",
            "Obec": "Lípov",
            "Poslední čtyři znaky čísla dokladu": "12AB",
            "Mobil": MOBILE,
        }.items():
            await worker.page.get_by_label(label).fill(text)
        await worker.page.get_by_label("Jméno", exact=True).fill("Žofie")
        for label in ("občanský průkaz", "Podoba a jméno souhlasí", "Číslo je ověřené"):
            await worker.page.get_by_label(label).check()
        await worker.page.get_by_role("button", name="Uzavřít dohodu").click()
        await worker.reads("Dohoda je uzavřena.")
        async with worker.page.expect_popup():
            await worker.page.get_by_role("button", name="Vytisknout dopis s PIN").click()
        await worker.reads("Dopis byl vytištěn")
        await browser.close()
    [secrets] = letters
    linka.vault.keyed(secrets.pin)
    linka.vault.keyed(secrets.login)
    linka.vault.keyed(secrets.password)
    return secrets


async def test_an_agreement_of_the_counter_opens_the_line_and_no_secret_is_kept(
    linka: Linka, phones: Telephones
) -> None:
    secrets = await conclude_and_print(linka)
    conversation = await phones.ring(["!2", "!2", secrets.login, secrets.pin], caller=MOBILE)
    assert "V evidenci nemáte žádnou žádost." in conversation.text

    [told] = await linka.until(
        "SELECT * FROM messages WHERE template = 'agreement_concluded' AND sent_at IS NOT NULL"
    )
    assert told["recipient"] == f"+420{MOBILE}"
    everything = json.dumps(linka.messages())
    assert not any(one in everything for one in (secrets.login, secrets.pin, secrets.password))
    leaks = linka.vault.leaks()
    assert not leaks, "\n".join(leaks)
    raw = b"".join(path.read_bytes() for path in linka.data.glob("linka.db*"))
    assert secrets.password.encode() not in raw
    assert secrets.pin.encode() not in raw
