"""The tables of applications."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from booking.ground.tables import Id, Instant, key, metadata
from booking.staff import store as _staff  # noqa: F401  the table that clerks are in

application_kinds = Table(
    "application_kinds",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("name", JSON, nullable=False),
    Column("mark", String(40), nullable=False),
    Column("service", String(60)),
    Column("states", Text),
    Column("term_days", Integer),
    Column("term_working", Boolean, nullable=False, server_default=false()),
)
"""`states` is empty where a kind has the standard ones."""

applications = Table(
    "applications",
    metadata,
    key(),
    Column("mark", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("year", Integer, nullable=False),
    Column("kind", String(60), ForeignKey("application_kinds.code"), nullable=False),
    Column("citizen_id", Id, ForeignKey("citizens.id")),
    Column("state", String(20), nullable=False),
    Column("deadline", Date),
    Column("filed_on", Date, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("stage", String(20), nullable=False, server_default="under-way"),
    Column("is_final", Boolean, nullable=False, server_default=false()),
    Column("stopped_on", Date),
    Column("stopped_day", Date),
    Column("receipt_code", String(6)),
    Column("clerk", String(60), ForeignKey("staff.username")),
    Column("channel", String(20), nullable=False, server_default="counter"),
    Column("phone", String(20)),
    Column("place", String(200)),
    Column("text", Text),
    Column("language", String(5), nullable=False, server_default="cs"),
    Column("external_id", String(100)),
    Column("external_version", BigInteger),
    UniqueConstraint("mark", "number", "year"),
    UniqueConstraint("external_id"),
    CheckConstraint("number BETWEEN 1 AND 999999", name="number"),
    CheckConstraint("year BETWEEN 1990 AND 2099", name="year"),
    CheckConstraint(
        "stage IN ('under-way', 'waiting', 'succeeded', 'failed', 'over')", name="stage"
    ),
    CheckConstraint(
        "channel IN ('counter', 'phone', 'operator', 'web', 'records')", name="channel"
    ),
    CheckConstraint("(stopped_on IS NULL) = (stopped_day IS NULL)", name="stopped"),
    CheckConstraint("(external_id IS NULL) = (external_version IS NULL)", name="version"),
)
"""`stage` and `is_final` repeat what the kind says of the state, so that SQL can ask for them.

`stopped_on` and `stopped_day` hold a deadline that stands still: since when, and which day it was.
"""
Index("ix_applications_citizen_id", applications.c.citizen_id)
Index("ix_applications_changed_at", applications.c.changed_at)
Index("ix_applications_clerk", applications.c.clerk, applications.c.stage)
Index("ix_applications_number", applications.c.number, applications.c.year)

application_changes = Table(
    "application_changes",
    metadata,
    key(),
    Column("application_id", Id, ForeignKey("applications.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", String(20), nullable=False),
    Column("by", String(100), nullable=False),
    Column("remark", String(500)),
    Column("undone_at", Instant),
    Column("event_id", Id),
    Column("before", Text),
)
"""`event_id` and `before`, the application's columns as they were, serve to take a change back."""
Index("ix_application_changes_application_id", application_changes.c.application_id)

application_notes = Table(
    "application_notes",
    metadata,
    key(),
    Column("application_id", Id, ForeignKey("applications.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(100), nullable=False),
    Column("text", String(2000), nullable=False),
)
"""Internal remarks; a table of their own, so that none is ever read out with the public ones."""
Index("ix_application_notes_application_id", application_notes.c.application_id)
