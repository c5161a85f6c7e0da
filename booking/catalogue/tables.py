"""The catalogue's tables."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, Text

from booking.ground.tables import metadata

town = Table(
    "town",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
"""One row: what is true of the town as a whole, and the revision of the whole description."""

services = Table(
    "services",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
)

activities = Table(
    "activities",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("service", String(60), ForeignKey("services.code"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", JSON, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("max_persons", Integer, nullable=False),
    Column("bring", JSON, nullable=False),
    Column("collects", Boolean, nullable=False),
    Column("lead_days", Integer),
    Column("lead_minutes", Integer),
    Column("horizon_days", Integer),
    Column("last_start_minutes", Integer),
    Column("active", Boolean, nullable=False),
)

offices = Table(
    "offices",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", JSON, nullable=False),
    Column("address", JSON, nullable=False),
    Column("short_address", JSON, nullable=False),
    Column("written_address", String(200), nullable=False),
    Column("last_start_minutes", Integer),
    Column("active", Boolean, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("office", String(60), ForeignKey("offices.code"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", JSON, nullable=False),
    Column("number", Integer, nullable=False),
    Column("grid", Integer, nullable=False),
    Column("serves", JSON, nullable=False),
    Column("own_minutes", JSON, nullable=False, server_default="{}"),
    Column("last_start_minutes", Integer),
    Column("outside", String(60)),
    Column("active", Boolean, nullable=False),
)
