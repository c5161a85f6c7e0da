"""The table of what happened to visits on their day."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from booking.ground.tables import Id, Instant, metadata

IN_HAND = text("presence IN ('called', 'served')")

attendances = Table(
    "attendances",
    metadata,
    Column("visit_id", Id, primary_key=True, autoincrement=False),
    Column("office", String(60), nullable=False),
    Column("day", Date, nullable=False),
    Column("start", Instant, nullable=False),
    Column("presence", String(20), nullable=False),
    Column("ticket", Integer),
    Column("calls", Integer, nullable=False),
    Column("counter", String(60)),
    Column("clerk", String(100)),
    Column("arrived_at", Instant),
    Column("called_at", Instant),
    Column("served_at", Instant),
    Column("finished_at", Instant),
    Column("missed_at", Instant),
    UniqueConstraint("office", "day", "ticket", name="uq_attendances_ticket"),
    CheckConstraint(
        "presence IN ('expected', 'arrived', 'called', 'served', 'finished', 'missed')",
        name="presence",
    ),
    CheckConstraint("ticket > 0", name="ticket"),
    CheckConstraint("calls >= 0", name="calls"),
    CheckConstraint(
        "presence IN ('expected', 'missed') OR (ticket IS NOT NULL AND arrived_at IS NOT NULL)",
        name="arrived",
    ),
    CheckConstraint(
        "presence NOT IN ('called', 'served')"
        " OR (counter IS NOT NULL AND called_at IS NOT NULL AND calls > 0)",
        name="called",
    ),
)
"""One row for each visit that somebody came to, or was found to have missed."""

Index(
    "uq_attendances_counter",  # a counter has one client at a time, whoever presses
    attendances.c.counter,
    unique=True,
    sqlite_where=IN_HAND,
    postgresql_where=IN_HAND,
)
