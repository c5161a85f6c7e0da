"""Writes down who looks at personal data, and shows the audit."""

from __future__ import annotations

from sqlalchemy import Row, select

from booking.audit.model import AuditEntry
from booking.ground.audit import audit
from booking.ground.database import Database
from booking.ground.transaction import Transaction

LOOKED = "looked"


class Audit:
    """The trace that every look at personal data leaves (GDPR, articles 5(2) and 32)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, who: str, about: str, reason: str) -> None:
        """Write down that somebody is shown personal data, before it is shown.

        Args:
            who: the username.
            about: the record or the list, 'application:12', 'visits:2026-11-23'.
            reason: where and what for; the page's name, and what was searched for if anything.
        """
        await self._database.write(lambda tx: tx.audit(who, LOOKED, about, reason=reason))

    async def recent(
        self, limit: int = 200, *, who: str | None = None, about: str | None = None
    ) -> list[AuditEntry]:
        """The last entries, the newest first.

        Args:
            limit: at most so many.
            who: only what this one did.
            about: only what was done to this record, or to records that begin like this.
        """
        return await self._database.read(lambda tx: _recent(tx, limit, who, about))


def _recent(tx: Transaction, limit: int, who: str | None, about: str | None) -> list[AuditEntry]:
    wanted = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if who:
        wanted = wanted.where(audit.c.who == who)
    if about:
        wanted = wanted.where(audit.c.about.startswith(about, autoescape=True))
    return [_entry(row) for row in tx.all(wanted)]


def _entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    details = {name: str(value) for name, value in row.details.items()}
    return AuditEntry(row.id, row.at, row.who, row.did, row.about, details)
