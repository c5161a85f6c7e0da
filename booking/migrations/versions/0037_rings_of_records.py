"""What a ring is about, by which its number is checked again; two more outcomes."""

import sqlalchemy as sa
from alembic import op
from alembic.operations.base import BatchOperations

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

BEFORE = (
    "outcome IS NULL OR outcome IN ('confirmed', 'heard', 'hung_up', 'no_answer', 'busy',"
    " 'unreachable', 'unknown', 'too_late', 'stale'"
)
NEW = "'number_given_up', 'opted_out'"


def upgrade() -> None:
    with op.batch_alter_table("rings") as rings:
        rings.add_column(sa.Column("about", sa.String(60), nullable=True))
        _outcomes(rings, f"{BEFORE}, {NEW})")


def downgrade() -> None:
    op.execute(f"UPDATE rings SET outcome = 'stale' WHERE outcome IN ({NEW})")  # noqa: S608  no input in it
    with op.batch_alter_table("rings") as rings:
        _outcomes(rings, f"{BEFORE})")
        rings.drop_column("about")


def _outcomes(rings: BatchOperations, condition: str) -> None:
    rings.drop_constraint(op.f("ck_rings_outcome"), type_="check")
    rings.create_check_constraint(op.f("ck_rings_outcome"), condition)
