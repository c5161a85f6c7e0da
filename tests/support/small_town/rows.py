"""Everything that a database holds, to compare before and after; and all of it gone again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Table, delete, func, select

from booking.ground.database import Database
from booking.ground.tables import metadata
from booking.ground.transaction import Transaction

ENDLESS = ("audit", "audit_seals")
"""Nothing can be taken from these; what is there already is passed over by its number."""

Contents = dict[str, list[Any]]
"""Rows by table, in the order of their keys."""


class Rows:
    """The rows of one database that were written since the last clearing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._passed: dict[str, int] = {}

    def contents(self, *names: str) -> Contents:
        """All rows of these tables, of all where none is named."""
        tables = [one for one in metadata.sorted_tables if not names or one.name in names]

        def look(tx: Transaction) -> Contents:
            return {table.name: self._rows(tx, table) for table in tables}

        return self._database.run(look, immediate=False)

    def _rows(self, tx: Transaction, table: Table) -> list[Any]:
        wanted = select(table).order_by(*table.primary_key.columns)
        if table.name in ENDLESS:
            number = table.primary_key.columns[0]
            wanted = wanted.where(number > self._passed.get(table.name, 0))
        return list(tx.all(wanted))

    def clear(self, *, but: AbstractSet[str]) -> None:
        """Empty all tables but these."""

        def act(tx: Transaction) -> None:
            for table in reversed(metadata.sorted_tables):
                if table.name in ENDLESS:
                    highest = select(func.max(table.primary_key.columns[0]))
                    self._passed[table.name] = tx.all(highest)[0][0] or 0
                elif table.name not in but:
                    tx.execute(delete(table))

        self._database.run(act)


class WatchedRows(Rows):
    """The same for whoever asks thousands of times, mostly after nothing has been written.

    All tables are read again only when the database says that somebody has committed something.
    """

    def __init__(self, database: Database, version: Callable[[], object]) -> None:
        super().__init__(database)
        self._version = version
        self._read_at: object = None
        self._read: Contents = {}

    @classmethod
    @contextmanager
    def of(cls, database: Database) -> Iterator[WatchedRows]:
        """Watch a database on a connection of its own."""
        if database.is_sqlite:
            query = "PRAGMA data_version"  # another one after each commit of another connection
            beside: Any = sqlite3.connect(str(database.url.database), isolation_level=None)
        else:
            query = "SELECT pg_current_wal_insert_lsn()"  # moves with each row that is written
            beside = psycopg.connect(database.address, autocommit=True)
        try:
            yield cls(database, lambda: beside.execute(query).fetchone())
        finally:
            beside.close()

    def contents(self, *names: str) -> Contents:
        if names:
            return super().contents(*names)
        if (version := self._version()) != self._read_at:
            self._read, self._read_at = super().contents(), version
        return self._read
