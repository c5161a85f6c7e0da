"""The tables of the waiting list."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

from booking.ground.tables import Id, Instant, key, metadata

LIVE_STATES = ("waiting", "paused")
LIVE = "state IN ('waiting', 'paused')"
OPEN = "state = 'open'"

entries = Table(
    "waitlist_entries",
    metadata,
    key(),
    Column("activity", String(60), nullable=False),
    Column("persons", Integer, nullable=False),
    Column("also", JSON, nullable=False, server_default="[]"),
    Column("offices", JSON, nullable=False),
    Column("first_day", Date),
    Column("last_day", Date),
    Column("weekdays", JSON, nullable=False),
    Column("part", String(20)),
    Column("notice_hours", Integer, nullable=False),
    Column("visit_id", Id),
    Column("citizen_id", Id),
    Column("phone", String(20)),
    Column("email", String(254)),
    Column("verified", Boolean, nullable=False),
    Column("name", String(200)),
    Column("language", String(5), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("unanswered", Integer, nullable=False),
    Column("declined", Integer, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint("persons > 0", name="persons"),
    CheckConstraint("notice_hours >= 0", name="notice_hours"),
    CheckConstraint(
        f"NOT ({LIVE}) OR (channel = 'email' AND email IS NOT NULL)"
        " OR (channel <> 'email' AND phone IS NOT NULL)",
        name="reachable",
    ),
    CheckConstraint(f"({LIVE}) = (ended_at IS NULL)", name="ended_at"),
)
Index(
    "uq_waitlist_entries_citizen",
    entries.c.citizen_id,
    entries.c.activity,
    unique=True,
    sqlite_where=text(f"{LIVE} AND citizen_id IS NOT NULL"),
    postgresql_where=text(f"{LIVE} AND citizen_id IS NOT NULL"),
)
_BY_NUMBER = f"{LIVE} AND citizen_id IS NULL"
Index(
    "uq_waitlist_entries_phone",
    entries.c.phone,
    entries.c.activity,
    unique=True,
    sqlite_where=text(f"{_BY_NUMBER} AND visit_id IS NULL"),
    postgresql_where=text(f"{_BY_NUMBER} AND visit_id IS NULL"),
)
Index(
    "uq_waitlist_entries_visit",
    entries.c.phone,
    entries.c.visit_id,
    unique=True,
    sqlite_where=text(f"{_BY_NUMBER} AND visit_id IS NOT NULL"),
    postgresql_where=text(f"{_BY_NUMBER} AND visit_id IS NOT NULL"),
)
Index("ix_waitlist_entries_state", entries.c.state)
Index("ix_waitlist_entries_ended_at", entries.c.ended_at)

offers = Table(
    "waitlist_offers",
    metadata,
    key(),
    Column("entry_id", Id, ForeignKey("waitlist_entries.id"), nullable=False),
    Column("code", String(6), nullable=False),
    Column("counter", String(60), nullable=False),
    Column("office", String(60), nullable=False),
    Column("start", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("activity", String(60), nullable=False),
    Column("persons", Integer, nullable=False),
    Column("also", JSON, nullable=False, server_default="[]"),
    Column("hold_id", Id),
    Column("visit_id", Id),
    Column("moved", Boolean, nullable=False),
    Column("ring_id", Id),
    Column("state", String(20), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("tell_at", Instant, nullable=False),
    Column("told_at", Instant),
    Column("answer_by", Instant, nullable=False),
    Column("lapses_at", Instant, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint(f"({OPEN}) = (ended_at IS NULL)", name="ended_at"),
    CheckConstraint("(state = 'accepted') = (visit_id IS NOT NULL)", name="accepted"),
    CheckConstraint("answer_by <= lapses_at", name="lapses_at"),
)
Index(
    "uq_waitlist_offers_entry",
    offers.c.entry_id,
    unique=True,
    sqlite_where=text(OPEN),
    postgresql_where=text(OPEN),
)
Index(
    "uq_waitlist_offers_slot",
    offers.c.counter,
    offers.c.start,
    unique=True,
    sqlite_where=text(OPEN),
    postgresql_where=text(OPEN),
)
Index(
    "uq_waitlist_offers_code",
    offers.c.code,
    unique=True,
    sqlite_where=text(OPEN),
    postgresql_where=text(OPEN),
)
Index("ix_waitlist_offers_entry_id", offers.c.entry_id)
