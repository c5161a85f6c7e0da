"""The table of templates as the town has edited them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, String, Table, Text, UniqueConstraint

from booking.api import Instant, key, metadata

template_revisions = Table(
    "template_revisions",
    metadata,
    key(),
    Column("name", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("note", String(200), nullable=False),
    Column("author", String(60), nullable=False),
    Column("saved_at", Instant, nullable=False),
    UniqueConstraint("name", "version"),
    CheckConstraint("version >= 2", name="version"),
)
"""Version 1 is the file that comes with Linka; each later one stands here whole, as YAML."""
