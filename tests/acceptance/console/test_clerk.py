"""The clerk changes how an application stands, and the citizen gets to know."""

from playwright.async_api import expect

from booking.api import (
    ApplicationQuery,
    ApplicationState,
    ApplicationStatusChanged,
    Backend,
    Filed,
    Recorded,
    unhandled,
)
from tests.support.console import CLERK, Worker

TREES = "MULI-ZP/000123/2026"


async def events(backend: Backend) -> list[ApplicationStatusChanged]:
    recorded: list[Recorded] = await backend.database.read(
        lambda tx: unhandled(tx.connection, 1000)
    )
    return [one.event for one in recorded if isinstance(one.event, ApplicationStatusChanged)]


async def application(backend: Backend, reference: str = TREES) -> Filed:
    found = await backend.applications.find(ApplicationQuery(text=reference))
    return found[0]


async def choose(worker: Worker, state: str, remark: str = "") -> None:
    await worker.page.get_by_label(state, exact=True).check()
    await worker.page.get_by_label("Vzkaz žadateli").fill(remark)
    await worker.page.get_by_role("button", name="Pokračovat").click()


async def test_a_status_is_changed_after_one_has_seen_what_the_citizen_gets(
    worker: Worker, backend: Backend
) -> None:
    await worker.log_in(CLERK)
    await worker.page.get_by_role("link", name=TREES).click()
    await choose(worker, "Čeká na doplnění", "Doložte souhlas vlastníka.")
    await worker.reads("Žádost o kácení dřevin čeká na doplnění z vaší strany. Doložte souhlas")
    await worker.reads("SMS na 777 000 321")
    await worker.reads("E-mail na marie.dvorakova@example.com")
    assert await events(backend) == []

    await worker.page.get_by_role("button", name="Změnit stav a odeslat zprávu").click()
    await worker.reads("Stav žádosti je změněn. Zpráva občanovi odejde za půl minuty")
    [told] = await events(backend)
    assert (told.reference, told.state, told.remark) == (
        TREES,
        ApplicationState.AWAITING,
        "Doložte souhlas vlastníka.",
    )
    filed = await application(backend)
    assert filed.application.history[-1].by == CLERK
    await expect(worker.page.locator(".history li").first).to_contain_text("Tomáš Veselý")


async def test_a_change_can_be_edited_before_it_is_made(worker: Worker, backend: Backend) -> None:
    await worker.log_in(CLERK)
    await worker.page.get_by_role("link", name=TREES).click()
    await choose(worker, "Zamítnuto", "Omyl")
    await worker.page.get_by_role("button", name="Upravit").click()
    await expect(worker.page.get_by_label("Vzkaz žadateli")).to_have_value("Omyl")
    await expect(worker.page.get_by_label("Zamítnuto")).to_be_checked()
    assert await events(backend) == []


async def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(
    worker: Worker, backend: Backend
) -> None:
    await worker.log_in(CLERK)
    await worker.page.get_by_role("link", name=TREES).click()
    await choose(worker, "Čeká na doplnění")
    filed = await application(backend)
    await backend.applications.change_status(
        filed.application.id, ApplicationState.SUSPENDED, by="somebody"
    )
    await worker.page.get_by_role("button", name="Změnit stav a odeslat zprávu").click()
    await worker.reads("Stav žádosti mezitím změnil někdo jiný.")
    assert [told.state for told in await events(backend)] == [ApplicationState.SUSPENDED]


async def test_a_form_that_is_sent_twice_acts_once(worker: Worker, backend: Backend) -> None:
    await worker.log_in(CLERK)
    await worker.page.get_by_role("link", name=TREES).click()
    await choose(worker, "Čeká na doplnění")
    form = await worker.page.locator("form.acts input").evaluate_all(
        "inputs => Object.fromEntries(inputs.map((one) => [one.name, one.value]))"
    )
    filed = await application(backend)
    for _ in range(2):
        answer = await worker.context.request.post(
            f"{worker.url}/clerk/applications/{filed.application.id}/change",
            form=form,
            headers={"Origin": worker.url},
        )
        assert answer.ok
    assert len(await events(backend)) == 1


async def test_the_list_follows_what_is_typed(worker: Worker) -> None:
    await worker.log_in(CLERK)
    await worker.page.get_by_label("Jméno nebo číslo jednací").fill("simkova petra")
    await worker.reads("3 žádosti")
    await expect(worker.page.locator("tbody tr")).to_have_count(3)
    assert "text=simkova" in worker.page.url
    await worker.page.get_by_label("Jméno nebo číslo jednací").fill("123/2026")
    await worker.reads("1 žádost")
    await expect(worker.page.get_by_role("link", name=TREES)).to_be_visible()
    await worker.page.get_by_label("Jméno nebo číslo jednací").fill("nikdo takový")
    await worker.reads("Žádná žádost neodpovídá.")


async def test_a_list_on_another_screen_shows_the_change_by_itself(
    worker: Worker, backend: Backend
) -> None:
    await worker.log_in(CLERK)
    row = worker.page.locator("tr", has_text=TREES)
    await expect(row).to_contain_text("Vyřizuje se")
    filed = await application(backend)
    await row.get_by_role("link").focus()
    await backend.applications.change_status(
        filed.application.id, ApplicationState.SUSPENDED, by="somebody"
    )
    await expect(row).to_contain_text("Řízení přerušeno")
    # what the keyboard was at is still under it
    await expect(row.get_by_role("link")).to_be_focused()


async def test_a_ready_date_is_written_and_taken_back(worker: Worker, backend: Backend) -> None:
    before = await backend.ready_dates.of("passport")
    assert before is not None
    await worker.log_in(CLERK)
    await worker.go("/clerk/ready-dates")
    await worker.page.get_by_label("Nový den: Cestovní pasy").fill("2026-11-20")
    await worker.page.get_by_role("button", name="Zapsat: Cestovní pasy").click()
    await worker.reads("Den je zapsán.")
    written = await backend.ready_dates.of("passport")
    assert written is not None
    assert (written.day.isoformat(), written.by) == ("2026-11-20", CLERK)

    await worker.page.get_by_role("button", name="Vrátit zpět").click()
    await worker.reads("Platí zase předchozí den.")
    restored = await backend.ready_dates.of("passport")
    assert restored is not None
    assert restored.day == before.day
