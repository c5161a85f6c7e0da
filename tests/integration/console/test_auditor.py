"""The data protection officer's page."""

import html
import re

import pytest

from booking.api import AuditSeals, Backend, Secret
from tests.integration.console.conftest import Visitor
from tests.support.console import AUDITOR


@pytest.fixture
async def auditor(visitor: Visitor) -> Visitor:
    await visitor.log_in(AUDITOR)
    return visitor


def rows(page: str) -> list[str]:
    return re.findall(r'<tr id="entry-.*?</tr>', page, re.DOTALL)


async def test_the_page_says_whether_the_audit_is_as_it_was_written(
    auditor: Visitor, backend: Backend
) -> None:
    assert "zatím nebyly zkontrolovány" in (await auditor.get("/audit")).text
    seals = AuditSeals(backend.database, Secret("key"))
    await seals.seal()
    await seals.check_and_tell()
    page = (await auditor.get("/audit")).text
    assert "sedí všech" in page
    assert str((await seals.check()).last_seal) in page
    with backend.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_is_not_changed")
        connection.exec_driver_sql("UPDATE audit SET who = 'nobody' WHERE id = 2")
    await seals.check_and_tell()
    page = (await auditor.get("/audit")).text
    assert 'role="alert"' in page
    assert "row 2 was changed" in page


async def test_who_looked_at_a_citizen_is_found_by_the_citizens_number(
    auditor: Visitor, backend: Backend
) -> None:
    await backend.audit.look("vesely", "citizen:24", "the citizen's page")
    await backend.audit.look("vesely", "citizen:25", "the citizen's page")
    found = rows((await auditor.get("/audit?person=24")).text)
    assert sum("looked" in one and "vesely" in one for one in found) == 1
    # and so is the officer's own look
    [look] = await backend.audit.recent(1, who=AUDITOR)
    assert look in await backend.audit.about_person(24)


async def test_the_audit_is_filtered_by_day(auditor: Visitor, backend: Backend) -> None:
    await backend.audit.look("vesely", "visit:77", "the list")
    assert "visit:77" in (await auditor.get("/audit?day=2026-11-23")).text
    assert "visit:77" not in (await auditor.get("/audit?day=2026-11-22")).text


@pytest.mark.parametrize("query", ["day=yesterday", "person=x", "person=²", f"person={9 * 10**30}"])
async def test_a_filter_that_makes_no_sense_is_left_out(auditor: Visitor, query: str) -> None:
    assert (await auditor.get(f"/audit?{query}")).status_code == 200


async def test_an_action_is_told_in_czech_and_can_be_asked_for(
    auditor: Visitor, backend: Backend
) -> None:
    await backend.audit.look("vesely", "citizen:24", "the citizen's page")
    page = (await auditor.get("/audit?did=looked")).text
    assert ">nahlédnutí</td>" in page
    assert "stránka občana" in page
    logged_in = rows((await auditor.get("/audit?did=logged-in")).text)
    assert logged_in
    assert all("přihlášení" in one for one in logged_in)


async def test_older_entries_stand_on_the_next_page_and_none_twice(
    auditor: Visitor, backend: Backend
) -> None:
    for number in range(120):
        await backend.audit.look("vesely", f"visit:{number}", "the list")
    seen: list[str] = []
    address: str | None = "/audit?who=vesely"
    pages = 0
    while address is not None:
        page = (await auditor.get(address)).text
        pages += 1
        seen += re.findall(r'id="entry-(\d+)"', page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        address = None if older is None else html.unescape(older[1])
    assert pages == 3
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, key=int, reverse=True)


async def test_what_was_typed_for_a_record_is_not_written_down(
    auditor: Visitor, backend: Backend
) -> None:
    await auditor.get("/audit?about=novak")
    [look] = await backend.audit.recent(1, who=AUDITOR)
    assert look.details["reason"] == "the audit: everybody, some, every day"
