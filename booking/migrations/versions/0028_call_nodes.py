"""Which node holds a call: several may share one database."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calls", sa.Column("node", sa.String(60), nullable=False, server_default="linka"))


def downgrade() -> None:
    op.drop_column("calls", "node")
