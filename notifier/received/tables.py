"""The table of messages that citizens have sent."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, String, Table, Text, UniqueConstraint, text

from booking.api import Instant, key, metadata

inbound_messages = Table(
    "inbound_messages",
    metadata,
    key(),
    Column("provider", String(20), nullable=False),
    Column("reference", String(200), nullable=False),
    Column("sender", String(320), nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("text", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("command", String(40)),
    Column("outcome", String(60)),
    Column("handled_at", Instant),
    UniqueConstraint("provider", "reference"),
    CheckConstraint("state IN ('received', 'handled', 'ignored')", name="state"),
    CheckConstraint("(state = 'received') = (handled_at IS NULL)", name="handled"),
)
UNHANDLED = text("inbound_messages.state = 'received'")
"""What is still to be answered. As plain text: of a value that is given only when the statement
runs, neither database sees that the index fits."""

_RECEIVED = text("state = 'received'")
Index(
    "ix_inbound_messages_received",
    inbound_messages.c.id,
    sqlite_where=_RECEIVED,
    postgresql_where=_RECEIVED,
)
Index("ix_inbound_messages_sender", inbound_messages.c.sender, inbound_messages.c.received_at)
Index("ix_inbound_messages_received_at", inbound_messages.c.received_at)
