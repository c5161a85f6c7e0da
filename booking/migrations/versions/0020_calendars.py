"""Hours with validity and rhythm; a counter's own pace; lead, horizon and last start apart."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

LIMITS = {
    "activities": ("lead_minutes", "horizon_days", "last_start_minutes"),
    "offices": ("last_start_minutes",),
    "counters": ("last_start_minutes",),
}
CHECKS = {
    "weekday": "weekday BETWEEN 0 AND 6",
    "span": "0 <= opens AND opens < closes AND closes <= 1440",
    "days": "first_day IS NULL OR last_day IS NULL OR first_day <= last_day",
    "rhythm": "every = 1 OR (every > 1 AND anchor IS NOT NULL)",
}


def upgrade() -> None:
    for table, columns in LIMITS.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.Integer(), nullable=True))
    op.add_column(
        "counters", sa.Column("own_minutes", sa.JSON(), nullable=False, server_default="{}")
    )
    with op.batch_alter_table("weekly_hours") as hours:
        hours.add_column(sa.Column("first_day", sa.Date(), nullable=True))
        hours.add_column(sa.Column("last_day", sa.Date(), nullable=True))
        hours.add_column(sa.Column("every", sa.Integer(), nullable=False, server_default="1"))
        hours.add_column(sa.Column("anchor", sa.Date(), nullable=True))
        for name, condition in CHECKS.items():
            hours.create_check_constraint(op.f(f"ck_weekly_hours_{name}"), condition)


def downgrade() -> None:
    # the earlier schema knows hours without an end only; the town's files are taken in again
    op.execute("DELETE FROM weekly_hours WHERE last_day IS NOT NULL OR every > 1")
    with op.batch_alter_table("weekly_hours") as hours:
        for name in CHECKS:
            hours.drop_constraint(op.f(f"ck_weekly_hours_{name}"), type_="check")
        for column in ("anchor", "every", "last_day", "first_day"):
            hours.drop_column(column)
    op.drop_column("counters", "own_minutes")
    for table, columns in LIMITS.items():
        for column in columns:
            op.drop_column(table, column)
