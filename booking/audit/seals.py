"""Seals what the audit holds, and lets go of what is older than it must be."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, select

from booking.audit.checking import check, last_seal, seal_of
from booking.audit.model import AuditCheck
from booking.audit.sealing import Seal, release_mark, sealed
from booking.audit.tables import audit_checks, audit_released, audit_seals
from booking.ground.audit import audit, rows_come_late
from booking.ground.codec import to_json
from booking.ground.database import Database
from booking.ground.secrets import Secret
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_or_take_over

MOST = 500
"""Rows in one seal: about 10 ms of the one writer that SQLite has."""

LATE = timedelta(hours=1)
"""On PostgreSQL a row may become visible after one with a higher number was sealed. A later seal
takes it in, as long as its transaction did not last longer than this; ours last milliseconds."""


class AuditSeals:
    """The chain of seals. Its key opens nothing and is needed by one process only.

    Args:
        database: where audit and seals are.
        key: `audit` of secrets.json.
    """

    def __init__(self, database: Database, key: Secret) -> None:
        self._database = database
        self._key = key

    async def seal(self) -> int:
        """Seal all rows that are committed and not sealed; how many they were.

        Each batch is one short transaction. Nobody who writes to the audit waits for it on
        PostgreSQL, and not longer than for any other writer on SQLite. Rows that came late are
        looked for once, before all others: to look again at each batch made a backlog of 100,000
        rows last 50 s. What comes late meanwhile is the next call's.
        """
        total, done, late = 0, MOST, MOST
        while done == MOST:
            act = partial(self._seal_some, look_back=late >= MOST)
            done, late = await self._database.write(act)
            total += done
        return total

    async def check(self, *, expected: str | None = None) -> AuditCheck:
        """Go through the whole chain and compare every sealed row.

        Args:
            expected: the mark of a seal that was noted elsewhere; the chain must hold it. Without
                it nobody can tell when the last seals are gone together with their rows.
        """
        return await self._database.read(lambda tx: check(tx, self._key, LATE, expected))

    async def check_and_tell(self) -> AuditCheck:
        """The same, kept for the auditor's page."""
        found = await self.check()
        row = {"id": 1, "found": to_json(found)}
        await self._database.write(
            lambda tx: insert_or_take_over(
                tx, audit_checks, [row], by=["id"], where=audit_checks.c.id == 1
            )
        )
        return found

    async def release(self, before: datetime) -> int:
        """Take away what is older, in whole seals; how many rows went.

        The last seal always stays: the chain goes on from it. This is the only way out of the
        audit; it leaves a trace in it.
        """
        total = 0
        while (done := await self._database.write(partial(self._release_one, before))) is not None:
            total += done
        if total:
            await self._database.write(
                lambda tx: tx.audit("linka", "audit-released", "audit", rows=total)
            )
        return total

    def _seal_some(self, tx: Transaction, *, look_back: bool) -> tuple[int, int]:
        """Make one seal; how many rows it holds, and how many there were that came late."""
        tx.lock("audit-seals")  # one node seals at a time
        last = last_seal(tx)
        late = _late(tx, last) if look_back and last is not None else []
        new = audit.c.id > (0 if last is None else last.last_row)
        wanted = new | audit.c.id.in_(late[:MOST])
        rows = tx.all(select(audit).where(wanted).order_by(audit.c.id).limit(MOST))
        if rows:
            tx.execute(audit_seals.insert().values(**asdict(sealed(self._key, tx.now, rows, last))))
        return len(rows), len(late)

    def _release_one(self, before: datetime, tx: Transaction) -> int | None:
        tx.lock("audit-seals")
        oldest = tx.all(select(audit_seals).order_by(audit_seals.c.number).limit(2))
        if len(oldest) < 2 or oldest[0].at >= before:
            return None
        seal = seal_of(oldest[0])
        released = {
            "id": 1,
            "row": seal.last_row,
            "seal": seal.number,
            "before": seal.mark,
            "mark": release_mark(self._key, seal.last_row, seal.number, seal.mark),
        }
        always = audit_released.c.id == 1
        insert_or_take_over(tx, audit_released, [released], by=["id"], where=always)
        done = tx.execute(delete(audit).where(audit.c.id.in_(seal.digests())))
        tx.execute(delete(audit_seals).where(audit_seals.c.number == seal.number))
        return done.rowcount


def _late(tx: Transaction, last: Seal) -> list[int]:
    """Rows below the last that is sealed which are in no seal: they became visible late."""
    if not rows_come_late(tx.connection):
        return []
    recent = [
        seal_of(row) for row in tx.all(select(audit_seals).where(audit_seals.c.at > tx.now - LATE))
    ]
    # numbers that were given out within that time are above all that was sealed before it
    first = min([last.number + 1, *(seal.number for seal in recent)])
    earlier = tx.one(select(audit_seals.c.last_row).where(audit_seals.c.number == first - 1))
    floor = 0 if earlier is None else earlier.last_row
    between = audit.c.id.between(floor + 1, last.last_row)
    known = {number for seal in recent for number in seal.digests()}
    return sorted({row.id for row in tx.all(select(audit.c.id).where(between))} - known)
