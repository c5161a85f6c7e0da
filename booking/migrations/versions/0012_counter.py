"""Agreements concluded at the counter: the document, who acted, the letter, the end."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NEW: dict[str, sa.types.TypeEngine[Any]] = {
    "password_hash": sa.String(200),
    "concluded_by": sa.String(100),
    "document": sa.String(20),
    "document_ending": sa.String(4),
    "acting": sa.String(200),
    "acting_as": sa.String(20),
    "letter_at": Instant(),
    "letter_by": sa.String(100),
    "ended_by": sa.String(100),
    "end_reason": sa.String(20),
}


def upgrade() -> None:
    with op.batch_alter_table("agreements") as agreements:  # no other table refers to it
        agreements.alter_column("pin_hash", existing_type=sa.String(200), nullable=True)
        for name, kind in NEW.items():
            agreements.add_column(sa.Column(name, kind, nullable=True))
    op.add_column("citizens", sa.Column("postcode", sa.String(10), nullable=True))
    op.add_column("citizens", sa.Column("company_number", sa.String(8), nullable=True))
    op.add_column(
        "citizens",
        sa.Column("large_print", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_citizens_company_number", "citizens", ["company_number"])


def downgrade() -> None:
    op.drop_index("ix_citizens_company_number", "citizens")
    for name in ("large_print", "company_number", "postcode"):
        op.drop_column("citizens", name)
    op.execute("DELETE FROM agreements WHERE pin_hash IS NULL")  # the earlier schema has no place
    with op.batch_alter_table("agreements") as agreements:
        for name in NEW:
            agreements.drop_column(name)
        agreements.alter_column("pin_hash", existing_type=sa.String(200), nullable=False)
