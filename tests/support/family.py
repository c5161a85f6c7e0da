"""A visit for several things, as an operator books it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from booking.api import Backend, Contact, Database, Language, SetClock, VisitPart
from tests.support.databases import CHEAP_HASHING


def family_code(database: Path, start: datetime) -> str:
    """Before a rehearsed call: two passports, an identity card and a lost passport; the code."""
    return asyncio.run(_book(database, SetClock(start)))


async def _book(path: Path, clock: SetClock) -> str:
    database = Database.on_file(path, clock)
    try:
        visits = Backend(database, clock, CHEAP_HASHING).visits
        also = [VisitPart("identity-card.new"), VisitPart("passport.loss")]
        hold = await visits.hold_nearest("passport.new", owner="desk", persons=2, also=also)
        if hold is None:
            raise LookupError("nothing is free for a family")
        visit = await visits.confirm(hold.id, contact=Contact(), language=Language.CS)
        return visit.code
    finally:
        database.close()
