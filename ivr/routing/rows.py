"""The tables of routing."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Table, Text

from booking.api import Id, Instant, key, metadata

operator_states = Table(
    "operator_states",
    metadata,
    Column("username", String(60), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("reason", String(40)),
    Column("since", Instant, nullable=False),
    Column("free_since", Instant, nullable=False),
    Column("until", Instant),
    Column("wish", String(20)),
    Column("wish_reason", String(40)),
    Column("misses", Integer, nullable=False),
    Column("node", String(60)),
    Column("endpoint", String(80)),
    Column("request_id", Id),
)
"""Columns as in `model.OperatorStatus`."""

contact_requests = Table(
    "contact_requests",
    metadata,
    key(),
    Column("call_id", String(80), nullable=False, index=True),
    Column("node", String(60), nullable=False),
    Column("caller", String(32)),
    Column("language", String(2), nullable=False),
    Column("service", String(60)),
    Column("topic", String(200)),
    Column("path", Text, nullable=False),
    Column("citizen_id", Id),
    Column("keyed", JSON, nullable=False, server_default="{}"),
    Column("priority", String(10), nullable=False),
    Column("needs", JSON, nullable=False),
    Column("target_seconds", Float, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("asked_at", Instant, nullable=False),
    Column("operator", String(60)),
    Column("answered_at", Instant, index=True),
    Column("ended_at", Instant),
    Column("result", String(40)),
)
"""Columns as in `model.ContactRequest` and `model.Asking`."""

_open = contact_requests.c.state.in_(("waiting", "offered", "answered"))
_talking = contact_requests.c.state == "answered"
Index(
    "uq_contact_requests_open",
    contact_requests.c.call_id,
    unique=True,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index(
    "uq_contact_requests_talking",
    contact_requests.c.operator,
    unique=True,
    sqlite_where=_talking,
    postgresql_where=_talking,
)

offers = Table(
    "offers",
    metadata,
    key(),
    Column("request_id", Id, nullable=False, index=True),
    Column("operator", String(60), nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("outcome", String(20)),
    Column("settled_at", Instant),
    Column("note", String(200)),
    Column("decision_id", Id, nullable=False),
    Column("reason", Text, nullable=False),
)
"""`reason` is a `policy.Reason` as JSON; `decision_id` leads to all that the policy saw."""

_rings = offers.c.outcome.is_(None)
for _name in ("request_id", "operator"):
    Index(
        f"uq_offers_rings_{_name}",
        offers.c[_name],
        unique=True,
        sqlite_where=_rings,
        postgresql_where=_rings,
    )

routing_decisions = Table(
    "routing_decisions",
    metadata,
    key(),
    Column("at", Instant, nullable=False, index=True),
    Column("situation", Text, nullable=False),
)
"""A `policy.Situation` as JSON, one row for each round in which an offer was made."""
