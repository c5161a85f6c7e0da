"""Health of trunk and endpoints."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "line_health",
        sa.Column("node", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("node", "kind", "name", name=op.f("pk_line_health")),
    )


def downgrade() -> None:
    op.drop_table("line_health")
