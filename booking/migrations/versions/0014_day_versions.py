"""A version for each day on which slots are taken; and an index that gives a day in groups."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_versions",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_versions")),
    )
    op.drop_index("ix_taken_slots_day", "taken_slots")
    op.create_index("ix_taken_slots_day", "taken_slots", ["day", "counter", "expires_at", "cell"])


def downgrade() -> None:
    op.drop_index("ix_taken_slots_day", "taken_slots")
    op.create_index("ix_taken_slots_day", "taken_slots", ["day", "counter", "cell", "expires_at"])
    op.drop_table("day_versions")
