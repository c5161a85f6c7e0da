"""The caller's panel: filing a suggestion for a caller, and reading out what they may hear."""

from booking.api import (
    ApplicationFiled,
    ApplicationQuery,
    Backend,
    Filed,
    FilingChannel,
    Language,
    SetClock,
)
from tests.support.panel import KNOWN, Panel, arrive, events, marie

KEYED = {"problem": "Nevyvezená nádoba", "place": "Lidická 5"}


async def filed(backend: Backend) -> list[Filed]:
    every = await backend.applications.find(ApplicationQuery())
    return [one for one in every if one.filing.channel is not FilingChannel.COUNTER]


async def test_what_the_caller_has_keyed_stands_in_the_form(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    await arrive(
        backend.database,
        clock,
        service="municipal-waste",
        topic="waste-collection",
        path="main > status > suggestion",
        keyed=KEYED,
    )
    await panel.open()
    assert 'value="waste-collection" selected' in panel.text
    assert 'value="Lidická 5"' in panel.text
    assert ">Nevyvezená nádoba</textarea>" in panel.text


async def test_a_suggestion_is_filed_with_text_place_and_number(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    await arrive(backend.database, clock, language=Language.UK)
    await panel.open(tab="applications")
    await panel.does(
        "file",
        kind="street-lighting",
        place="Školní 7",
        text="Lampa bliká od soboty.",
        phone="777 000 321",
    )
    assert "Podnět k veřejnému osvětlení Číslo a rok 1/2026 Kód" in panel.plain
    assert "SMS s číslem a kódem odchází." in panel.plain
    assert "Zapsat podnět" not in panel.plain, "nobody files the same once more by a click"
    [one] = await filed(backend)
    assert one.filing.place == "Školní 7"
    assert one.filing.text == "Lampa bliká od soboty."
    assert (one.filing.channel, one.filing.phone) == (FilingChannel.OPERATOR, KNOWN)
    [event] = await events(backend, ApplicationFiled)
    assert isinstance(event, ApplicationFiled)
    assert (event.phone, event.language) == (KNOWN, Language.UK)
    assert f"{event.code[:3]} {event.code[3:]}" in panel.plain


async def test_a_second_click_files_nothing_more(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    await arrive(backend.database, clock)
    for _ in range(2):
        await panel.open(tab="applications")
        await panel.does("file", kind="grievance", text="Čekání dvě hodiny.", phone="")
    assert "Žádná SMS neodchází" in panel.plain
    assert len(await filed(backend)) == 1


async def test_a_form_that_will_not_do_says_why_and_keeps_what_was_written(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    await arrive(backend.database, clock)
    await panel.open(tab="applications")
    await panel.does("file", kind="parking", place="Lidická 5", text=" ", phone="12")
    for said in ("Vyberte druh", "Napište, co volající říká", "Toto není telefonní číslo"):
        assert said in panel.plain
    assert 'value="Lidická 5"' in panel.text
    assert await filed(backend) == []


async def test_it_is_the_known_citizens_own(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    number = await marie(backend)
    await arrive(backend.database, clock, citizen_id=number)
    await panel.open(tab="applications")
    await panel.does("file", kind="waste-collection", text="Plný kontejner.", phone="")
    [one] = await filed(backend)
    assert one.application.citizen_id == number


async def test_the_answer_is_read_to_whoever_had_number_and_code(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    receipt = await backend.applications.file("waste-collection", None, phone=KNOWN, text="Koš.")
    one = receipt.application
    await backend.applications.change_status(
        one.id, "solved", by="vesely", remark="Nádoba je vyměněna."
    )
    path = "main > status > application_by_receipt"
    await arrive(backend.database, clock, path=path, keyed={"application": one.reference})
    await panel.open()
    assert "Podnět ke svozu odpadu má vyřízení hotové." in panel.plain
    assert "Nádoba je vyměněna." in panel.plain


async def test_without_number_and_code_nothing_is_read(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    receipt = await backend.applications.file("waste-collection", None, phone=KNOWN, text="Koš.")
    await backend.applications.change_status(
        receipt.application.id, "solved", by="vesely", remark="Nádoba je vyměněna."
    )
    await arrive(backend.database, clock)
    await panel.open(tab="applications", application=str(receipt.application.id))
    assert "Nádoba je vyměněna." not in panel.plain
