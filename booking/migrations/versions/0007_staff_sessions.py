"""Sessions of the staff's pages."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_staff_sessions")),
    )
    op.create_index("ix_staff_sessions_seen_at", "staff_sessions", ["seen_at"])


def downgrade() -> None:
    op.drop_table("staff_sessions")
