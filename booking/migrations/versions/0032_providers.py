"""How each provider does, by the minute; due messages by priority; what waits for a receipt."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

DUE = sa.text("state IN ('created', 'sending')")
UNDERWAY = sa.text("state IN ('sent', 'pending')")


def upgrade() -> None:
    op.create_table(
        "provider_minutes",
        sa.Column("id", Id, nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("minute", Instant(), nullable=False),
        sa.Column("worker", sa.String(120), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("slow", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_minutes")),
        sa.UniqueConstraint(
            "provider", "minute", "worker", name=op.f("uq_provider_minutes_provider")
        ),
        sa.CheckConstraint(
            "slow >= 0 AND failed >= 0 AND slow + failed <= tries",
            name=op.f("ck_provider_minutes_counts"),
        ),
    )
    # two providers may well count alike
    with op.batch_alter_table("messages") as messages:
        messages.drop_constraint(op.f("uq_messages_reference"), type_="unique")
        messages.create_unique_constraint(op.f("uq_messages_reference"), ["reference", "provider"])
    op.drop_index("ix_messages_due", "messages")
    _index("ix_messages_due", ["priority", "due_at", "id"], DUE)
    _index("ix_messages_underway", ["provider", "sent_at"], UNDERWAY)


def downgrade() -> None:
    op.drop_index("ix_messages_underway", "messages")
    op.drop_index("ix_messages_due", "messages")
    _index("ix_messages_due", ["due_at"], DUE)
    with op.batch_alter_table("messages") as messages:
        messages.drop_constraint(op.f("uq_messages_reference"), type_="unique")
        messages.create_unique_constraint(op.f("uq_messages_reference"), ["reference"])
    op.drop_table("provider_minutes")


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "messages", columns, sqlite_where=where, postgresql_where=where)
