"""Counters that are the same to whoever comes, looked at together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from booking.calendars import rules
from booking.catalogue.model import Counter

_BYTE = 8

OpenCells = Callable[[str, date], int]
"""The cells in which a counter is open on a day."""


class Pace(NamedTuple):
    """How a visit goes at a counter.

    Attributes:
        minutes: what each of its activities takes one person, in their order.
        last_start: no visit begins later than so many minutes before closing.
    """

    minutes: tuple[int, ...]
    last_start: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """A time at which a visit may begin.

    Attributes:
        minute: of the day.
        rank: of the counter, among all that were looked at.
        counter: the first that is free then.
    """

    minute: int
    rank: int
    counter: Counter


class Alike:
    """Counters of one office with one grid and one pace.

    Their days lie side by side in one long number: a row of bits for each counter, the first one's
    lowest, each with at least one bit to spare, so that nothing runs over from one into the next.
    Whatever is asked of all of them is then a few shifts and ANDs, however many they are.
    """

    def __init__(
        self, ranked: Sequence[tuple[int, Counter]], open_cells: OpenCells, pace: Pace
    ) -> None:
        self.office = ranked[0][1].office
        self.grid = ranked[0][1].grid
        self.pace = pace
        self._ranked = ranked
        self._open_cells = open_cells
        self._opened: dict[date, int] = {}
        self._laid_out: dict[tuple[Hashable, date], int] = {}
        self._in_time: dict[date, int] = {}
        cells = rules.day_cells(self.grid)
        self._bytes = cells // _BYTE + 1
        self._width = self._bytes * _BYTE
        self._row = (1 << cells) - 1
        self._place = {c.code: self._width * n for n, (_, c) in enumerate(ranked)}
        self._firsts = sum(1 << place for place in self._place.values())

    @classmethod
    def among(
        cls, counters: Sequence[Counter], open_cells: OpenCells, pace_of: Callable[[Counter], Pace]
    ) -> list[Alike]:
        """All that are alike among these, in their order."""
        groups: dict[tuple[str, int, Pace], list[tuple[int, Counter]]] = {}
        for rank, counter in enumerate(counters):
            kind = (counter.office, counter.grid, pace_of(counter))
            groups.setdefault(kind, []).append((rank, counter))
        return [cls(ranked, open_cells, pace) for (_, _, pace), ranked in groups.items()]

    def open_on(self, day: date) -> int:
        """The cells in which they are open; computed once a day."""
        known = self._opened.get(day)
        if known is None:
            cells = {code: self._open_cells(code, day) for code in self._place}
            known = self._opened[day] = self.side_by_side(cells)
        return known

    def laid_out(self, kind: Hashable, day: date, cells_of: Callable[[str], int]) -> int:
        """Cells of each counter by its code, side by side; worked out once a kind and day."""
        known = self._laid_out.get((kind, day))
        if known is None:
            cells = {code: cells_of(code) for code in self._place}
            known = self._laid_out[kind, day] = self.side_by_side(cells)
        return known

    def side_by_side(self, cells: Mapping[str, int]) -> int:
        """Cells by counter as one number; those of other counters are left out."""
        rows = ((cells.get(code, 0) & self._row) for code in self._place)
        return int.from_bytes(
            b"".join(row.to_bytes(self._bytes, "little") for row in rows), "little"
        )

    def in_place(self, counter: str, cells: int) -> int:
        """One counter's cells where they lie; nothing for one that is not among these."""
        place = self._place.get(counter)
        return 0 if place is None else (cells & self._row) << place

    def starts(self, day: date, free: int, length: int, earliest: int) -> Iterator[Start]:
        """Where `length` free cells follow, not before a minute of the day; the earliest first.

        Where several counters are free, the first stands for all.
        """
        possible = rules.starts(free, length)
        if self.pace.last_start:
            possible &= self._cells_in_time(day)
        if earliest > 0:
            possible &= self._firsts * (rules.cells_from(earliest, self.grid) & self._row)
        for cell in rules.cells_in(self._any(possible)):
            those = possible >> cell & self._firsts
            rank, counter = self._ranked[((those & -those).bit_length() - 1) // self._width]
            yield Start(cell * self.grid, rank, counter)

    def _cells_in_time(self, day: date) -> int:
        """The cells in which a visit may still begin before they close; computed once a day."""
        known = self._in_time.get(day)
        if known is None:
            cells = {
                code: rules.cells_in_time(
                    self._open_cells(code, day), self.grid, self.pace.last_start
                )
                for code in self._place
            }
            known = self._in_time[day] = self.side_by_side(cells)
        return known

    def _any(self, cells: int) -> int:
        """The cells of a row that are set in any; the rows are laid over one another, by halves."""
        rows = len(self._ranked)
        while rows > 1:
            rows = (rows + 1) // 2
            width = rows * self._width
            cells = cells >> width | cells & (1 << width) - 1
        return cells
