"""Operators' states, callers who wait for a person, offers and their reasons."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operator_states",
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("free_since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.Column("wish", sa.String(20), nullable=True),
        sa.Column("wish_reason", sa.String(40), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(60), nullable=True),
        sa.Column("endpoint", sa.String(80), nullable=True),
        sa.Column("request_id", Id, nullable=True),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_operator_states")),
    )
    _requests()
    _offers()
    op.create_table(
        "routing_decisions",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_decisions")),
    )
    op.create_index(op.f("ix_routing_decisions_at"), "routing_decisions", ["at"])


def _requests() -> None:
    op.create_table(
        "contact_requests",
        sa.Column("id", Id, nullable=False),
        sa.Column("call_id", sa.String(80), nullable=False),
        sa.Column("node", sa.String(60), nullable=False),
        sa.Column("caller", sa.String(32), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("service", sa.String(60), nullable=True),
        sa.Column("topic", sa.String(200), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("citizen_id", Id, nullable=True),
        sa.Column("priority", sa.String(10), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("target_seconds", sa.Float(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("operator", sa.String(60), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("result", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_requests")),
    )
    for column in ("call_id", "state", "answered_at"):
        op.create_index(op.f(f"ix_contact_requests_{column}"), "contact_requests", [column])
    # one open request a call, one talk an operator: the database holds it, whatever code does
    for name, column, states in (
        ("open", "call_id", "state IN ('waiting', 'offered', 'answered')"),
        ("talking", "operator", "state = 'answered'"),
    ):
        _unique_where(f"uq_contact_requests_{name}", "contact_requests", column, states)


def _offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", Id, nullable=False),
        sa.Column("request_id", Id, nullable=False),
        sa.Column("operator", sa.String(60), nullable=False),
        sa.Column("offered_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("note", sa.String(200), nullable=True),
        sa.Column("decision_id", Id, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(op.f("ix_offers_request_id"), "offers", ["request_id"])
    for column in ("request_id", "operator"):
        _unique_where(f"uq_offers_rings_{column}", "offers", column, "outcome IS NULL")


def _unique_where(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in ("routing_decisions", "offers", "contact_requests", "operator_states"):
        op.drop_table(table)
