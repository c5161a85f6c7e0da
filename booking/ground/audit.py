"""Who did what to which record. Append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, String, Table

from booking.ground.tables import Instant, key, metadata

audit = Table(
    "audit",
    metadata,
    key(),
    Column("at", Instant, nullable=False),
    Column("who", String(100), nullable=False),
    Column("did", String(60), nullable=False),
    Column("about", String(100), nullable=False),
    Column("details", JSON, nullable=False),
)


def leave(
    connection: Connection, now: datetime, who: str, did: str, about: str, details: dict[str, Any]
) -> None:
    """See `Transaction.audit`."""
    connection.execute(
        audit.insert().values(at=now, who=who, did=did, about=about, details=details)
    )
