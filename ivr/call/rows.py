"""The rows of calls: who rang, how it went, and what their conversation has settled."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from booking.api import Id, Instant, metadata

NODE = "linka"
"""The one node of a town with one machine."""

calls = Table(
    "calls",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("caller", String(32)),
    Column("dialled", String(32), nullable=False),
    Column("language", String(2), nullable=False),
    Column("slow", Boolean, nullable=False),
    Column("citizen_id", Id),
    Column("menu_revision", String(64), nullable=False),
    Column("path", Text, nullable=False),
    Column("started_at", Instant, nullable=False, index=True),
    Column("ended_at", Instant),
    Column("outcome", String(30)),
    Column("node", String(60), nullable=False, server_default=NODE),
)
"""`citizen_id` is who was verified, never by which digits; `path` is the menus and dialogs; `node`
is whose Asterisk holds the call: no other node may take it for lost."""

call_journal = Table(
    "call_journal",
    metadata,
    Column("call_id", String(80), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""A round begins at the main menu; only the last one is needed to resume."""

menu_revisions = Table(
    "menu_revisions",
    metadata,
    Column("revision", String(64), primary_key=True),
    Column("tree", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
)
"""Every tree that a call may still be in; a call keeps the one that it began with."""
