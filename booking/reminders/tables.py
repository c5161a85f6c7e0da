"""The table of reminders."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table

from booking.ground.tables import Id, Instant, metadata
from booking.visits.tables import visits

visit_reminders = Table(
    "visit_reminders",
    metadata,
    Column("visit_id", Id, ForeignKey(visits.c.id), primary_key=True, autoincrement=False),
    Column("start", Instant, primary_key=True),
    Column("days_before", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("made", Boolean, nullable=False),
    CheckConstraint("days_before >= 1", name="days_before"),
)
"""One row a visit, its start and step: the key is the promise that nobody is reminded twice. `made`
is false where none was needed. A visit at another time is reminded of that one."""
Index("ix_visit_reminders_start", visit_reminders.c.start)
