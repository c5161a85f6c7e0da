"""Imports from the town's records system: each row is taken in whole, or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from booking.errors import Refused
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.importing import applications
from booking.importing import citizens as people
from booking.importing.applications import OPTIONAL, REQUIRED, RecordedApplication
from booking.importing.reports import ImportReport, Outcome, RowRefused
from booking.importing.sheets import Encoding, SheetRow, read_sheet, record_of

Progress = Callable[[int, int], None]
"""Told how many rows are done, and of how many."""


class Imports:
    """Takes in what the town's records system hands over, one transaction a record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_application(
        self, given: RecordedApplication, *, by: str, dry_run: bool = False
    ) -> Outcome:
        """Keep one application as the records system has it.

        Args:
            given: the record.
            by: who hands it over, for the audit: 'token:records', or a user of the machine.
            dry_run: only try whether it would be taken in; nothing is kept.

        Raises:
            Refused: it is older than what is kept, or it cannot be so; nothing is changed.
        """
        return await self._kept(lambda tx: applications.put(tx, given, by), dry_run=dry_run)

    async def citizens(
        self,
        raw: bytes,
        *,
        by: str,
        dry_run: bool = False,
        encoding: Encoding = Encoding.UTF_8,
        progress: Progress = lambda _done, _all: None,
    ) -> ImportReport:
        """Take in a CSV file of citizens, as `applications` does.

        A row is known by its code. The same file again changes nothing.

        Args: as for `applications`.

        Raises:
            BadSheet: it is no such file; nothing was taken in.
        """
        rows = read_sheet(
            raw, required=people.REQUIRED, optional=people.OPTIONAL, encoding=encoding
        )
        seen: set[str] = set()

        async def keep(row: SheetRow) -> Outcome:
            given = people.parsed(row)
            _check_once(given, seen)
            return await self._kept(lambda tx: people.put(tx, given, by), dry_run=dry_run)

        return await _taken_in(rows, "code", keep, dry_run, progress)

    async def applications(
        self,
        raw: bytes,
        *,
        by: str,
        dry_run: bool = False,
        encoding: Encoding = Encoding.UTF_8,
        progress: Progress = lambda _done, _all: None,
    ) -> ImportReport:
        """Take in a CSV file; a row that will not do is told with its line, and left out.

        A records system hands over everything each night: one bad row must not keep back the
        others, and no row may be half taken in. So each row is a transaction of its own.

        Args:
            raw: the file.
            by: who hands it over.
            dry_run: only try.
            encoding: how its letters are written.
            progress: called after each row with how many are done, and of how many.

        Raises:
            BadSheet: it is no such file; nothing was taken in.
        """
        rows = read_sheet(raw, required=REQUIRED, optional=OPTIONAL, encoding=encoding)
        versions: dict[str, int] = {}

        async def keep(row: SheetRow) -> Outcome:
            given = record_of(row, RecordedApplication, row.cells)
            _check_order(given, versions)
            return await self.put_application(given, by=by, dry_run=dry_run)

        return await _taken_in(rows, "external_id", keep, dry_run, progress)

    async def _kept(self, put: Callable[[Transaction], Outcome], *, dry_run: bool) -> Outcome:
        """What becomes of one record, in a transaction of its own."""

        def act(tx: Transaction) -> Outcome:
            outcome = put(tx)
            if dry_run:
                raise _Tried(outcome)
            return outcome

        try:
            return await self._database.write(act)
        except _Tried as tried:
            return tried.outcome


async def _taken_in(
    rows: Sequence[SheetRow],
    name: str,
    keep: Callable[[SheetRow], Awaitable[Outcome]],
    dry_run: bool,
    progress: Progress,
) -> ImportReport:
    """What becomes of each row; of one that will not do the report tells the cell `name`."""
    report = ImportReport(dry_run, len(rows))
    for done, row in enumerate(rows, start=1):
        try:
            report.count(await keep(row))
        except Refused as error:
            record = row.cells.get(name, "")[:100]
            report.refused.append(RowRefused(row.line, record, error.field, error.reason))
        progress(done, len(rows))
    return report


class _Tried(Exception):
    """Undoes a transaction that was only to be tried."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def _check_order(given: RecordedApplication, versions: dict[str, int]) -> None:
    """In one file, too, a record's versions go up; a dry run keeps nothing that would tell."""
    before = versions.get(given.external_id, 0)
    if given.version < before:
        raise Refused("version", f"is older than version {before}, which stands before it")
    versions[given.external_id] = given.version


def _check_once(given: people.RecordedCitizen, seen: set[str]) -> None:
    """In one file a citizen stands once: nobody could tell which row is right."""
    if given.code in seen:
        raise Refused("code", "stands in the file twice")
    seen.add(given.code)
