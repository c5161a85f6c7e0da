"""Writes down who looks at personal data, and shows the audit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, or_, select

from booking.audit.model import AuditCheck, AuditEntry
from booking.audit.tables import audit_checks
from booking.citizens.store import merged_into
from booking.ground import audit as ground
from booking.ground.audit import PERSONS, audit
from booking.ground.codec import from_json
from booking.ground.database import Database
from booking.ground.transaction import Transaction

LOOKED = "looked"


class Audit:
    """The trace that every look at personal data leaves (GDPR, articles 5(2) and 32)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, who: str, about: str, reason: str, persons: Collection[int] = ()) -> None:
        """Write down that somebody is shown personal data, before it is shown.

        Args:
            who: the username.
            about: the record or the list, 'application:12', 'visits:2026-11-23'.
            reason: where and what for; the page's name. Never what was searched for: that is
                mostly a name, in a table from which nothing can be erased.
            persons: the citizens that a search has found; they stand for what was searched for,
                and answer 'who looked at me?', which no text would.
        """
        details: dict[str, Any] = {"reason": reason}
        if persons:
            details[PERSONS] = list(persons)
        await self._database.write(lambda tx: tx.audit(who, LOOKED, about, **details))

    async def recent(
        self,
        limit: int = 200,
        *,
        who: str | None = None,
        did: str | None = None,
        about: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        before: int | None = None,
    ) -> list[AuditEntry]:
        """The last entries, the newest first.

        Args:
            limit: at most so many.
            who: only what this one did.
            did: only this, 'status-changed'.
            about: only what was done to this record, or to records that begin like this. A citizen
                is named by number, 'citizen:7'.
            since: only from then on.
            until: only before then.
            before: only entries older than the one with this id, for the next page.
        """

        def look(tx: Transaction) -> list[AuditEntry]:
            conditions = _only(did, since, until, before)
            if who:
                conditions.append(audit.c.who == ground.as_written(tx.connection, who))
            if about:
                written = ground.as_written(tx.connection, about)
                conditions.append(audit.c.about.startswith(written, autoescape=True))
            return _entries(tx, conditions, limit)

        return await self._database.read(look)

    async def about_person(
        self,
        citizen_id: int,
        limit: int = 200,
        *,
        did: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        before: int | None = None,
        records: Collection[str] = (),
    ) -> list[AuditEntry]:
        """Who looked at this citizen or changed something of theirs, the newest first.

        Found by the name that the audit has for the citizen, as long as it can be told: looks at
        the citizen, searches that have shown the citizen, and what the citizen did; besides, what
        was done to `records` ('visit:12') that are known to be theirs.
        """

        def look(tx: Transaction) -> list[AuditEntry]:
            # a merge ties names together and rewrites nothing
            numbers = [citizen_id, *merged_into(tx, citizen_id)]
            names = ground.names_of(tx.connection, map(ground.citizen, numbers))
            told: list[ColumnElement[bool]] = [audit.c.about.in_(records)]
            for name in names.values():
                told += [
                    audit.c.about.contains(name, autoescape=True),
                    audit.c.who == f"citizen:{name}",
                    cast(audit.c.details, String).contains(name, autoescape=True),
                ]
            return _entries(tx, [*_only(did, since, until, before), or_(*told)], limit)

        return await self._database.read(look)

    async def last_check(self) -> AuditCheck | None:
        """What the last check has found; None before the first."""

        def look(tx: Transaction) -> AuditCheck | None:
            row = tx.one(select(audit_checks.c.found))
            found: AuditCheck | None = None if row is None else from_json(row.found, AuditCheck)
            return found

        return await self._database.read(look)


def _only(
    did: str | None, since: datetime | None, until: datetime | None, before: int | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if did:
        conditions.append(audit.c.did == did)
    if since is not None:
        conditions.append(audit.c.at >= since)
    if until is not None:
        conditions.append(audit.c.at < until)
    if before is not None:
        conditions.append(audit.c.id < before)
    return conditions


def _entries(
    tx: Transaction, conditions: list[ColumnElement[bool]], limit: int
) -> list[AuditEntry]:
    wanted = select(audit).where(*conditions).order_by(audit.c.id.desc()).limit(limit)
    return [_entry(row) for row in tx.all(wanted)]


def _entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    details = {name: _text(value) for name, value in row.details.items()}
    return AuditEntry(row.id, row.at, row.who, row.did, row.about, details)


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
