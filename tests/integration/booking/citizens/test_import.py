"""Citizens from a CSV file: whole rows or none, and the same file again changes nothing."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.api import (
    Backend,
    BadSheet,
    CitizenKind,
    Contact,
    Encoding,
    Entry,
    ImportReport,
    Language,
    Transaction,
    Visit,
    WaitChannel,
    Wants,
    metadata,
)

HEAD = "code;kind;given;family;name;born;company_number;street;town;phone;email;language\n"
GOOD = (
    HEAD + "r1;;Žofie;Příhodová;;1980-02-03;;Lidická 5;Lípov;777 555 444;zofie@example.cz;uk\n"
    "r2;company;;;Truhlářství Dub;;27074358;Dlouhá 1;Lípov;;;\n"
)


async def take(backend: Backend, text: str, *, dry_run: bool = False) -> ImportReport:
    return await backend.imports.citizens(text.encode(), by="root", dry_run=dry_run)


async def found(backend: Backend, name: str) -> list[str]:
    return [one.citizen.name for one in await backend.citizens.search(name)]


async def test_new_citizens_are_added_once(backend: Backend) -> None:
    report = await take(backend, GOOD)
    assert (report.added, report.refused) == (2, [])
    (zofie,) = [one.citizen for one in await backend.citizens.search("777555444")]
    assert (zofie.name, zofie.phone_verified, zofie.reachable_email) == (
        "Žofie Příhodová",
        False,
        None,
    )
    (dub,) = [one.citizen for one in await backend.citizens.search("Truhlářství Dub")][:1]
    assert (dub.kind, dub.company_number) == (CitizenKind.COMPANY, "27074358")
    again = await take(backend, GOOD)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


async def test_a_dry_run_keeps_nothing(backend: Backend) -> None:
    report = await take(backend, GOOD, dry_run=True)
    assert report.added == 2
    assert "Žofie Příhodová" not in await found(backend, "Příhodová")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("r3;;Jan;;;;;;;;;", "family"),
        ("r3;;Jan;Dub;;2099-01-01;;;;;;", "born"),
        ("r3;;Jan;Dub;;1799-01-01;;;;;;", "born"),
        ("r3;;Jan;Dub;;1980-02-30;;;;;;", "born"),
        ("r3;;Jan;Dub;;;;;;12;;", "phone"),
        ("r3;;Jan;Dub;;;;;;;nikdo;", "email"),
        ("r3;;Jan;Dub;;;;;;;;xx", "language"),
        ("r3;company;;;Dub;;27074359;;;;;", "company_number"),
        ("r3;company;;;;;;;;;;", "name"),
        ("r1;;Jan;Dub;;;;;;;;", "code"),
        (";;Jan;Dub;;;;;;;;", "code"),
        ("r3;;Jan", ""),
    ],
)
async def test_a_bad_row_is_told_with_its_line_and_the_others_are_taken_in(
    backend: Backend, row: str, field: str
) -> None:
    report = await take(backend, f"{GOOD}{row}\n")
    assert report.added == 2
    assert [(one.line, one.field) for one in report.refused] == [(4, field)]


BIRTHS = "code;given;family;born;birth_number\n"


async def test_of_a_birth_number_the_date_is_taken_and_nothing_else_is_kept(
    backend: Backend,
) -> None:
    report = await take(backend, f"{BIRTHS}r1;Jana;Dubová;;555313/0000\n")
    assert (report.added, report.refused) == (1, [])
    [jana] = await backend.citizens.search("dubova 13.3.1955")
    assert jana.citizen.born == date(1955, 3, 13)

    def look(tx: Transaction) -> str:
        return repr([tx.all(select(one)) for one in metadata.sorted_tables])

    everything = await backend.database.read(look)
    assert "555313" not in everything


@pytest.mark.parametrize(
    "row",
    [
        "r3;Jan;Dub;;550313/0007",
        "r3;Jan;Dub;;550230/0005",
        "r3;Jan;Dub;1955-03-14;550313/0006",
        "r3;Jan;Dub;;550313000600000000000000",
        "r3;Jan;Dub;;doloží",
    ],
)
async def test_an_impossible_birth_number_is_refused_and_not_repeated(
    backend: Backend, row: str
) -> None:
    report = await take(backend, f"{BIRTHS}r1;Jana;Dubová;;555313/0000\n{row}\n")
    assert report.added == 1
    [refused] = report.refused
    assert (refused.line, refused.field) == (3, "birth_number")
    assert "550313" not in repr(report)


async def test_a_verified_number_is_not_replaced_by_one_from_the_records(backend: Backend) -> None:
    before = await backend.citizens.get(1)
    row = "c01;;Marie;Dvořáková-Nová;;;;;;602123456;;"
    report = await take(backend, f"{HEAD}{row}\n")
    assert report.changed == 1
    after = await backend.citizens.get(1)
    assert (after.phone, after.name) == (before.phone, "Marie Dvořáková-Nová")
    assert after.born == before.born


async def test_visits_and_places_on_the_list_follow_to_a_number_from_the_records(
    backend: Backend,
) -> None:
    await take(backend, GOOD)
    (zofie,) = [one.citizen for one in await backend.citizens.search("777555444")]
    visit, entry = await booked_and_waiting(backend, "+420777555444", zofie.id)
    strangers, _ = await booked_and_waiting(backend, "+420777555444", None)
    await take(backend, GOOD.replace("777 555 444", "602 123 456"), dry_run=True)
    assert (await backend.visits.get(visit.id)).phone == "+420777555444"
    report = await take(backend, GOOD.replace("777 555 444", "602 123 456"))
    assert report.changed == 1
    assert (await backend.visits.get(visit.id)).phone == "+420602123456"
    assert (await backend.waitlist.get(entry.id)).contact == Contact("+420602123456")
    assert (await backend.visits.get(strangers.id)).phone == "+420777555444"


async def booked_and_waiting(
    backend: Backend, phone: str, citizen_id: int | None
) -> tuple[Visit, Entry]:
    hold = await backend.visits.hold_nearest("passport.new", owner="call-1")
    assert hold is not None
    visit = await backend.visits.confirm(
        hold.id, contact=Contact(phone), language=Language.CS, citizen_id=citizen_id
    )
    entry = await backend.waitlist.join(
        Wants("passport.new"),
        contact=Contact(phone),
        language=Language.CS,
        channel=WaitChannel.SMS,
        by="caller",
        citizen_id=citizen_id,
        visit_id=visit.id,
    )
    return visit, entry


async def test_a_merged_record_is_not_brought_back(backend: Backend) -> None:
    await take(backend, GOOD)
    (zofie,) = [one.citizen for one in await backend.citizens.search("777555444")]
    await backend.merging.merge(1, zofie.id, by="kralova")
    report = await take(backend, GOOD)
    assert report.added == 0
    stays = await backend.citizens.get(zofie.id)
    assert (stays.id, stays.name) == (1, "Marie Dvořáková")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (GOOD.encode("cp1250"), "windows-1250"),
        (b"given;family\nJan;Dub\n", "'code' is missing"),
        (b"code;given;family;shoe_size\nr1;Jan;Dub;42\n", "'shoe_size' is unknown"),
        (b"", "empty"),
    ],
)
async def test_a_file_that_is_no_such_table_changes_nothing(
    backend: Backend, raw: bytes, says: str
) -> None:
    with pytest.raises(BadSheet, match=says):
        await backend.imports.citizens(raw, by="root")


async def test_windows_1250_is_read_where_it_is_named(backend: Backend) -> None:
    raw = GOOD.encode("cp1250")
    report = await backend.imports.citizens(raw, by="root", encoding=Encoding.WINDOWS_1250)
    assert report.added == 2
    assert "Žofie Příhodová" in await found(backend, "Příhodová")
