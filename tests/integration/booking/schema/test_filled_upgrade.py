"""Each migration goes up on a database in which every table has had a row since it was made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, select, text

from booking.api import Clock, Database, Unavailable, revision_of
from booking.ground.schema import MIGRATIONS, upgrade
from booking.ground.tables import metadata
from tests.integration.booking.schema.test_migrations import describe_all
from tests.support.filling import Row, described, fill

FIXED: dict[str, Row] = {
    "applications": {"number": 123, "year": 2026},
    "counters": {"grid": 15},
    "holds": {"minutes": 15, "persons": 1, "cells": 1},
    "visits": {"code": "472015", "state": "booked", "minutes": 15, "persons": 1},
    "weekly_hours": {"weekday": 0, "opens": 480, "closes": 1020},
    "rings": {"dialog": "book", "state": "open"},
    "taken_slots": {"visit_id": 1, "hold_id": None, "expires_at": None},
}
"""What old versions wrote, before a later constraint asked for it."""

REWRITTEN: dict[str, set[str]] = {}
"""Columns whose values a migration changes on purpose, by table."""


def make_empty(database: Database) -> None:
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for kind, name in connection.execute(
                text("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')")
            ).all():
                connection.exec_driver_sql(f"DROP {kind} {name}")
            described(connection).drop_all(connection)
        else:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")


def missing(
    connection: Connection, described_now: MetaData, known: dict[str, list[Row]]
) -> list[tuple[str, Row]]:
    """The rows that were put in and are not there any more as they were, by table."""
    tables = described_now.tables
    return [
        (name, row)
        for name, rows in known.items()
        if name in tables
        for row in rows
        if not _is_in(connection, tables[name], row)
    ]


def _is_in(connection: Connection, table: Table, row: Row) -> bool:
    same = {name for name in row if name in table.columns} - REWRITTEN.get(table.name, set())
    found = connection.execute(select(table)).mappings()
    return any(all(one[name] == row[name] for name in same) for one in found)


def test_every_migration_goes_up_on_a_filled_database_and_loses_nothing(
    database: Database,
) -> None:
    make_empty(database)
    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    known: dict[str, list[Row]] = {}
    for revision in reversed([script.revision for script in scripts]):
        upgrade(database, revision)
        with database.engine.begin() as connection:
            tables = described(connection)
            assert missing(connection, tables, known) == [], revision
            fill(connection, tables, known, FIXED)
    describe_all()
    assert known.keys() >= {table.name for table in metadata.sorted_tables}
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        if database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_an_upgrade_that_leaves_a_row_hanging_on_nothing_changes_nothing(
    tmp_path: Path, clock: Clock
) -> None:
    """SQLite's foreign keys sleep meanwhile; what they would have refused is looked for after."""
    database = Database.on_file(tmp_path / "linka.db", clock)
    upgrade(database, "0031")
    with closing(sqlite3.connect(tmp_path / "linka.db")) as beside:  # foreign keys are off here
        beside.execute("INSERT INTO visit_parts VALUES (99, 0, 'passport.new', 1)")
        beside.commit()
    with pytest.raises(Unavailable, match="visit_parts"):
        upgrade(database)
    assert revision_of(database) == "0031"
    assert database.run(lambda tx: tx.all(text("PRAGMA foreign_keys"))) == [(1,)]
    database.close()
