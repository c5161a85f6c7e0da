"""The tables beside the audit: its seals, what retention has taken, what the last check found."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from booking.ground.tables import Id, Instant, metadata

audit_seals = Table(
    "audit_seals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("first_row", Id, nullable=False),
    Column("last_row", Id, nullable=False),
    Column("rows", Text, nullable=False),
    Column("before", String(64), nullable=False),
    Column("mark", String(64), nullable=False),
)
"""One link of the chain. `rows` has a line a row, 'number digest'; `first_row` is the lowest of
them and `last_row` the highest that is sealed by now; `before` is the mark of the seal before,
`mark` seals all of it. Numbers have no gap."""

audit_released = Table(
    "audit_released",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("row", Id, nullable=False),
    Column("seal", Integer, nullable=False),
    Column("before", String(64), nullable=False),
    Column("mark", String(64), nullable=False),
)
"""How far retention has taken the audit: the only rows that the triggers let go. One row:
up to which row and seal, with that seal's mark as `before`; `mark` is keyed like a seal's, so that
nobody can move it unseen."""

audit_checks = Table(
    "audit_checks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("found", Text, nullable=False),
)
"""The last check, as JSON; one row."""
