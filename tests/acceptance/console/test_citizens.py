"""Citizens and locks in a real browser: nothing is wrong with the pages, and the ways through."""

import pytest
from playwright.async_api import Browser, expect

from booking.api import Backend, ContactKind, Mandate, Scope, Secret
from booking.citizens import store as citizens
from tests.support.console import CLERK, OPERATOR, SUPERVISOR, Worker
from tests.support.people import some_citizen


@pytest.fixture
async def twin(backend: Backend) -> int:
    """A second record of Marie; a code on its way to her, somebody who acts for her, a lock."""
    known = await backend.citizens.get(1)
    second = await backend.database.write(
        lambda tx: citizens.add(
            tx, some_citizen(code="twin", name=known.name, born=known.born, phone=known.phone)
        )
    )
    await backend.proofs.propose(1, ContactKind.PHONE, "+420602123456", by="vesely")
    await backend.representations.add(
        1,
        2,
        scope=Scope.ALL,
        mandate=Mandate.POWER_OF_ATTORNEY,
        since=backend.clock.today(),
        until=None,
        by="vesely",
    )
    claim = await backend.agreements.check_login(Secret("51839262"))
    for _ in range(3):
        await backend.agreements.verify(claim, Secret("111222"), caller="+420777000998")
    return second


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("username", "paths"),
    [
        (OPERATOR, ["/citizens", "/citizens/1"]),
        (CLERK, ["/citizens?text=marie", "/citizens/1?text=petra"]),
        (
            SUPERVISOR,
            ["/citizens/duplicates", "/citizens/duplicates/1/{twin}", "/supervisor/locks"],
        ),
    ],
)
async def test_axe_finds_nothing(
    browser: Browser, url: str, twin: int, username: str, paths: list[str], width: int
) -> None:
    worker = await Worker.arrive(browser, url, width)
    await worker.log_in(username)
    await worker.page.wait_for_url(lambda where: "log-in" not in where)
    faults = {}
    for path in paths:
        await worker.go(path.format(twin=twin))
        faults[path] = await worker.faults()
    assert {path: found for path, found in faults.items() if found} == {}


async def test_a_clerk_verifies_a_number_and_the_page_says_what_is_wrong(
    browser: Browser, url: str, backend: Backend, twin: int
) -> None:
    assert twin
    worker = await Worker.arrive(browser, url)
    await worker.log_in(CLERK)
    await worker.go("/citizens/1")
    field = worker.page.get_by_label("Kód, který přišel na")
    await field.fill("12")
    await worker.page.get_by_role("button", name="Ověřit kód").click()
    await worker.reads("Kód má šest číslic.")
    (proof,) = await backend.proofs.open_of(1)
    code = await backend.proofs.code(proof.id)
    assert code is not None
    await field.fill(code.reveal())
    await worker.page.get_by_role("button", name="Ověřit kód").click()
    await worker.reads("Kontakt je ověřený a platí.")
    await expect(field).to_have_count(0)


async def test_a_supervisor_merges_two_records_and_ends_a_lock(
    browser: Browser, url: str, twin: int
) -> None:
    worker = await Worker.arrive(browser, url)
    await worker.log_in(SUPERVISOR)
    await worker.go("/citizens/duplicates")
    await worker.page.locator(f"#pair-1-{twin}").click()
    await worker.page.get_by_label("Tento záznam zůstane").first.check()
    await worker.page.get_by_role("button", name="Sloučit záznamy").click()
    await worker.reads("Záznamy jsou sloučeny.")
    await worker.go("/supervisor/locks")
    card = worker.page.locator("section", has_text="Josef Havlík")
    await card.get_by_label("ověřeno zpětným zavoláním").check()
    await card.get_by_role("button", name="Ukončit blokaci").click()
    await worker.reads("Blokace je ukončena.")
    await expect(worker.page.get_by_text("Josef Havlík")).to_have_count(0)
