"""Messages, their states, receipts and citizens' messages by their time, for figures of a span."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

INDEXES = {
    "messages": "created_at",
    "message_statuses": "at",
    "receipts": "received_at",
    "inbound_messages": "received_at",
}


def upgrade() -> None:
    for table, column in INDEXES.items():
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in INDEXES.items():
        op.drop_index(f"ix_{table}_{column}", table)
