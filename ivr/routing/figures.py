"""What is counted of answered and lost calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figures:
    """How callers of one kind, or all, were served.

    Attributes:
        offered: how many rang.
        abandoned: how many of them hung up before an answer.
        service_level: answered in time, of all who rang; None where nobody did.
        service_level_of_answered: answered in time, of those who were answered: the formula that
            looks better the more people give up, so never told alone.
        mean_wait: seconds, of the answered.
        wait_90, wait_99: so many percent of the answered waited no longer, in seconds.
        occupancy: the part of their time for which operators were taken; None for one kind alone.
    """

    name: str
    offered: int
    abandoned: int
    service_level: float | None
    service_level_of_answered: float | None
    mean_wait: float | None
    wait_90: float | None
    wait_99: float | None
    occupancy: float | None


@dataclass(slots=True)
class Tally:
    """Counts as calls come and go. `lost` are the waits of those who hung up."""

    waits: list[float] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)
    in_time: int = 0

    def answered(self, waited: float, within: float) -> None:
        """Somebody was answered."""
        self.waits.append(waited)
        self.in_time += waited <= within

    def abandoned(self, waited: float) -> None:
        """Somebody hung up."""
        self.lost.append(waited)

    @classmethod
    def together(cls, tallies: Iterable[Tally]) -> Tally:
        """All kinds in one."""
        total = cls()
        for one in tallies:
            total.waits += one.waits
            total.lost += one.lost
            total.in_time += one.in_time
        return total

    def figures(self, name: str, occupancy: float | None) -> Figures:
        """What came of it."""
        offered = len(self.waits) + len(self.lost)
        ordered = sorted(self.waits)
        return Figures(
            name,
            offered,
            len(self.lost),
            self.in_time / offered if offered else None,
            self.in_time / len(ordered) if ordered else None,
            sum(ordered) / len(ordered) if ordered else None,
            _percentile(ordered, 90),
            _percentile(ordered, 99),
            occupancy,
        )


def _percentile(ordered: list[float], percent: int) -> float | None:
    """The nearest rank: a wait that somebody really had."""
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
