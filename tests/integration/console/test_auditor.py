"""The data protection officer's page."""

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
