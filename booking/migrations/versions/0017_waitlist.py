"""The waiting list: who waits for a slot, and what was offered to them."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LIVE = "state IN ('waiting', 'paused')"
OPEN = "state = 'open'"


def upgrade() -> None:
    op.create_table(
        "waitlist_entries",
        sa.Column("id", Id, nullable=False),
        sa.Column("activity", sa.String(60), nullable=False),
        sa.Column("persons", sa.Integer, nullable=False),
        sa.Column("offices", sa.JSON, nullable=False),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.Column("weekdays", sa.JSON, nullable=False),
        sa.Column("part", sa.String(20)),
        sa.Column("notice_hours", sa.Integer, nullable=False),
        sa.Column("visit_id", Id),
        sa.Column("citizen_id", Id),
        sa.Column("phone", sa.String(20)),
        sa.Column("email", sa.String(254)),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("name", sa.String(200)),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("unanswered", sa.Integer, nullable=False),
        sa.Column("declined", sa.Integer, nullable=False),
        sa.Column("joined_at", Instant, nullable=False),
        sa.Column("valid_until", Instant, nullable=False),
        sa.Column("ended_at", Instant),
        sa.CheckConstraint("persons > 0", name=op.f("ck_waitlist_entries_persons")),
        sa.CheckConstraint("notice_hours >= 0", name=op.f("ck_waitlist_entries_notice_hours")),
        sa.CheckConstraint(
            f"NOT ({LIVE}) OR (channel = 'email' AND email IS NOT NULL)"
            " OR (channel <> 'email' AND phone IS NOT NULL)",
            name=op.f("ck_waitlist_entries_reachable"),
        ),
        sa.CheckConstraint(
            f"({LIVE}) = (ended_at IS NULL)", name=op.f("ck_waitlist_entries_ended_at")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist_entries")),
    )
    _one_each("uq_waitlist_entries_citizen", "waitlist_entries", "citizen_id", _live("IS NOT NULL"))
    _one_each("uq_waitlist_entries_phone", "waitlist_entries", "phone", _live("IS NULL"))
    op.create_index("ix_waitlist_entries_state", "waitlist_entries", ["state"])
    op.create_index("ix_waitlist_entries_ended_at", "waitlist_entries", ["ended_at"])
    op.create_table(
        "waitlist_offers",
        sa.Column("id", Id, nullable=False),
        sa.Column("entry_id", Id, nullable=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("counter", sa.String(60), nullable=False),
        sa.Column("office", sa.String(60), nullable=False),
        sa.Column("start", Instant, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("activity", sa.String(60), nullable=False),
        sa.Column("persons", sa.Integer, nullable=False),
        sa.Column("hold_id", Id),
        sa.Column("visit_id", Id),
        sa.Column("moved", sa.Boolean, nullable=False),
        sa.Column("ring_id", Id),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("tell_at", Instant, nullable=False),
        sa.Column("told_at", Instant),
        sa.Column("answer_by", Instant, nullable=False),
        sa.Column("lapses_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
        sa.CheckConstraint(
            f"({OPEN}) = (ended_at IS NULL)", name=op.f("ck_waitlist_offers_ended_at")
        ),
        sa.CheckConstraint(
            "(state = 'accepted') = (visit_id IS NOT NULL)",
            name=op.f("ck_waitlist_offers_accepted"),
        ),
        sa.CheckConstraint("answer_by <= lapses_at", name=op.f("ck_waitlist_offers_lapses_at")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist_offers")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["waitlist_entries.id"],
            name=op.f("fk_waitlist_offers_entry_id_waitlist_entries"),
        ),
    )
    for name, columns in (
        ("entry", ["entry_id"]),
        ("slot", ["counter", "start"]),
        ("code", ["code"]),
    ):
        op.create_index(
            f"uq_waitlist_offers_{name}",
            "waitlist_offers",
            columns,
            unique=True,
            sqlite_where=sa.text(OPEN),
            postgresql_where=sa.text(OPEN),
        )
    op.create_index("ix_waitlist_offers_entry_id", "waitlist_offers", ["entry_id"])


def _live(citizen: str) -> sa.TextClause:
    return sa.text(f"{LIVE} AND citizen_id {citizen}")


def _one_each(name: str, table: str, person: str, where: sa.TextClause) -> None:
    op.create_index(
        name,
        table,
        [person, "activity"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    op.drop_table("waitlist_offers")
    op.drop_table("waitlist_entries")
