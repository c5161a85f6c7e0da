"""Reminders of visits: which were made, and since when a visit has stood as it does."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("settled_at", Instant(), nullable=True))
    op.create_table(
        "visit_reminders",
        sa.Column("visit_id", Id, nullable=False, autoincrement=False),
        sa.Column("start", Instant(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "visit_id", "start", "days_before", name=op.f("pk_visit_reminders")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_visit_reminders_visit_id_visits")
        ),
        sa.CheckConstraint("days_before >= 1", name=op.f("ck_visit_reminders_days_before")),
    )
    op.create_index("ix_visit_reminders_start", "visit_reminders", ["start"])


def downgrade() -> None:
    op.drop_table("visit_reminders")
    op.drop_column("visits", "settled_at")
