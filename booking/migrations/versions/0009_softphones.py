"""The operators' telephones in the browser: what Asterisk is to know of them."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "softphones",
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("endpoint", sa.String(80), nullable=False),
        sa.Column("password", sa.String(80), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("pushed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_softphones")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_softphones_endpoint")),
    )
