"""What is taken, kept in mind by day for as long as nobody changes the day.

Whoever changes a day's slots writes a new version of the day in the same transaction
(`slots.lock_days`). A reader asks for the versions first, then for the slots of those days whose
version it does not know. So what is kept under a version is never older than that version, and it
is used only by a reader that sees just that version: never is a slot told to be free, or taken,
after a change of it that the reader can see (ADR 13).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, func, literal, select

from booking.catalogue.alike import Alike
from booking.catalogue.directory import Directory
from booking.ground.prepared import Prepared
from booking.ground.transaction import Transaction
from booking.visits.tables import day_versions, taken_slots

_PART = 48
"""Cells are summed up in parts, for a whole day of them does not fit into a 64-bit integer."""

_MOST_DAYS = 1000
"""Days that have passed go when there are so many."""


class TakenDays:
    """What one process keeps in mind of one database."""

    def __init__(self) -> None:
        self._days: dict[date, _Day] = {}
        self._directory: Directory | None = None

    def as_of(
        self,
        tx: Transaction,
        directory: Directory,
        days: Sequence[date],
        *,
        freed_too: bool = False,
    ) -> TakenNow:
        """What is taken on these days as this transaction sees it; in the order of the days.

        With `freed_too` for those who may have at once what was freed a moment ago.
        """
        if directory is not self._directory:  # a day's cells lie as its counters do
            self._days, self._directory = {}, directory
        versions = {}
        if days:
            rows = tx.all(_VERSIONS, first=days[0], last=days[-1])
            versions = {row.day: row.version for row in rows}
        return TakenNow(tx, directory, versions, self._days, freed_too=freed_too)


class TakenNow:
    """What is taken as one transaction sees it; a day is read when it is first asked for."""

    def __init__(
        self,
        tx: Transaction,
        directory: Directory,
        versions: Mapping[date, int],
        known: dict[date, _Day],
        *,
        freed_too: bool,
    ) -> None:
        self._tx = tx
        self._directory = directory
        self._versions = versions
        self._known = known
        self._freed_too = freed_too
        self._own: dict[date, _Day] = {}

    def cells(self, alike: Alike, day: date) -> int:
        """The cells that are taken at these counters, side by side."""
        return self._day(day).cells(alike, self._tx.now, freed_too=self._freed_too)

    def _day(self, day: date) -> _Day:
        version = self._versions.get(day)
        found = self._own.get(day) or self._known.get(day)
        if found is not None and found.version == version:
            return found
        read = _Day.read(self._tx, self._directory, day, version)
        if version == self._tx.mark:  # it may still change, and may be undone
            self._own[day] = read
            return read
        if len(self._known) >= _MOST_DAYS:
            self._known.clear()
        self._known[day] = read
        return read


@dataclass(frozen=True, slots=True)
class _Held:
    """Cells at a counter that are taken until then."""

    counter: str
    cells: int
    until: datetime
    is_freed: bool


class _Day:
    """What was taken on a day at one version of it.

    Attributes:
        version: None where nobody ever changed it.
        kept: the cells of visits, by counter.
        held: cells of holds, and such as were freed and are kept back, with their end.
    """

    def __init__(
        self,
        version: int | None,
        kept: Mapping[str, int],
        held: Sequence[_Held],
    ) -> None:
        self.version = version
        self.kept = kept
        self.held = held
        self._side_by_side: dict[Alike, int] = {}

    @classmethod
    def read(cls, tx: Transaction, directory: Directory, day: date, version: int | None) -> _Day:
        """Look into the database, which makes the bits: a full day is a row a counter."""
        kept: dict[str, int] = {}
        held: list[_Held] = []
        parts = -(-directory.most_cells // _PART)
        for counter, until, freed_by, *sums in map(tuple, tx.all(_cells_in(parts), day=day)):
            cells = sum(int(bits) << (_PART * part) for part, bits in enumerate(sums))
            if until is None:
                kept[counter] = cells
            else:
                held.append(_Held(counter, cells, until, is_freed=freed_by is not None))
        return cls(version, kept, held)

    def cells(self, alike: Alike, now: datetime, *, freed_too: bool) -> int:
        """All that is taken now at these counters, side by side."""
        found = self._side_by_side.get(alike)
        if found is None:
            found = self._side_by_side[alike] = alike.side_by_side(self.kept)
        for held in self.held:
            if held.until > now and not (freed_too and held.is_freed):
                found |= alike.in_place(held.counter, held.cells)
        return found


_VERSIONS = Prepared(
    select(day_versions).where(day_versions.c.day.between(bindparam("first"), bindparam("last")))
)


@cache
def _cells_in(parts: int) -> Prepared:
    """Of one day, by counter, by how long they are taken, and by who has freed them."""
    table = taken_slots.c
    sums = (_bits(part).label(f"part_{part}") for part in range(parts))
    return Prepared(
        select(table.counter, table.expires_at, table.freed_by, *sums)
        .where(table.day == bindparam("day"))
        .group_by(table.counter, table.expires_at, table.freed_by)
    )


def _bits(part: int) -> ColumnElement[Any]:
    cell = taken_slots.c.cell - _PART * part
    bit = literal(1, BigInteger).bitwise_lshift(cell)
    return func.sum(case((cell.between(0, _PART - 1), bit), else_=literal(0, BigInteger)))
