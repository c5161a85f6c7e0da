"""Services, offices, counters, hours, slots, holds and visits; rings."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
