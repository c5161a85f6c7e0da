"""The table of how each provider does."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, String, Table, UniqueConstraint

from booking.api import Instant, key, metadata

provider_minutes = Table(
    "provider_minutes",
    metadata,
    key(),
    Column("provider", String(20), nullable=False),
    Column("minute", Instant, nullable=False),
    Column("worker", String(120), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("slow", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    UniqueConstraint("provider", "minute", "worker"),
    CheckConstraint("slow >= 0 AND failed >= 0 AND slow + failed <= tries", name="counts"),
)
"""All workers write here, so that all come to the same conclusion; each into rows of its own, so
that none waits for another."""
