"""Goes through the chain of seals and finds the first place that is not as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select

from booking.audit.model import AuditCheck, Misfit
from booking.audit.sealing import NOTHING, Seal, digest, mark, release_mark, same
from booking.audit.tables import audit_released, audit_seals
from booking.ground.audit import audit
from booking.ground.secrets import Secret
from booking.ground.transaction import Transaction

_AHEAD = timedelta(minutes=5)
"""Machines' clocks differ; a row from farther ahead was not written by us."""

_AT_ONCE = 50


class _Broken(Exception):
    """The first place that does not fit."""

    def __init__(self, reason: str, *, row: int | None = None, seal: int | None = None) -> None:
        super().__init__(reason)
        self.misfit = Misfit(row, seal, reason)


@dataclass(slots=True)
class _Walk:
    """How far the check is.

    Attributes:
        loose: rows that were passed and stood in no seal so far; a later seal may hold them.
    """

    key: Secret
    number: int = 0
    mark: str = NOTHING
    highest: int = 0
    rows: int = 0
    seals: int = 0
    expected_seen: bool = False
    loose: dict[int, datetime] = field(default_factory=dict)


def check(tx: Transaction, key: Secret, late: timedelta, expected: str | None) -> AuditCheck:
    """See `AuditSeals.check`."""
    walk = _Walk(key)
    misfit = None
    try:
        _begin(tx, walk)
        for seal in _seals(tx):
            _link(walk, seal, expected)
            _compare(tx, walk, seal)
        _end(tx, walk, late, expected)
    except _Broken as broken:
        misfit = broken.misfit
    tail = tx.connection.scalar(
        select(func.count()).select_from(audit).where(audit.c.id > walk.highest)
    )
    unsealed = int(tail or 0) + len(walk.loose) if misfit is None else 0
    last = walk.mark if walk.seals else None
    return AuditCheck(tx.now, walk.rows, walk.seals, unsealed, last, misfit)


def last_seal(tx: Transaction) -> Seal | None:
    """The end of the chain."""
    row = tx.one(select(audit_seals).order_by(audit_seals.c.number.desc()).limit(1))
    return None if row is None else seal_of(row)


def seal_of(row: Row[tuple[object, ...]]) -> Seal:
    """The seal that a row is."""
    return Seal(row.number, row.at, row.first_row, row.last_row, row.rows, row.before, row.mark)


def _begin(tx: Transaction, walk: _Walk) -> None:
    """Retention may have taken the beginning of the chain; then it left a keyed mark."""
    row = tx.one(select(audit_released))
    if row is None:
        return
    if not same(release_mark(walk.key, row.row, row.seal, row.before), row.mark):
        raise _Broken("the note of what retention has taken was changed, or the key is another")
    walk.number, walk.mark = row.seal, row.before


def _seals(tx: Transaction) -> Iterator[Seal]:
    number = 0
    while rows := tx.all(
        select(audit_seals)
        .where(audit_seals.c.number > number)
        .order_by(audit_seals.c.number)
        .limit(_AT_ONCE)
    ):
        for row in rows:
            yield seal_of(row)
        number = rows[-1].number


def _link(walk: _Walk, seal: Seal, expected: str | None) -> None:
    if seal.number != walk.number + 1:
        raise _Broken(f"seal {walk.number + 1} is missing", seal=walk.number + 1)
    if not same(mark(walk.key, seal), seal.mark) or not seal.is_readable():
        reason = f"seal {seal.number} was changed, or the key is another"
        raise _Broken(reason, seal=seal.number)
    if not same(seal.before, walk.mark):
        raise _Broken(f"seal {seal.number} does not follow the one before", seal=seal.number)
    walk.number, walk.mark = seal.number, seal.mark
    walk.expected_seen |= expected is not None and same(expected, seal.mark)


def _compare(tx: Transaction, walk: _Walk, seal: Seal) -> None:
    digests = seal.digests()
    lowest = min(walk.highest + 1, seal.first_row)
    rows = tx.all(select(audit).where(audit.c.id.between(lowest, seal.last_row)))
    there = {row.id: row for row in rows}
    for number, expected in digests.items():
        row = there.get(number)
        if row is None:
            raise _Broken(f"row {number} is missing", row=number, seal=seal.number)
        if not same(digest(walk.key, row), expected):
            raise _Broken(f"row {number} was changed", row=number, seal=seal.number)
        walk.loose.pop(number, None)
    new = there.keys() - digests.keys()
    walk.loose |= {number: there[number].at for number in new if number > walk.highest}
    walk.highest = max(walk.highest, seal.last_row)
    walk.rows += len(digests)
    walk.seals += 1


def _end(tx: Transaction, walk: _Walk, late: timedelta, expected: str | None) -> None:
    for number, at in sorted(walk.loose.items()):
        if not tx.now - late <= at <= tx.now + _AHEAD:
            raise _Broken(f"row {number} is in no seal: it was added afterwards", row=number)
    if expected is not None and not walk.expected_seen:
        raise _Broken("the seal that was noted is not in the chain: its end was cut off")
