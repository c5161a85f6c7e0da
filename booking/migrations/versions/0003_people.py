"""Citizens, agreements, applications, ready dates, topics, staff."""

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
