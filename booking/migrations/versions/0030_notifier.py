"""Messages with their provider, price and trace; receipts; what citizens write; who is blocked."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

EARLIER_KEY = ["event_id", "template", "recipient"]
NEW_COLUMNS = (
    ("inbound_id", Id),
    ("escalated_from", Id),
    ("speech", sa.Text()),
    ("provider", sa.String(20)),
    ("price", sa.Integer()),
    ("delivered_at", Instant()),
)
CHECKS = {
    "priority": "priority BETWEEN 0 AND 2",
    "price": "price IS NULL OR price >= 0",
    "template_version": "template_version >= 1",
}
INDEXES = {
    "ix_messages_recipient": ["recipient", "created_at"],
    "ix_messages_sent_at": ["sent_at"],
    "ix_messages_inbound_id": ["inbound_id"],
    "ix_messages_escalated_from": ["escalated_from"],
}


def upgrade() -> None:
    _inbound()
    with op.batch_alter_table("messages") as messages:
        for name, kind in NEW_COLUMNS:
            messages.add_column(sa.Column(name, kind, nullable=True))
        for name in ("template_version", "priority"):
            messages.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="1"))
        messages.alter_column("event_id", existing_type=Id, nullable=True)
        messages.drop_constraint(op.f("uq_messages_event_id"), type_="unique")
        messages.create_unique_constraint(op.f("uq_messages_event_id"), [*EARLIER_KEY, "channel"])
        messages.create_foreign_key(
            op.f("fk_messages_inbound_id_inbound_messages"),
            "inbound_messages",
            ["inbound_id"],
            ["id"],
            ondelete="SET NULL",
        )
        messages.create_foreign_key(
            op.f("fk_messages_escalated_from_messages"),
            "messages",
            ["escalated_from"],
            ["id"],
            ondelete="SET NULL",
        )
        for name, condition in CHECKS.items():
            messages.create_check_constraint(op.f(f"ck_messages_{name}"), condition)
    # the code always says these; what was written before is of the first version
    with op.batch_alter_table("messages") as messages:
        for name in ("template_version", "priority"):
            messages.alter_column(name, existing_type=sa.Integer(), server_default=None)
    for name, columns in INDEXES.items():
        op.create_index(name, "messages", columns)
    _statuses()
    _receipts()
    _blocked()
    _templates()


def downgrade() -> None:
    for table in ("template_revisions", "blocked_recipients", "receipts", "message_statuses"):
        op.drop_table(table)
    # the earlier schema knows neither answers nor voice messages
    op.execute("DELETE FROM messages WHERE event_id IS NULL OR channel = 'voice'")
    for name in INDEXES:
        op.drop_index(name, "messages")
    with op.batch_alter_table("messages") as messages:
        for name in CHECKS:
            messages.drop_constraint(op.f(f"ck_messages_{name}"), type_="check")
        messages.drop_constraint(
            op.f("fk_messages_inbound_id_inbound_messages"), type_="foreignkey"
        )
        messages.drop_constraint(op.f("fk_messages_escalated_from_messages"), type_="foreignkey")
        messages.drop_constraint(op.f("uq_messages_event_id"), type_="unique")
        messages.create_unique_constraint(op.f("uq_messages_event_id"), EARLIER_KEY)
        messages.alter_column("event_id", existing_type=Id, nullable=False)
        for name in ("template_version", "priority", *(name for name, _ in NEW_COLUMNS)):
            messages.drop_column(name)
    op.drop_table("inbound_messages")


def _inbound() -> None:
    op.create_table(
        "inbound_messages",
        sa.Column("id", Id, nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("sender", sa.String(320), nullable=False),
        sa.Column("recipient", sa.String(320), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("command", sa.String(40), nullable=True),
        sa.Column("outcome", sa.String(60), nullable=True),
        sa.Column("handled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_messages")),
        sa.UniqueConstraint("provider", "reference", name=op.f("uq_inbound_messages_provider")),
        sa.CheckConstraint(
            "state IN ('received', 'handled', 'ignored')", name=op.f("ck_inbound_messages_state")
        ),
        sa.CheckConstraint(
            "(state = 'received') = (handled_at IS NULL)",
            name=op.f("ck_inbound_messages_handled"),
        ),
    )
    received = sa.text("state = 'received'")
    op.create_index(
        "ix_inbound_messages_received",
        "inbound_messages",
        ["id"],
        sqlite_where=received,
        postgresql_where=received,
    )
    op.create_index("ix_inbound_messages_sender", "inbound_messages", ["sender", "received_at"])


def _statuses() -> None:
    op.create_table(
        "message_statuses",
        sa.Column("id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(100), nullable=True),
        sa.Column("provider", sa.String(20), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_statuses")),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_message_statuses_message_id_messages"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_message_statuses_message_id", "message_statuses", ["message_id"])


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_receipts_message_id_messages"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "provider", "reference", "status", "code", name=op.f("uq_receipts_provider")
        ),
    )
    op.create_index("ix_receipts_message_id", "receipts", ["message_id"])


def _blocked() -> None:
    op.create_table(
        "blocked_recipients",
        sa.Column("id", Id, nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("recipient", sa.String(320), nullable=False),
        sa.Column("reason", sa.String(30), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_recipients")),
        sa.CheckConstraint(
            "lifted_at IS NULL OR lifted_at >= since", name=op.f("ck_blocked_recipients_lifted")
        ),
    )
    holds = sa.text("lifted_at IS NULL")
    op.create_index(
        "uq_blocked_recipients_recipient",
        "blocked_recipients",
        ["recipient", "channel", "reason"],
        unique=True,
        sqlite_where=holds,
        postgresql_where=holds,
    )


def _templates() -> None:
    op.create_table(
        "template_revisions",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("author", sa.String(60), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_revisions")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_template_revisions_name")),
        sa.CheckConstraint("version >= 2", name=op.f("ck_template_revisions_version")),
    )
