"""Those who wait may want several things at one visit, as visits may have several parts."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("waitlist_entries", "waitlist_offers"):
        op.add_column(table, sa.Column("also", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    for table in ("waitlist_entries", "waitlist_offers"):
        op.drop_column(table, "also")
