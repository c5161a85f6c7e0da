"""Citizens, agreements, applications, ready dates, topics, staff."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "citizens",
    "agreements",
    "pin_counts",
    "login_salt",
    "application_kinds",
    "applications",
    "application_changes",
    "ready_dates",
    "topics",
    "staff",
    "staff_skills",
)


def upgrade() -> None:
    _citizens()
    _agreements()
    _applications()
    _information()
    _staff()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _citizens() -> None:
    op.create_table(
        "citizens",
        sa.Column("id", Id, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("given", sa.String(100), nullable=True),
        sa.Column("family", sa.String(100), nullable=True),
        sa.Column("phone", sa.String(20), nullable=True),
        sa.Column("phone_verified", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("email_verified", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("slow_speech", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizens")),
        sa.UniqueConstraint("code", name=op.f("uq_citizens_code")),
    )
    op.create_index("ix_citizens_phone", "citizens", ["phone"])


def _agreements() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", Id, nullable=False),
        sa.Column("citizen_id", Id, nullable=False),
        sa.Column("login", sa.String(8), nullable=False),
        sa.Column("pin_hash", sa.String(200), nullable=False),
        sa.Column("concluded_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("login", name=op.f("uq_agreements_login")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizens.id"], name=op.f("fk_agreements_citizen_id_citizens")
        ),
    )
    op.create_index("ix_agreements_citizen_id", "agreements", ["citizen_id"])
    op.create_table(
        "pin_counts",
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locks", sa.Integer(), nullable=False),
        sa.Column("locked_until", Instant(), nullable=True),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_pin_counts")),
    )
    op.create_index("ix_pin_counts_failed_at", "pin_counts", ["failed_at"])
    op.create_table(
        "login_salt",
        sa.Column("id", Id, nullable=False),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_salt")),
    )


def _applications() -> None:
    op.create_table(
        "application_kinds",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        sa.Column("service", sa.String(60), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_application_kinds")),
    )
    op.create_table(
        "applications",
        sa.Column("id", Id, nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("citizen_id", Id, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("mark", "number", "year", name=op.f("uq_applications_mark")),
        sa.ForeignKeyConstraint(
            ["kind"],
            ["application_kinds.code"],
            name=op.f("fk_applications_kind_application_kinds"),
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizens.id"], name=op.f("fk_applications_citizen_id_citizens")
        ),
    )
    op.create_index("ix_applications_citizen_id", "applications", ["citizen_id"])
    op.create_index("ix_applications_changed_at", "applications", ["changed_at"])
    op.create_table(
        "application_changes",
        sa.Column("id", Id, nullable=False),
        sa.Column("application_id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("remark", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_changes")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_changes_application_id_applications"),
        ),
    )
    op.create_index(
        "ix_application_changes_application_id", "application_changes", ["application_id"]
    )


def _information() -> None:
    op.create_table(
        "ready_dates",
        sa.Column("service", sa.String(60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_ready_dates")),
    )
    op.create_table(
        "topics",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_topics")),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_staff")),
    )
    op.create_table(
        "staff_skills",
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("skill", sa.String(60), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("username", "skill", name=op.f("pk_staff_skills")),
        sa.ForeignKeyConstraint(
            ["username"], ["staff.username"], name=op.f("fk_staff_skills_username_staff")
        ),
    )
