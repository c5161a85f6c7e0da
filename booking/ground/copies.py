"""A database as one file, taken while others write, and brought back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from alembic.runtime.migration import MigrationContext

from booking.errors import NewerSchema, Unavailable
from booking.ground.database import Database
from booking.ground.schema import known_revisions


def kind_of(database: Database) -> str:
    """Sqlite or postgresql."""
    return "sqlite" if database.is_sqlite else "postgresql"


def revision_of(database: Database) -> str:
    """The revision of its schema; empty for a database without one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def copy_of(database: Database, file: Path) -> None:
    """Copy all of it, as it is at one moment; writers go on meanwhile.

    Raises:
        Unavailable: it cannot be read, or PostgreSQL's `pg_dump` is missing or refuses.
    """
    file.touch(mode=0o600)
    if not database.is_sqlite:
        options = ("--format=custom", "--no-owner", f"--file={file}")
        _program("pg_dump", *options, _address(database), password=database.url.password)
        return
    try:
        source = sqlite3.connect(f"file:{database.url.database}?mode=ro", uri=True)
        target = sqlite3.connect(file)
        try:
            # in one step: in WAL a reader holds up no writer, and sees one moment
            source.backup(target, pages=-1)
        finally:
            target.close()
            source.close()
    except sqlite3.Error as error:
        raise Unavailable(str(error)) from error


def check_copy(file: Path, kind: str, schema: str) -> None:
    """Let a copy pass that this version of Linka can work with.

    Raises:
        NewerSchema: its schema is newer.
        Unavailable: the file is damaged.
    """
    if schema and schema not in known_revisions():
        raise NewerSchema
    if kind != "sqlite":
        _program("pg_restore", "--list", str(file))
        return
    try:
        copy = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
        try:
            [found] = copy.execute("PRAGMA integrity_check(1)").fetchone()
        finally:
            copy.close()
    except sqlite3.Error as error:
        raise Unavailable(str(error)) from error
    if found != "ok":
        raise Unavailable(f"the copy of the database is damaged: {found}")


def put_back(database: Database, file: Path, aside: Path) -> None:
    """Replace all of a PostgreSQL database by a copy, in one transaction.

    Args:
        database: which; nobody else may use it now.
        file: the copy.
        aside: where what it holds now is kept before.

    Raises:
        Unavailable: a program is missing or refuses; then nothing has changed.
    """
    copy_of(database, aside)
    database.engine.dispose()
    script = file.with_name(f"{file.name}.sql")
    _program("pg_restore", "--no-owner", f"--file={script}", str(file))
    # the whole schema goes first: tables of a newer version would stand in its upgrade's way
    _program(
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--command=DROP SCHEMA public CASCADE",
        "--command=CREATE SCHEMA public",
        f"--file={script}",
        _address(database),
        password=database.url.password,
    )


def _address(database: Database) -> str:
    url = database.url.set(drivername="postgresql")
    return url._replace(password=None).render_as_string()


def _program(name: str, *arguments: str, password: str | None = None) -> None:
    """Run it; the password goes by the environment, for others can see arguments."""
    found = shutil.which(name)
    if found is None:
        raise Unavailable(f"{name} is missing: apt-get install postgresql-client")
    environment = {**os.environ, **({} if password is None else {"PGPASSWORD": password})}
    done = subprocess.run(  # noqa: S603  PostgreSQL's own program, without a shell
        [found, *arguments], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise Unavailable(f"{name}: {done.stderr.strip().splitlines()[0] if done.stderr else ''}")
