"""Several visits booked from one number may each wait for something earlier: families share one."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLE = "waitlist_entries"
BY_NUMBER = "state IN ('waiting', 'paused') AND citizen_id IS NULL"


def upgrade() -> None:
    op.drop_index("uq_waitlist_entries_phone", TABLE)
    _one_each("uq_waitlist_entries_phone", "activity", f"{BY_NUMBER} AND visit_id IS NULL")
    _one_each("uq_waitlist_entries_visit", "visit_id", f"{BY_NUMBER} AND visit_id IS NOT NULL")


def downgrade() -> None:
    op.drop_index("uq_waitlist_entries_visit", TABLE)
    op.drop_index("uq_waitlist_entries_phone", TABLE)
    # of two with one number, only the earlier one can stay
    op.execute(
        f"UPDATE {TABLE} SET state = 'left', ended_at = joined_at WHERE {BY_NUMBER} AND EXISTS"  # noqa: S608  constants
        f" (SELECT 1 FROM {TABLE} o WHERE o.phone = {TABLE}.phone AND o.id < {TABLE}.id"
        f" AND o.activity = {TABLE}.activity AND o.citizen_id IS NULL"
        " AND o.state IN ('waiting', 'paused'))"
    )
    _one_each("uq_waitlist_entries_phone", "activity", BY_NUMBER)


def _one_each(name: str, column: str, where: str) -> None:
    op.create_index(
        name,
        TABLE,
        ["phone", column],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
