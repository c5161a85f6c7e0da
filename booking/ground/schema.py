"""Brings a database up to this version's schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from booking.errors import NewerSchema, Unavailable
from booking.ground.database import Database

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the revisions that are missing, up to this one; nothing where there are none.

    Raises:
        NewerSchema: the database was made by a newer version of Linka.
        Unavailable: afterwards a row would hang on one that is not there; nothing has changed.
    """
    with (
        database.engine.connect() as connection,
        _tables_may_be_made_anew(database, connection),
        connection.begin(),
    ):
        _refuse_newer(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        if database.is_sqlite:
            _refuse_hanging(connection)


@contextmanager
def _tables_may_be_made_anew(database: Database, connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making another and dropping the first.

    With its foreign keys in force, the drop would delete, or cut off, whatever hangs on the table's
    rows (SQLite, ALTER TABLE, section 7). They are switched outside of a transaction only.
    """
    if not database.is_sqlite:
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
        driver.close()


def _refuse_hanging(connection: Connection) -> None:
    hanging = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if hanging:
        tables = ", ".join(sorted({str(row[0]) for row in hanging}))
        raise Unavailable(f"rows of {tables} would hang on rows that are not there")


def known_revisions() -> set[str]:
    """All revisions that this version of Linka knows."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _refuse_newer(connection: Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known_revisions():
        raise NewerSchema


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
