"""How long the console's own rows are kept."""

from __future__ import annotations

from datetime import datetime

from booking.api import Part, Rule, Transaction, remove_rows
from operator_console.access.rows import staff_sessions


def _old_sessions(tx: Transaction, before: datetime, limit: int) -> int:
    return remove_rows(tx, staff_sessions.c.mark, staff_sessions.c.seen_at < before, limit)


PART = Part(
    rules=(Rule("sessions", 1, "a log-in lasts twelve hours at most", _old_sessions),),
)
