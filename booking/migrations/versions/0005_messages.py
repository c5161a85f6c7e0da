"""The notifier's outbox."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("about", sa.String(60), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("recipient", sa.String(320), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("calendar", sa.Text(), nullable=True),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("only_once", sa.String(400), nullable=True),
        sa.Column("useful_until", Instant(), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(100), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("claimed_by", sa.String(120), nullable=True),
        sa.Column("claimed_at", Instant(), nullable=True),
        sa.Column("reference", sa.String(200), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_messages_event_id_events")
        ),
        sa.UniqueConstraint("event_id", "template", "recipient", name=op.f("uq_messages_event_id")),
        sa.UniqueConstraint("only_once", name=op.f("uq_messages_only_once")),
        sa.UniqueConstraint("reference", name=op.f("uq_messages_reference")),
    )
    due = sa.text("state IN ('created', 'sending')")
    op.create_index(
        "ix_messages_due", "messages", ["due_at"], sqlite_where=due, postgresql_where=due
    )
    op.create_index("ix_messages_about", "messages", ["about", "recipient"])


def downgrade() -> None:
    op.drop_table("messages")
