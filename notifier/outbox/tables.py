"""The tables of messages, of their states, and of what providers have said of them."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from booking.api import Id, Instant, key, metadata
from notifier.received.tables import inbound_messages

messages = Table(
    "messages",
    metadata,
    key(),
    Column("event_id", Id, ForeignKey("events.id")),
    Column("inbound_id", Id, ForeignKey(inbound_messages.c.id, ondelete="SET NULL")),
    Column("escalated_from", Id, ForeignKey("messages.id", ondelete="SET NULL")),
    Column("about", String(60), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("template", String(60), nullable=False),
    Column("template_version", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("language", String(2), nullable=False),
    Column("subject", Text),
    Column("text", Text, nullable=False),
    Column("html", Text),
    Column("calendar", Text),
    Column("speech", Text),
    Column("segments", Integer, nullable=False),
    Column("only_once", String(400), unique=True),
    Column("useful_until", Instant),
    Column("state", String(20), nullable=False),
    Column("reason", String(100)),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("claimed_by", String(120)),
    Column("claimed_at", Instant),
    Column("provider", String(20)),
    Column("reference", String(200)),
    Column("price", Integer),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("delivered_at", Instant),
    UniqueConstraint("event_id", "template", "recipient", "channel"),
    UniqueConstraint("reference", "provider"),
    CheckConstraint("priority BETWEEN 0 AND 2", name="priority"),
    CheckConstraint("price IS NULL OR price >= 0", name="price"),
    CheckConstraint("template_version >= 1", name="template_version"),
)
DUE = text("messages.state IN ('created', 'sending')")
"""What a worker has still something to do with. As plain text: with parameters, or compared with a
number as SQLAlchemy would write it, SQLite does not see that the index fits."""

UNDERWAY = text("messages.state IN ('sent', 'pending')")
"""What may still be told of by a receipt."""

_DUE = text("state IN ('created', 'sending')")
_UNDERWAY = text("state IN ('sent', 'pending')")
Index(
    "ix_messages_due",
    messages.c.priority,
    messages.c.due_at,
    messages.c.id,
    sqlite_where=_DUE,
    postgresql_where=_DUE,
)
Index(
    "ix_messages_underway",
    messages.c.provider,
    messages.c.sent_at,
    sqlite_where=_UNDERWAY,
    postgresql_where=_UNDERWAY,
)
Index("ix_messages_about", messages.c.about, messages.c.recipient)
Index("ix_messages_recipient", messages.c.recipient, messages.c.created_at)
Index("ix_messages_sent_at", messages.c.sent_at)
Index("ix_messages_created_at", messages.c.created_at)
Index("ix_messages_inbound_id", messages.c.inbound_id)
Index("ix_messages_escalated_from", messages.c.escalated_from)

message_statuses = Table(
    "message_statuses",
    metadata,
    key(),
    Column("message_id", Id, ForeignKey(messages.c.id, ondelete="CASCADE"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(100)),
    Column("provider", String(20)),
    Column("at", Instant, nullable=False),
)
"""Each state that a message came into, and when; the trace of `messages.state`."""

Index("ix_message_statuses_message_id", message_statuses.c.message_id)
Index("ix_message_statuses_at", message_statuses.c.at)

receipts = Table(
    "receipts",
    metadata,
    key(),
    Column("message_id", Id, ForeignKey(messages.c.id, ondelete="CASCADE")),
    Column("provider", String(20), nullable=False),
    Column("reference", String(200), nullable=False),
    Column("status", String(30), nullable=False),
    Column("code", String(20), nullable=False),
    Column("received_at", Instant, nullable=False),
    UniqueConstraint("provider", "reference", "status", "code"),
)
"""What a provider has said of a message, as it said it; the same said twice is one row."""

Index("ix_receipts_message_id", receipts.c.message_id)
Index("ix_receipts_received_at", receipts.c.received_at)
