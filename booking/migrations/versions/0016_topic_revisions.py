"""Topics that are edited here: their revisions, what the files say, and who was told of an end."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("topics") as topics:
        topics.add_column(sa.Column("told", sa.Integer(), nullable=False, server_default="1"))
        topics.add_column(sa.Column("head", sa.Integer(), nullable=False, server_default="1"))
        topics.add_column(
            sa.Column("edited", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        topics.add_column(sa.Column("file_body", sa.Text(), nullable=True))
        topics.add_column(sa.Column("conflict_body", sa.Text(), nullable=True))
        topics.create_check_constraint("revisions", "told >= 0 AND head >= 1 AND told <= head")
    revisions = op.create_table(
        "topic_revisions",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("why", sa.String(20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_topic_revisions_counted")),
        sa.CheckConstraint(
            "why IN ('file', 'edited', 'checked', 'restored')",
            name=op.f("ck_topic_revisions_why"),
        ),
        sa.PrimaryKeyConstraint("code", "revision", name=op.f("pk_topic_revisions")),
    )
    op.create_table(
        "topic_notices",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("until", sa.String(10), nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("stage IN ('ahead', 'due')", name=op.f("ck_topic_notices_stage")),
        sa.PrimaryKeyConstraint("code", "until", "stage", name=op.f("pk_topic_notices")),
    )
    op.create_table(
        "topic_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_topic_settings_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_settings")),
    )
    _begin_histories(revisions)


def _begin_histories(revisions: sa.Table) -> None:
    """What is told so far is everybody's first revision."""
    topics = sa.table("topics", sa.column("code"), sa.column("body"))
    connection = op.get_bind()
    rows = [
        {
            "code": row.code,
            "revision": 1,
            "at": datetime.now(UTC),
            "by": "town",
            "why": "file",
            "body": row.body,
        }
        for row in connection.execute(sa.select(topics))
    ]
    if rows:
        connection.execute(revisions.insert(), rows)


def downgrade() -> None:
    op.drop_table("topic_settings")
    op.drop_table("topic_notices")
    op.drop_table("topic_revisions")
    with op.batch_alter_table("topics") as topics:
        topics.drop_constraint("revisions", type_="check")
        for name in ("conflict_body", "file_body", "edited", "head", "told"):
            topics.drop_column(name)
