"""Uses of e-mail addresses are counted as those of numbers are: they are longer."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("number_uses") as uses:  # its named checks are kept
        uses.alter_column(
            "number", existing_type=sa.String(20), type_=sa.String(254), existing_nullable=False
        )


def downgrade() -> None:
    op.execute("DELETE FROM number_uses WHERE length(number) > 20")
    with op.batch_alter_table("number_uses") as uses:  # its named checks are kept
        uses.alter_column(
            "number", existing_type=sa.String(254), type_=sa.String(20), existing_nullable=False
        )
