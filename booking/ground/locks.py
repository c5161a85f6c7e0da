"""Locks that a transaction takes before it looks, so that what it sees stays true."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

_ONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def wait_for(connection: Connection, names: Iterable[str]) -> bool:
    """Wait until nobody else holds any of these; whether there may have been a wait.

    SQLite has one writer at a time, whose turn has come by now. On PostgreSQL the names are
    locked in one fixed order, the same for everybody, so that no two transactions ever wait for
    each other.
    """
    if connection.dialect.name == "sqlite":
        return False
    for name in sorted(set(names)):
        connection.execute(_ONE.bindparams(name=name))
    return True
