"""The table of recipients that get nothing by a channel."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, String, Table, text

from booking.api import Instant, key, metadata

blocked_recipients = Table(
    "blocked_recipients",
    metadata,
    key(),
    Column("channel", String(10), nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("reason", String(30), nullable=False),
    Column("source", String(60), nullable=False),
    Column("since", Instant, nullable=False),
    Column("lifted_at", Instant),
    CheckConstraint("lifted_at IS NULL OR lifted_at >= since", name="lifted"),
)
"""`source` says where it is known from: 'message:12', 'inbound:7', 'staff:novak', 'web'."""

_HOLDS = text("lifted_at IS NULL")
Index(
    "uq_blocked_recipients_recipient",
    blocked_recipients.c.recipient,
    blocked_recipients.c.channel,
    blocked_recipients.c.reason,
    unique=True,
    sqlite_where=_HOLDS,
    postgresql_where=_HOLDS,
)
