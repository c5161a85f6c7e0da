"""Who came to a visit; from which number slots are kept and visits booked; uses of a number."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

IN_HAND = sa.text("presence IN ('called', 'served')")


def upgrade() -> None:
    _attendances()
    op.create_table(
        "hold_callers",
        sa.Column("hold_id", Id, autoincrement=False, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["hold_id"],
            ["holds.id"],
            name=op.f("fk_hold_callers_hold_id_holds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_hold_callers")),
    )
    op.create_index("ix_hold_callers_number", "hold_callers", ["number"])
    op.create_table(
        "visit_callers",
        sa.Column("visit_id", Id, autoincrement=False, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_visit_callers")),
    )
    op.create_index("ix_visit_callers_number", "visit_callers", ["number"])
    op.create_table(
        "number_uses",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.CheckConstraint("uses > 0", name=op.f("ck_number_uses_some")),
        sa.PrimaryKeyConstraint("number", "kind", "day", name=op.f("pk_number_uses")),
    )
    op.create_index("ix_number_uses_day", "number_uses", ["day"])


def _attendances() -> None:
    op.create_table(
        "attendances",
        sa.Column("visit_id", Id, autoincrement=False, nullable=False),
        sa.Column("office", sa.String(60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("start", Instant(), nullable=False),
        sa.Column("presence", sa.String(20), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("counter", sa.String(60), nullable=True),
        sa.Column("clerk", sa.String(100), nullable=True),
        sa.Column("arrived_at", Instant(), nullable=True),
        sa.Column("called_at", Instant(), nullable=True),
        sa.Column("served_at", Instant(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("missed_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "presence IN ('expected', 'arrived', 'called', 'served', 'finished', 'missed')",
            name=op.f("ck_attendances_presence"),
        ),
        sa.CheckConstraint("ticket > 0", name=op.f("ck_attendances_ticket")),
        sa.CheckConstraint("calls >= 0", name=op.f("ck_attendances_calls")),
        sa.CheckConstraint(
            "presence IN ('expected', 'missed') OR (ticket IS NOT NULL AND arrived_at IS NOT NULL)",
            name=op.f("ck_attendances_arrived"),
        ),
        sa.CheckConstraint(
            "presence NOT IN ('called', 'served')"
            " OR (counter IS NOT NULL AND called_at IS NOT NULL AND calls > 0)",
            name=op.f("ck_attendances_called"),
        ),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("office", "day", "ticket", name="uq_attendances_ticket"),
    )
    op.create_index(
        "uq_attendances_counter",
        "attendances",
        ["counter"],
        unique=True,
        sqlite_where=IN_HAND,
        postgresql_where=IN_HAND,
    )


def downgrade() -> None:
    for name in ("number_uses", "visit_callers", "hold_callers", "attendances"):
        op.drop_table(name)
