"""What becomes of visits whose counter is closed."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

LIVE = sa.text("state IN ('open', 'offered', 'unreached', 'rung')")


def upgrade() -> None:
    op.create_table(
        "rebooking_cases",
        sa.Column("id", Id, nullable=False),
        sa.Column("closure_id", Id, nullable=True),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("opened_by", sa.String(100), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebooking_cases")),
        sa.ForeignKeyConstraint(
            ["closure_id"], ["closures.id"], name=op.f("fk_rebooking_cases_closure_id_closures")
        ),
    )
    op.create_index("uq_rebooking_cases_closure_id", "rebooking_cases", ["closure_id"], unique=True)
    op.create_table(
        "rebookings",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("why", sa.String(20), nullable=True),
        sa.Column("was_counter", sa.String(60), nullable=False),
        sa.Column("was_office", sa.String(60), nullable=False),
        sa.Column("was_start", Instant(), nullable=False),
        sa.Column("was_minutes", sa.Integer(), nullable=False),
        sa.Column("new_counter", sa.String(60), nullable=True),
        sa.Column("new_office", sa.String(60), nullable=True),
        sa.Column("new_start", Instant(), nullable=True),
        sa.Column("new_minutes", sa.Integer(), nullable=True),
        sa.Column("hold_id", Id, nullable=True),
        sa.Column("tell_at", Instant(), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("answer_by", Instant(), nullable=True),
        sa.Column("lapses_at", Instant(), nullable=True),
        sa.Column("event_id", Id, nullable=True),
        sa.Column("ring_id", Id, nullable=True),
        sa.Column("settled_by", sa.String(100), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebookings")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["rebooking_cases.id"], name=op.f("fk_rebookings_case_id_rebooking_cases")
        ),
        sa.CheckConstraint(
            "(new_counter IS NULL) = (new_start IS NULL)"
            " AND (new_counter IS NULL) = (new_office IS NULL)"
            " AND (new_counter IS NULL) = (new_minutes IS NULL)",
            name=op.f("ck_rebookings_new"),
        ),
        sa.CheckConstraint(
            "state <> 'offered' OR lapses_at IS NOT NULL", name=op.f("ck_rebookings_lapses_at")
        ),
        sa.CheckConstraint(
            "hold_id IS NULL OR state = 'offered'", name=op.f("ck_rebookings_hold_id")
        ),
        sa.CheckConstraint(
            "state NOT IN ('unreached', 'rung') OR why IS NOT NULL", name=op.f("ck_rebookings_why")
        ),
    )
    op.create_index(
        "uq_rebookings_visit",
        "rebookings",
        ["visit_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_index("ix_rebookings_case_id", "rebookings", ["case_id"])
    op.create_index("ix_rebookings_state", "rebookings", ["state"])


def downgrade() -> None:
    op.drop_table("rebookings")
    op.drop_table("rebooking_cases")
