"""Proofs of contacts, consents and wishes, representatives, merged citizens."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _contact_proofs()
    _wishes()
    _representations()
    _merges()


def _contact_proofs() -> None:
    op.create_table(
        "contact_proofs",
        sa.Column("id", Id, nullable=False),
        sa.Column("citizen_id", Id, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("value", sa.String(254), nullable=False),
        sa.Column("seed", sa.String(64)),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("asked_by", sa.String(100), nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.Column("proven_at", Instant),
        sa.CheckConstraint("kind IN ('phone', 'email')", name=op.f("ck_contact_proofs_kind")),
        sa.CheckConstraint("tries BETWEEN 0 AND 3", name=op.f("ck_contact_proofs_tries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_proofs")),
        _citizen("contact_proofs", "citizen_id"),
    )
    op.create_index("ix_contact_proofs_citizen_id", "contact_proofs", ["citizen_id", "asked_at"])
    op.create_index("ix_contact_proofs_value", "contact_proofs", ["value", "asked_at"])


def _wishes() -> None:
    op.create_table(
        "consents",
        sa.Column("id", Id, nullable=False),
        sa.Column("citizen_id", Id, nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_consents_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        _citizen("consents", "citizen_id"),
    )
    op.create_index("ix_consents_citizen_id", "consents", ["citizen_id"])
    op.create_table(
        "message_wishes",
        sa.Column("citizen_id", Id, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("citizen_id", "kind", name=op.f("pk_message_wishes")),
        _citizen("message_wishes", "citizen_id"),
    )
    op.create_table(
        "quiet_hours",
        sa.Column("citizen_id", Id, autoincrement=False, nullable=False),
        sa.Column("begins", sa.Integer, nullable=False),
        sa.Column("ends", sa.Integer, nullable=False),
        sa.CheckConstraint("begins BETWEEN 0 AND 1439", name=op.f("ck_quiet_hours_begins")),
        sa.CheckConstraint("ends BETWEEN 0 AND 1439", name=op.f("ck_quiet_hours_ends")),
        sa.CheckConstraint("begins <> ends", name=op.f("ck_quiet_hours_some_day_left")),
        sa.PrimaryKeyConstraint("citizen_id", name=op.f("pk_quiet_hours")),
        _citizen("quiet_hours", "citizen_id"),
    )


def _representations() -> None:
    op.create_table(
        "representations",
        sa.Column("id", Id, nullable=False),
        sa.Column("represented_id", Id, nullable=False),
        sa.Column("representative_id", Id, nullable=False),
        sa.Column("scope", sa.String(20), nullable=False),
        sa.Column("mandate", sa.String(20), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.Column("ended_at", Instant),
        sa.Column("ended_by", sa.String(100)),
        sa.CheckConstraint(
            "represented_id <> representative_id", name=op.f("ck_representations_two_people")
        ),
        sa.CheckConstraint(
            "until IS NULL OR until >= since", name=op.f("ck_representations_until")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representations")),
        _citizen("representations", "represented_id"),
        _citizen("representations", "representative_id"),
    )
    for column in ("represented_id", "representative_id"):
        op.create_index(f"ix_representations_{column}", "representations", [column])


def _merges() -> None:
    op.add_column("citizens", sa.Column("merged_into", Id))
    op.create_index("ix_citizens_merged_into", "citizens", ["merged_into"])
    op.create_table(
        "merges",
        sa.Column("id", Id, nullable=False),
        sa.Column("kept_id", Id, nullable=False),
        sa.Column("gone_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("moved", sa.JSON, nullable=False),
        sa.Column("filled", sa.JSON, nullable=False),
        sa.Column("ended_agreement", Id),
        sa.Column("undone_at", Instant),
        sa.Column("undone_by", sa.String(100)),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_merges_two_records")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
        _citizen("merges", "kept_id"),
        _citizen("merges", "gone_id"),
    )
    op.create_index("ix_merges_kept_id", "merges", ["kept_id"])
    in_force = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_merges_gone_id_in_force",
        "merges",
        ["gone_id"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )
    op.create_table(
        "distinct_citizens",
        sa.Column("first_id", Id, autoincrement=False, nullable=False),
        sa.Column("second_id", Id, autoincrement=False, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_distinct_citizens_in_order")),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_distinct_citizens")),
        _citizen("distinct_citizens", "first_id"),
        _citizen("distinct_citizens", "second_id"),
    )


def _citizen(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_citizens")
    return sa.ForeignKeyConstraint([column], ["citizens.id"], name=name)


def downgrade() -> None:
    for name in (
        "distinct_citizens",
        "merges",
        "representations",
        "quiet_hours",
        "message_wishes",
        "consents",
        "contact_proofs",
    ):
        op.drop_table(name)
    op.drop_index("ix_citizens_merged_into", "citizens")
    op.drop_column("citizens", "merged_into")
