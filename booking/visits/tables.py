"""The tables of visits."""

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
    UniqueConstraint,
    text,
)

from booking.ground.tables import Id, Instant, key, metadata

holds = Table(
    "holds",
    metadata,
    key(),
    Column("counter", String(60), nullable=False),
    Column("office", String(60), nullable=False),
    Column("start", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("cells", Integer, nullable=False),
    Column("activity", String(60), nullable=False),
    Column("persons", Integer, nullable=False),
    Column("owner", String(100), nullable=False),
    Column("parts", JSON, nullable=False),
    Column("expires_at", Instant, nullable=False),
    CheckConstraint("minutes > 0 AND cells > 0", name="lasts"),
    CheckConstraint("persons >= 1", name="persons"),
)
"""`parts` are lists of an activity and its persons: a hold is read and written as a whole.
`activity` is the first one's, `persons` are those of all."""
Index("ix_holds_owner", holds.c.owner)

taken_slots = Table(
    "taken_slots",
    metadata,
    Column("counter", String(60), primary_key=True),
    Column("start", Instant, primary_key=True),
    Column("day", Date, nullable=False),
    Column("cell", Integer, nullable=False),
    Column("hold_id", Id),
    Column("visit_id", Id),
    Column("freed_by", Id),
    Column("outside_id", Id),
    Column("expires_at", Instant),
    CheckConstraint(
        "(CASE WHEN hold_id IS NULL THEN 0 ELSE 1 END)"
        " + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END)"
        " + (CASE WHEN freed_by IS NULL THEN 0 ELSE 1 END)"
        " + (CASE WHEN outside_id IS NULL THEN 0 ELSE 1 END) = 1",
        name="one_owner",
    ),
    CheckConstraint(
        "(visit_id IS NULL AND outside_id IS NULL) = (expires_at IS NOT NULL)",
        name="only_visits_stay",
    ),
)
"""One row a counter and grid cell. The key is the promise that nothing is sold twice; `day` and
`cell` say the same on the wall clock, so that a day is read as one number.

A cell belongs to a hold, to a visit, to a booking of the outside system that owns the calendar, or,
until its time is over, to the visit that has let go of it (`freed_by`): freed time goes back to
everybody only after a while (ADR 16)."""
Index(
    "ix_taken_slots_day",  # holds all that is asked of a day, so that the rows are not touched
    taken_slots.c.day,
    taken_slots.c.counter,
    taken_slots.c.expires_at,
    taken_slots.c.freed_by,
    taken_slots.c.cell,
)
Index("ix_taken_slots_hold_id", taken_slots.c.hold_id)
Index("ix_taken_slots_visit_id", taken_slots.c.visit_id)
Index("ix_taken_slots_freed_by", taken_slots.c.freed_by)
Index("ix_taken_slots_outside_id", taken_slots.c.outside_id)

day_versions = Table(
    "day_versions",
    metadata,
    Column("day", Date, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
"""One row a day on which a slot was ever taken or freed. Whoever changes its slots writes a number
there that nobody else has; until they commit, others who want to change the day wait."""

LIVE = text("state = 'booked'")
"""Of a visit whose code answers. As a text, for a value given apart would hide from SQLite that the
index is for just these."""

visits = Table(
    "visits",
    metadata,
    key(),
    Column("code", String(6), nullable=False),
    Column("activity", String(60), nullable=False),
    Column("office", String(60), nullable=False),
    Column("counter", String(60), nullable=False),
    Column("start", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("persons", Integer, nullable=False),
    Column("cells", Integer, nullable=False),
    Column("part_count", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("language", String(5), nullable=False),
    Column("citizen_id", Id),
    Column("phone", String(20)),
    Column("email", String(254)),
    Column("verified", Boolean, nullable=False),
    Column("name", String(200)),
    Column("channel", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    CheckConstraint("minutes > 0 AND cells > 0", name="lasts"),
    CheckConstraint("persons >= part_count AND part_count >= 1", name="persons"),
    CheckConstraint("length(code) = 6", name="code"),
    CheckConstraint("state IN ('booked', 'cancelled', 'over')", name="state"),
)
"""`settled_at`: since when it stands as it does: booked, moved, restored, told to another number.
Visits from before this column have none."""
Index(
    "uq_visits_live_code",
    visits.c.code,
    unique=True,
    sqlite_where=LIVE,
    postgresql_where=LIVE,
)
Index("ix_visits_start", visits.c.start)
Index("ix_visits_created_at", visits.c.created_at)
Index("ix_visits_citizen_id", visits.c.citizen_id)
Index("ix_visits_phone", visits.c.phone)

visit_parts = Table(
    "visit_parts",
    metadata,
    Column("visit_id", Id, ForeignKey("visits.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("activity", String(60), nullable=False),
    Column("persons", Integer, nullable=False),
    CheckConstraint("position >= 0", name="position"),
    CheckConstraint("persons >= 1", name="persons"),
    UniqueConstraint("visit_id", "activity"),
)
"""What is done at a visit, every part a row, so that each can be asked for by its activity. The
visit itself names the first one, and for how many persons all are."""
Index("ix_visit_parts_activity", visit_parts.c.activity)
