from datetime import date

import pytest
from sqlalchemy import select

from booking.api import (
    Application,
    ApplicationStatusChanged,
    Backend,
    BadSheet,
    ImportReport,
    Transaction,
    unhandled,
)
from booking.applications.tables import applications

HEAD = "external_id;version;kind;number;year;citizen;state;filed_on;deadline;remark\n"
ROW = "GINIS-1;{version};parking;500;2026;c01;{state};3.11.2026;;{remark}\n"


async def take_in(backend: Backend, *rows: str, dry_run: bool = False) -> ImportReport:
    raw = (HEAD + "".join(rows)).encode()
    return await backend.imports.applications(raw, by="shell:test", dry_run=dry_run)


def row(version: int = 1, state: str = "received", remark: str = "") -> str:
    return ROW.format(version=version, state=state, remark=remark)


async def imported(backend: Backend) -> Application | None:
    return await backend.applications.by_reference(1, 500, 2026)


def told(backend: Backend) -> list[ApplicationStatusChanged]:
    found = backend.database.run(lambda tx: unhandled(tx.connection, 100))
    return [one.event for one in found if isinstance(one.event, ApplicationStatusChanged)]


async def test_a_new_application_is_kept_with_its_deadline_and_nobody_is_told(
    backend: Backend,
) -> None:
    report = await take_in(backend, row(state="processing"))
    assert (report.rows, report.added, report.refused) == (1, 1, [])
    one = await imported(backend)
    assert one is not None
    assert (one.state, one.filed_on) == ("processing", date(2026, 11, 3))
    assert one.deadline == date(2026, 12, 3)
    assert [change.state for change in one.history] == ["received", "processing"]
    assert told(backend) == []


async def test_the_same_file_again_changes_nothing(backend: Backend) -> None:
    await take_in(backend, row())
    before = await imported(backend)
    report = await take_in(backend, row())
    assert (report.unchanged, report.added, report.changed) == (1, 0, 0)
    assert await imported(backend) == before


async def test_a_newer_version_changes_the_state_and_tells_the_applicant(
    backend: Backend,
) -> None:
    await take_in(backend, row())
    report = await take_in(backend, row(3, "granted", "Vyzvedněte si kartu."))
    assert report.changed == 1
    [event] = told(backend)
    assert (event.state, event.remark) == ("granted", "Vyzvedněte si kartu.")


async def test_an_older_version_is_refused_and_leaves_the_newer(backend: Backend) -> None:
    await take_in(backend, row(5, "processing"))
    report = await take_in(backend, row(4, "received"))
    assert [(one.line, one.record, one.field) for one in report.refused] == [
        (2, "GINIS-1", "version")
    ]
    one = await imported(backend)
    assert one is not None
    assert one.state == "processing"
    within = await take_in(backend, row(9, "granted"), row(8, "closed"))
    assert [one.line for one in within.refused] == [3]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ("X-2;1;nothing;501;2026;c01;received;2026-11-03;;\n", "kind"),
        ("X-2;1;parking;501;2026;c01;lost;2026-11-03;;\n", "state"),
        ("X-2;1;parking;501;2026;nobody-such;received;2026-11-03;;\n", "citizen"),
        ("X-2;1;parking;0;2026;c01;received;2026-11-03;;\n", "number"),
        ("X-2;1;parking;501;1800;c01;received;2026-11-03;;\n", "year"),
        ("X-2;one;parking;501;2026;c01;received;2026-11-03;;\n", "version"),
        ("X-2;1;parking;501;2026;c01;received;31.11.2026;;\n", "filed_on"),
        ("X-2;1;parking;501;2026;c01;received;2027-11-03;;\n", "filed_on"),
        ("X-2;1;parking;501;2026;c01;received;2026-11-03;2026-11-02;\n", "deadline"),
        (";1;parking;501;2026;c01;received;2026-11-03;;\n", "external_id"),
        ("X-2;1;parking;500;2026;c01;received;2026-11-03;;\n", "number"),
        ("X-2;1;parking;88;2026;c01;closed;2026-11-03;;\n", "citizen"),
        ("X-2;1;parking\n", ""),
    ],
)
async def test_a_bad_row_is_told_with_its_line_and_the_others_are_kept(
    backend: Backend, bad: str, field: str
) -> None:
    last = "X-3;1;parking;502;2026;;received;2026-11-03;;\n"
    report = await take_in(backend, row(), bad, last)
    assert [(one.line, one.field) for one in report.refused] == [(3, field)]
    assert report.added == 2

    def kept(tx: Transaction) -> set[str]:
        known = applications.c.external_id.is_not(None)
        return {one.external_id for one in tx.all(select(applications).where(known))}

    assert await backend.database.read(kept) == {"GINIS-1", "X-3"}


async def test_a_dry_run_reports_the_same_and_keeps_nothing(backend: Backend) -> None:
    rows = (row(), "X-2;1;nothing;501;2026;c01;received;2026-11-03;;\n")
    tried = await take_in(backend, *rows, dry_run=True)
    assert await imported(backend) is None
    done = await take_in(backend, *rows)
    assert (tried.dry_run, tried.added, tried.refused) == (True, done.added, done.refused)


async def test_an_application_that_is_here_already_is_taken_over_once(backend: Backend) -> None:
    taken = "R-9;1;tree-felling;123;2026;c01;awaiting;2026-10-19;;\n"
    assert (await take_in(backend, taken)).changed == 1
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    assert (one.state, one.deadline) == ("awaiting", None)
    other = "R-10;1;tree-felling;123;2026;c01;processing;2026-10-19;;\n"
    [refused] = (await take_in(backend, other)).refused
    assert refused.field == "number"
    back = "R-9;2;tree-felling;123;2026;c01;received;2026-10-19;;\n"
    [refused] = (await take_in(backend, back)).refused
    assert (refused.field, "never becomes" in refused.reason) == ("state", True)


async def test_a_file_that_is_no_table_keeps_nothing(backend: Backend) -> None:
    raw = (HEAD.replace(";state", "") + row()).encode()
    with pytest.raises(BadSheet, match="'state' is missing"):
        await backend.imports.applications(raw, by="shell:test")
    assert await imported(backend) is None


async def test_progress_is_told_row_by_row(backend: Backend) -> None:
    seen: list[tuple[int, int]] = []
    raw = (HEAD + row() + row(2)).encode()
    await backend.imports.applications(
        raw, by="shell:test", progress=lambda done, rows: seen.append((done, rows))
    )
    assert seen == [(1, 2), (2, 2)]
