"""Kinds with states of their own; receipts, notes, clerks, absences, the records' versions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STAGES: dict[str, tuple[str, ...]] = {
    "waiting": ("awaiting", "suspended"),
    "succeeded": ("ready", "granted"),
    "failed": ("refused", "stopped"),
    "over": ("closed",),
}
CHECKS = {
    "number": "number BETWEEN 1 AND 999999",
    "year": "year BETWEEN 1990 AND 2099",
    "stage": "stage IN ('under-way', 'waiting', 'succeeded', 'failed', 'over')",
    "channel": "channel IN ('counter', 'phone', 'operator', 'web', 'records')",
    "stopped": "(stopped_on IS NULL) = (stopped_day IS NULL)",
    "version": "(external_id IS NULL) = (external_version IS NULL)",
}


def upgrade() -> None:
    op.add_column("application_kinds", sa.Column("states", sa.Text(), nullable=True))
    op.add_column("application_kinds", sa.Column("term_days", sa.Integer(), nullable=True))
    op.add_column(
        "application_kinds",
        sa.Column("term_working", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("events", sa.Column("due_at", Instant(), nullable=True))
    _widen(_new_columns())
    for stage, states in STAGES.items():
        told = ", ".join(f"'{state}'" for state in states)
        op.execute(f"UPDATE applications SET stage = '{stage}' WHERE state IN ({told})")  # noqa: S608  the words above
    op.execute("UPDATE applications SET is_final = TRUE WHERE state = 'closed'")
    op.create_index("ix_applications_clerk", "applications", ["clerk", "stage"])
    op.create_index("ix_applications_number", "applications", ["number", "year"])
    op.add_column("application_changes", sa.Column("undone_at", Instant(), nullable=True))
    op.add_column("application_changes", sa.Column("event_id", Id, nullable=True))
    op.add_column("application_changes", sa.Column("before", sa.Text(), nullable=True))
    _notes()
    _absences()
    _ready_lines()
    _tokens()


def _new_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("stage", sa.String(20), nullable=False, server_default="under-way"),
        sa.Column("is_final", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("stopped_day", sa.Date(), nullable=True),
        sa.Column("receipt_code", sa.String(6), nullable=True),
        sa.Column("clerk", sa.String(60), nullable=True),
        sa.Column("channel", sa.String(20), nullable=False, server_default="counter"),
        sa.Column("phone", sa.String(20), nullable=True),
        sa.Column("place", sa.String(200), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("language", sa.String(5), nullable=False, server_default="cs"),
        sa.Column("external_id", sa.String(100), nullable=True),
        sa.Column("external_version", sa.BigInteger(), nullable=True),
    ]


def _widen(columns: list[sa.Column[Any]]) -> None:
    """SQLite makes the table anew, which it refuses while rows of another one point to it."""
    op.execute("CREATE TABLE changes_aside AS SELECT * FROM application_changes")
    op.execute("DELETE FROM application_changes")
    with op.batch_alter_table("applications") as applications:
        applications.alter_column("citizen_id", existing_type=Id, nullable=True)
        for column in columns:
            applications.add_column(column)
        for name, condition in CHECKS.items():
            applications.create_check_constraint(op.f(f"ck_applications_{name}"), condition)
        applications.create_unique_constraint(op.f("uq_applications_external_id"), ["external_id"])
        applications.create_foreign_key(
            op.f("fk_applications_clerk_staff"), "staff", ["clerk"], ["username"]
        )
    _put_back()


def _put_back() -> None:
    names = 'id, application_id, "at", state, "by", remark'
    op.execute(
        f"INSERT INTO application_changes ({names}) SELECT {names} FROM changes_aside"  # noqa: S608  the words above
    )
    op.execute("DROP TABLE changes_aside")


def _notes() -> None:
    op.create_table(
        "application_notes",
        sa.Column("id", Id, nullable=False),
        sa.Column("application_id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_notes")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_notes_application_id_applications"),
        ),
    )
    op.create_index("ix_application_notes_application_id", "application_notes", ["application_id"])


def _absences() -> None:
    op.create_table(
        "staff_absences",
        sa.Column("id", Id, nullable=False),
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("substitute", sa.String(60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_absences")),
        sa.ForeignKeyConstraint(
            ["username"], ["staff.username"], name=op.f("fk_staff_absences_username_staff")
        ),
        sa.ForeignKeyConstraint(
            ["substitute"], ["staff.username"], name=op.f("fk_staff_absences_substitute_staff")
        ),
        sa.CheckConstraint('"last" >= "first"', name=op.f("ck_staff_absences_last")),
        sa.CheckConstraint("substitute <> username", name=op.f("ck_staff_absences_substitute")),
    )
    op.create_index("ix_staff_absences_username", "staff_absences", ["username"])


def _ready_lines() -> None:
    op.create_table(
        "ready_date_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("service", sa.String(60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ready_date_lines")),
    )
    op.create_index("ix_ready_date_lines_service", "ready_date_lines", ["service", "written_at"])
    op.execute(
        'INSERT INTO ready_date_lines (service, day, written_at, "by")'
        ' SELECT service, day, written_at, "by" FROM ready_dates'
    )


def _tokens() -> None:
    op.create_table(
        "access_tokens",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_access_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_access_tokens_digest")),
    )


def downgrade() -> None:
    for table in ("access_tokens", "ready_date_lines", "staff_absences", "application_notes"):
        op.drop_table(table)
    for name in ("before", "event_id", "undone_at"):
        op.drop_column("application_changes", name)
    op.drop_index("ix_applications_number", "applications")
    op.drop_index("ix_applications_clerk", "applications")
    # the earlier schema has no place for what nobody known has filed
    nobody = "(SELECT id FROM applications WHERE citizen_id IS NULL)"
    op.execute(f"DELETE FROM application_changes WHERE application_id IN {nobody}")  # noqa: S608  the words above
    op.execute("DELETE FROM applications WHERE citizen_id IS NULL")
    op.execute("CREATE TABLE changes_aside AS SELECT * FROM application_changes")
    op.execute("DELETE FROM application_changes")
    with op.batch_alter_table("applications") as applications:
        applications.drop_constraint(op.f("fk_applications_clerk_staff"), type_="foreignkey")
        applications.drop_constraint(op.f("uq_applications_external_id"), type_="unique")
        for name in CHECKS:
            applications.drop_constraint(op.f(f"ck_applications_{name}"), type_="check")
        for column in _new_columns():
            applications.drop_column(column.name)
        applications.alter_column("citizen_id", existing_type=Id, nullable=False)
    _put_back()
    op.drop_column("events", "due_at")
    for name in ("term_working", "term_days", "states"):
        op.drop_column("application_kinds", name)
