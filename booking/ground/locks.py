"""Locks that a transaction takes before it looks, so that what it sees stays true."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text

from booking.ground.transaction import Transaction


def lock(tx: Transaction, names: Iterable[str]) -> None:
    """Wait until nobody else holds any of these, keep them to the end, then read the clock anew.

    SQLite has one writer at a time, and its clock was read after that writer's turn had come. On
    PostgreSQL the names are locked in one fixed order, the same for everybody, so that no two
    transactions ever wait for each other.
    """
    if tx.dialect == "sqlite":
        return
    for name in sorted(set(names)):
        tx.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))").bindparams(name=name)
        )
    tx.read_clock()
