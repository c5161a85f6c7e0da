"""Adding a row only where it is missing, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from booking.ground.transaction import Transaction


def insert_missing(tx: Transaction, table: Table, **values: Any) -> None:
    """Add the row unless one with the same key is there; waits for whoever is just adding it."""
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    tx.execute(insert(table).values(**values).on_conflict_do_nothing())
