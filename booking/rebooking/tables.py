"""The tables of rebooking. Nothing in them names a person: who it is stands with the visit."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

from booking.ground.tables import Id, Instant, key, metadata

LIVE = "state IN ('open', 'offered', 'unreached', 'rung')"

cases = Table(
    "rebooking_cases",
    metadata,
    key(),
    Column("closure_id", Id, ForeignKey("closures.id")),
    Column("reason", String(200), nullable=False),
    Column("opened_by", String(100), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("ended_at", Instant),
)
Index("uq_rebooking_cases_closure_id", cases.c.closure_id, unique=True)

rebookings = Table(
    "rebookings",
    metadata,
    key(),
    Column("case_id", Id, ForeignKey("rebooking_cases.id"), nullable=False),
    Column("visit_id", Id, nullable=False),
    Column("state", String(20), nullable=False),
    Column("why", String(20)),
    Column("was_counter", String(60), nullable=False),
    Column("was_office", String(60), nullable=False),
    Column("was_start", Instant, nullable=False),
    Column("was_minutes", Integer, nullable=False),
    Column("new_counter", String(60)),
    Column("new_office", String(60)),
    Column("new_start", Instant),
    Column("new_minutes", Integer),
    Column("hold_id", Id),
    Column("tell_at", Instant),
    Column("told_at", Instant),
    Column("answer_by", Instant),
    Column("lapses_at", Instant),
    Column("event_id", Id),
    Column("ring_id", Id),
    Column("settled_by", String(100)),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint(
        "(new_counter IS NULL) = (new_start IS NULL)"
        " AND (new_counter IS NULL) = (new_office IS NULL)"
        " AND (new_counter IS NULL) = (new_minutes IS NULL)",
        name="new",
    ),
    CheckConstraint("state <> 'offered' OR lapses_at IS NOT NULL", name="lapses_at"),
    CheckConstraint(
        "hold_id IS NULL OR state = 'offered'",
        name="hold_id",
    ),
    CheckConstraint("state NOT IN ('unreached', 'rung') OR why IS NOT NULL", name="why"),
)
Index(
    "uq_rebookings_visit",
    rebookings.c.visit_id,
    unique=True,
    sqlite_where=text(LIVE),
    postgresql_where=text(LIVE),
)
Index("ix_rebookings_case_id", rebookings.c.case_id)
Index("ix_rebookings_state", rebookings.c.state)
