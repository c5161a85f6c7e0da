"""Calls and their journal; revisions of the menus."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("caller", sa.String(32), nullable=True),
        sa.Column("dialled", sa.String(32), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("slow", sa.Boolean(), nullable=False),
        sa.Column("citizen_id", Id, nullable=True),
        sa.Column("menu_revision", sa.String(64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(30), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index(op.f("ix_calls_started_at"), "calls", ["started_at"])
    op.create_table(
        "call_journal",
        sa.Column("call_id", sa.String(80), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", "round", "name", name=op.f("pk_call_journal")),
    )
    op.create_table(
        "menu_revisions",
        sa.Column("revision", sa.String(64), nullable=False),
        sa.Column("tree", sa.Text(), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_menu_revisions")),
    )


def downgrade() -> None:
    for table in ("menu_revisions", "call_journal", "calls"):
        op.drop_table(table)
