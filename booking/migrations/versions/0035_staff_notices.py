"""Which of the staff want letters about their applications."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Instant

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_notices",
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_staff_notices")),
        sa.ForeignKeyConstraint(
            ["username"], ["staff.username"], name=op.f("fk_staff_notices_username_staff")
        ),
    )


def downgrade() -> None:
    op.drop_table("staff_notices")
