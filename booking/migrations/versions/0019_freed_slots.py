"""Cells that were freed and are kept back for a while; each cell belongs to one of three."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ONE_OWNER = (
    "(CASE WHEN hold_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN freed_by IS NULL THEN 0 ELSE 1 END) = 1"
)
ONLY_VISITS_STAY = "(visit_id IS NULL) = (expires_at IS NOT NULL)"
BEFORE = ["day", "counter", "expires_at", "cell"]
AFTER = ["day", "counter", "expires_at", "freed_by", "cell"]


def upgrade() -> None:
    op.drop_index("ix_taken_slots_day", "taken_slots")
    with op.batch_alter_table("taken_slots") as cells:
        cells.add_column(sa.Column("freed_by", Id, nullable=True))
        cells.create_check_constraint(op.f("ck_taken_slots_one_owner"), ONE_OWNER)
        cells.create_check_constraint(op.f("ck_taken_slots_only_visits_stay"), ONLY_VISITS_STAY)
    op.create_index("ix_taken_slots_day", "taken_slots", AFTER)
    op.create_index("ix_taken_slots_freed_by", "taken_slots", ["freed_by"])


def downgrade() -> None:
    op.execute("DELETE FROM taken_slots WHERE freed_by IS NOT NULL")  # free at once, as before
    op.drop_index("ix_taken_slots_freed_by", "taken_slots")
    op.drop_index("ix_taken_slots_day", "taken_slots")
    with op.batch_alter_table("taken_slots") as cells:
        cells.drop_constraint(op.f("ck_taken_slots_one_owner"), type_="check")
        cells.drop_constraint(op.f("ck_taken_slots_only_visits_stay"), type_="check")
        cells.drop_column("freed_by")
    op.create_index("ix_taken_slots_day", "taken_slots", BEFORE)
