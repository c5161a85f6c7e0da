"""Topics in the database: a whole topic is one text, for it is read and written as a whole."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String, Table, Text, false

from booking.ground.tables import Instant, metadata

topics = Table(
    "topics",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("told", Integer, nullable=False, server_default="1"),
    Column("head", Integer, nullable=False, server_default="1"),
    Column("edited", Boolean, nullable=False, server_default=false()),
    Column("file_body", Text),
    Column("conflict_body", Text),
    CheckConstraint("told >= 0 AND head >= 1 AND told <= head", name="revisions"),
)
"""What is told (`body`, the revision `told`; 0 is none yet) and the newest revision (`head`).

`edited`: the newest revision was made here, and files do not replace it. `file_body` is what the
town's file said last; `conflict_body` what it says now, where both sides have changed.
"""

topic_revisions = Table(
    "topic_revisions",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("by", String(60), nullable=False),
    Column("why", String(20), nullable=False),
    Column("body", Text, nullable=False),
    CheckConstraint("revision >= 1", name="counted"),
    CheckConstraint("why IN ('file', 'edited', 'checked', 'restored')", name="why"),
)
"""All that a topic ever said, also after the town has dropped it."""

topic_notices = Table(
    "topic_notices",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("until", String(10), primary_key=True),
    Column("stage", String(10), primary_key=True),
    Column("at", Instant, nullable=False),
    CheckConstraint("stage IN ('ahead', 'due')", name="stage"),
)
"""Of which end the owner was told: once a topic, end and stage, whatever else happens."""

topic_settings = Table(
    "topic_settings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    CheckConstraint("id = 1", name="one"),
)
"""The town's `topics.yaml`."""
