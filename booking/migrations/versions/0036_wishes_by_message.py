"""Whether a wish was said by an SMS or by the link in a letter: an SMS takes back only that."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "message_wishes",
        sa.Column("by_message", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("message_wishes", "by_message")
