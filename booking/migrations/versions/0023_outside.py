"""Counters whose calendar an outside system owns, and what that has given away."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from booking.ground.tables import Id, Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

OWNERS_BEFORE = ("hold_id", "visit_id", "freed_by")
OWNERS_NOW = (*OWNERS_BEFORE, "outside_id")
STAY_BEFORE = "(visit_id IS NULL) = (expires_at IS NOT NULL)"
STAY_NOW = "(visit_id IS NULL AND outside_id IS NULL) = (expires_at IS NOT NULL)"


def upgrade() -> None:
    op.add_column("counters", sa.Column("outside", sa.String(60), nullable=True))
    op.create_table(
        "outside_bookings",
        sa.Column("id", Id, nullable=False),
        sa.Column("counter", sa.String(60), nullable=False),
        sa.Column("reference", sa.String(100), nullable=False),
        sa.Column("start", Instant(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.UniqueConstraint(
            "counter", "reference", "start", name=op.f("uq_outside_bookings_counter")
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_outside_bookings_minutes_are_some")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_bookings")),
    )
    with op.batch_alter_table("taken_slots") as cells:
        cells.add_column(sa.Column("outside_id", Id, nullable=True))
        _check(cells, OWNERS_NOW, STAY_NOW)
    op.create_index("ix_taken_slots_outside_id", "taken_slots", ["outside_id"])


def downgrade() -> None:
    op.execute("DELETE FROM taken_slots WHERE outside_id IS NOT NULL")
    op.drop_index("ix_taken_slots_outside_id", "taken_slots")
    with op.batch_alter_table("taken_slots") as cells:
        _check(cells, OWNERS_BEFORE, STAY_BEFORE)
        cells.drop_column("outside_id")
    op.drop_table("outside_bookings")
    op.drop_column("counters", "outside")


def _check(cells: BatchOperations, owners: tuple[str, ...], stay: str) -> None:
    one = " + ".join(f"(CASE WHEN {owner} IS NULL THEN 0 ELSE 1 END)" for owner in owners)
    for name, condition in (("one_owner", f"{one} = 1"), ("only_visits_stay", stay)):
        cells.drop_constraint(op.f(f"ck_taken_slots_{name}"), type_="check")
        cells.create_check_constraint(op.f(f"ck_taken_slots_{name}"), condition)
