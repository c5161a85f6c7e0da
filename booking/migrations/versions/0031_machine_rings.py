"""Rings that the machine places: what they say, when, and what became of them."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Instant

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

COLUMNS = (
    ("speech", sa.Text()),
    ("asked_by", sa.String(190)),
    ("not_before", Instant()),
    ("until", Instant()),
    ("node", sa.String(60)),
    ("dialled_at", Instant()),
    ("ended_at", Instant()),
    ("outcome", sa.String(20)),
)
CHECKS = {
    "state": "state IN ('open', 'dialling', 'ended', 'done')",
    "outcome": "outcome IS NULL OR outcome IN ('confirmed', 'heard', 'hung_up', 'no_answer',"
    " 'busy', 'unreachable', 'unknown', 'too_late', 'stale')",
    "people": "dialog = 'voice_message' OR (state IN ('open', 'done') AND outcome IS NULL)",
    "machine": "dialog <> 'voice_message' OR"
    " (asked_by IS NOT NULL AND not_before IS NOT NULL AND until IS NOT NULL)",
    "undialled": "state <> 'open' OR (dialled_at IS NULL AND outcome IS NULL)",
    "dialling": "state <> 'dialling' OR"
    " (node IS NOT NULL AND dialled_at IS NOT NULL AND speech IS NOT NULL)",
    "ended": "state <> 'ended' OR (ended_at IS NOT NULL AND outcome IS NOT NULL)",
}


def upgrade() -> None:
    with op.batch_alter_table("rings") as rings:
        for name, kind in COLUMNS:
            rings.add_column(sa.Column(name, kind, nullable=True))
        rings.create_unique_constraint(op.f("uq_rings_asked_by"), ["asked_by"])
        for name, condition in CHECKS.items():
            rings.create_check_constraint(op.f(f"ck_rings_{name}"), condition)


def downgrade() -> None:
    # the earlier schema would show these to operators as call-backs
    op.execute("DELETE FROM rings WHERE dialog = 'voice_message'")
    with op.batch_alter_table("rings") as rings:
        for name in CHECKS:
            rings.drop_constraint(op.f(f"ck_rings_{name}"), type_="check")
        rings.drop_constraint(op.f("uq_rings_asked_by"), type_="unique")
        for name, _ in COLUMNS:
            rings.drop_column(name)
