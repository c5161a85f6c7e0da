"""Freed cells are kept back for a while; visits of several parts; what can never be."""

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
STATES = "state IN ('booked', 'cancelled', 'over')"
LASTS = "minutes > 0 AND cells > 0"
BEFORE = ["day", "counter", "expires_at", "cell"]
AFTER = ["day", "counter", "expires_at", "freed_by", "cell"]


def upgrade() -> None:
    _cells()
    # columns are added one by one, and carry the checks: SQLite would make the table anew for a
    # check alone, and refuses that while other tables point to it
    _holds()
    _visits()
    _parts()


def _cells() -> None:
    op.drop_index("ix_taken_slots_day", "taken_slots")
    with op.batch_alter_table("taken_slots") as cells:
        cells.add_column(sa.Column("freed_by", Id, nullable=True))
        cells.create_check_constraint(op.f("ck_taken_slots_one_owner"), ONE_OWNER)
        cells.create_check_constraint(op.f("ck_taken_slots_only_visits_stay"), ONLY_VISITS_STAY)
    op.create_index("ix_taken_slots_day", "taken_slots", AFTER)
    op.create_index("ix_taken_slots_freed_by", "taken_slots", ["freed_by"])


def _holds() -> None:
    op.add_column(
        "holds",
        sa.Column(
            "parts",
            sa.JSON(),
            sa.CheckConstraint(LASTS, name=op.f("ck_holds_lasts")),
            sa.CheckConstraint("persons >= 1", name=op.f("ck_holds_persons")),
            nullable=False,
            server_default="[]",
        ),
    )
    holds = sa.table(
        "holds",
        sa.column("id", sa.Integer()),
        sa.column("activity", sa.String()),
        sa.column("persons", sa.Integer()),
        sa.column("parts", sa.JSON()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(holds.c.id, holds.c.activity, holds.c.persons)).all():
        only = [[row.activity, row.persons]]
        connection.execute(sa.update(holds).where(holds.c.id == row.id).values(parts=only))


def _visits() -> None:
    op.add_column(
        "visits",
        sa.Column(
            "cells",
            sa.Integer(),
            sa.CheckConstraint(LASTS, name=op.f("ck_visits_lasts")),
            sa.CheckConstraint("length(code) = 6", name=op.f("ck_visits_code")),
            sa.CheckConstraint(STATES, name=op.f("ck_visits_state")),
            nullable=False,
            server_default="1",
        ),
    )
    op.add_column(
        "visits",
        sa.Column(
            "part_count",
            sa.Integer(),
            sa.CheckConstraint(
                "persons >= part_count AND part_count >= 1", name=op.f("ck_visits_persons")
            ),
            nullable=False,
            server_default="1",
        ),
    )
    # until now a visit was for one activity, and each person took whole cells
    op.execute(
        "UPDATE visits SET cells = persons * COALESCE("
        "(SELECT (visits.minutes / visits.persons + counters.grid - 1) / counters.grid"
        " FROM counters WHERE counters.code = visits.counter), 1)"
    )


def _parts() -> None:
    op.create_table(
        "visit_parts",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(60), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_visit_parts_position")),
        sa.CheckConstraint("persons >= 1", name=op.f("ck_visit_parts_persons")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_visit_parts_visit_id_visits")
        ),
        sa.PrimaryKeyConstraint("visit_id", "position", name=op.f("pk_visit_parts")),
        sa.UniqueConstraint("visit_id", "activity", name=op.f("uq_visit_parts_visit_id")),
    )
    op.create_index("ix_visit_parts_activity", "visit_parts", ["activity"])
    op.execute(
        "INSERT INTO visit_parts (visit_id, position, activity, persons)"
        " SELECT id, 0, activity, persons FROM visits"
    )


def downgrade() -> None:
    op.drop_table("visit_parts")
    with op.batch_alter_table("visits") as visits:
        for check in ("lasts", "code", "state", "persons"):
            visits.drop_constraint(op.f(f"ck_visits_{check}"), type_="check")
        visits.drop_column("part_count")
        visits.drop_column("cells")
    with op.batch_alter_table("holds") as holds:
        for check in ("lasts", "persons"):
            holds.drop_constraint(op.f(f"ck_holds_{check}"), type_="check")
        holds.drop_column("parts")
    op.execute("DELETE FROM taken_slots WHERE freed_by IS NOT NULL")  # free at once, as before
    op.drop_index("ix_taken_slots_freed_by", "taken_slots")
    op.drop_index("ix_taken_slots_day", "taken_slots")
    with op.batch_alter_table("taken_slots") as cells:
        cells.drop_constraint(op.f("ck_taken_slots_one_owner"), type_="check")
        cells.drop_constraint(op.f("ck_taken_slots_only_visits_stay"), type_="check")
        cells.drop_column("freed_by")
    op.create_index("ix_taken_slots_day", "taken_slots", BEFORE)
