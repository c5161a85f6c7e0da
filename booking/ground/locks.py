"""Locks that a transaction takes before it looks, so that what it sees stays true."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from booking.ground.prepared import Prepared

_ALL = Prepared(
    text(
        "SELECT pg_advisory_xact_lock(hashtextextended(name, 0))"
        " FROM unnest(CAST(:names AS text[])) AS name"
    )
)
"""One after the other as they are given: a function's rows come in its order."""


def wait_for(connection: Connection, names: Iterable[str]) -> None:
    """Wait until nobody else holds any of these.

    SQLite has one writer at a time, whose turn has come by now. On PostgreSQL the names are
    locked in one fixed order, the same for everybody, so that no two transactions ever wait for
    each other.
    """
    if connection.dialect.name == "sqlite":
        return
    _ALL.run(connection, {"names": sorted(set(names))})
