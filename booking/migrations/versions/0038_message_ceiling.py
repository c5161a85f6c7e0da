"""That so many SMS went to numbers that nobody has proven, that further ones wait."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Instant

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_ceiling",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("most > 0", name=op.f("ck_message_ceiling_most")),
        sa.CheckConstraint("until >= since", name=op.f("ck_message_ceiling_time")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_message_ceiling")),
    )


def downgrade() -> None:
    op.drop_table("message_ceiling")
