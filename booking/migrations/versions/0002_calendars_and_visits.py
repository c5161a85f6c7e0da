"""Services, offices, counters, hours, slots, holds and visits; rings."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "town",
    "services",
    "activities",
    "offices",
    "counters",
    "weekly_hours",
    "calendar_exceptions",
    "holds",
    "taken_slots",
    "visits",
    "rings",
)


def upgrade() -> None:
    _services()
    _places()
    _calendars()
    _slots()
    _visits()
    _rings()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _services() -> None:
    op.create_table(
        "town",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_town")),
    )
    op.create_table(
        "services",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_services")),
    )
    op.create_table(
        "activities",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("service", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("max_persons", sa.Integer(), nullable=False),
        sa.Column("bring", sa.JSON(), nullable=False),
        sa.Column("collects", sa.Boolean(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_activities")),
        sa.ForeignKeyConstraint(
            ["service"], ["services.code"], name=op.f("fk_activities_service_services")
        ),
    )


def _places() -> None:
    op.create_table(
        "offices",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("short_address", sa.JSON(), nullable=False),
        sa.Column("written_address", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_offices")),
    )
    op.create_table(
        "counters",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("office", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("grid", sa.Integer(), nullable=False),
        sa.Column("serves", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_counters")),
        sa.ForeignKeyConstraint(
            ["office"], ["offices.code"], name=op.f("fk_counters_office_offices")
        ),
    )


def _calendars() -> None:
    op.create_table(
        "weekly_hours",
        sa.Column("id", Id, nullable=False),
        sa.Column("office", sa.String(60), nullable=False),
        sa.Column("counter", sa.String(60), nullable=True),
        sa.Column("is_break", sa.Boolean(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_hours")),
    )
    op.create_table(
        "calendar_exceptions",
        sa.Column("id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("office", sa.String(60), nullable=True),
        sa.Column("counter", sa.String(60), nullable=True),
        sa.Column("opens", sa.Integer(), nullable=True),
        sa.Column("closes", sa.Integer(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_exceptions")),
    )


def _slots() -> None:
    op.create_table(
        "holds",
        sa.Column("id", Id, nullable=False),
        sa.Column("counter", sa.String(60), nullable=False),
        sa.Column("office", sa.String(60), nullable=False),
        sa.Column("start", Instant(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(60), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_owner", "holds", ["owner"])
    op.create_table(
        "taken_slots",
        sa.Column("counter", sa.String(60), nullable=False),
        sa.Column("start", Instant(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("hold_id", Id, nullable=True),
        sa.Column("visit_id", Id, nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("counter", "start", name=op.f("pk_taken_slots")),
    )
    op.create_index("ix_taken_slots_day", "taken_slots", ["day", "counter", "cell", "expires_at"])
    op.create_index("ix_taken_slots_hold_id", "taken_slots", ["hold_id"])
    op.create_index("ix_taken_slots_visit_id", "taken_slots", ["visit_id"])


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("id", Id, nullable=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("activity", sa.String(60), nullable=False),
        sa.Column("office", sa.String(60), nullable=False),
        sa.Column("counter", sa.String(60), nullable=False),
        sa.Column("start", Instant(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("citizen_id", Id, nullable=True),
        sa.Column("phone", sa.String(20), nullable=True),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    live = sa.text("state = 'booked'")
    op.create_index(
        "uq_visits_live_code",
        "visits",
        ["code"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_index("ix_visits_start", "visits", ["start"])
    op.create_index("ix_visits_created_at", "visits", ["created_at"])
    op.create_index("ix_visits_citizen_id", "visits", ["citizen_id"])


def _rings() -> None:
    op.create_table(
        "rings",
        sa.Column("id", Id, nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("dialog", sa.String(60), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("topic", sa.String(200), nullable=True),
        sa.Column("call_id", sa.String(100), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rings")),
    )
    op.create_index("ix_rings_state", "rings", ["state"])
