"""What an import has done, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that was not taken in; nothing of it was.

    Attributes:
        line: of the file.
        record: the record's name in the other system, '' where that cannot be read.
        field: what of it will not do, '' where the row as a whole will not.
        reason: why.
    """

    line: int
    record: str
    field: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """How a file was taken in.

    Attributes:
        dry_run: it was only tried; nothing was kept.
        rows: how many rows the file has.
    """

    dry_run: bool
    rows: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[RowRefused] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        """One more row with that outcome."""
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)
