"""What an operator finds citizens by, how callers were checked, visits by their number."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # plain columns: SQLite cannot make a table anew while others refer to it
    op.add_column("citizens", sa.Column("born", sa.Date(), nullable=True))
    op.add_column("citizens", sa.Column("street", sa.String(200), nullable=True))
    op.add_column("citizens", sa.Column("town", sa.String(100), nullable=True))
    op.add_column(
        "citizens", sa.Column("revision", sa.Integer(), nullable=False, server_default="1")
    )
    op.create_index("ix_citizens_revision", "citizens", ["revision"])
    op.create_table(
        "identity_checks",
        sa.Column("id", Id, nullable=False),
        sa.Column("talk", sa.String(120), nullable=False),
        sa.Column("citizen_id", Id, nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_checks")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizens.id"], name=op.f("fk_identity_checks_citizen_id_citizens")
        ),
    )
    op.create_index("ix_identity_checks_talk", "identity_checks", ["talk"])
    op.create_index("ix_visits_phone", "visits", ["phone"])
    op.add_column("visits", sa.Column("name", sa.String(200), nullable=True))


def downgrade() -> None:
    op.drop_column("visits", "name")
    op.drop_index("ix_visits_phone", "visits")
    op.drop_table("identity_checks")
    op.drop_index("ix_citizens_revision", "citizens")
    for column in ("revision", "town", "street", "born"):
        op.drop_column("citizens", column)
