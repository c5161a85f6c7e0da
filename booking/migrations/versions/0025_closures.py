"""Closures that people make while all runs."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closures",
        sa.Column("id", Id, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=True),
        sa.Column("closes", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(60), nullable=True),
        sa.Column("counter", sa.String(60), nullable=True),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("closed_by", sa.String(100), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("lifted_by", sa.String(100), nullable=True),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_closures_days")),
        sa.CheckConstraint(
            "(opens IS NULL AND closes IS NULL)"
            " OR (0 <= opens AND opens < closes AND closes <= 1440)",
            name=op.f("ck_closures_span"),
        ),
        sa.CheckConstraint(
            "(lifted_by IS NULL) = (lifted_at IS NULL)", name=op.f("ck_closures_lifted")
        ),
    )


def downgrade() -> None:
    op.drop_table("closures")
