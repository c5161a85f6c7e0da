"""Locks that a transaction takes before it looks, so that what it sees stays true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from booking.ground.transaction import Transaction  # which itself locks its command's key

_ONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def lock(tx: Transaction, names: Iterable[str]) -> bool:
    """Wait until nobody else holds any of these, keep them to the end, then read the clock anew.

    SQLite has one writer at a time, and its clock was read after that writer's turn had come. On
    PostgreSQL the names are locked in one fixed order, the same for everybody, so that no two
    transactions ever wait for each other.

    Returns:
        Whether somebody else may have changed what was seen before: look again.
    """
    may_have_waited = wait_for(tx.connection, names)
    if may_have_waited:
        tx.read_clock()
    return may_have_waited


def wait_for(connection: Connection, names: Iterable[str]) -> bool:
    """See `lock`; leaves the clock alone."""
    if connection.dialect.name == "sqlite":
        return False
    for name in sorted(set(names)):
        connection.execute(_ONE.bindparams(name=name))
    return True
