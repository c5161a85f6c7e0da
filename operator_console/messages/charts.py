"""Figures of messages as a chart and tables, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.api import FAILURES, Count, Fate, Figures, Waiting
from operator_console import formats
from operator_console.messages.names import Names
from operator_console.messages.view import When

BANDS = (
    ("delivered", (Fate.DELIVERED,)),
    ("sent", (Fate.SENT,)),
    ("failed", FAILURES),
    ("rest", (Fate.WAITING, Fate.WITHHELD, Fate.DROPPED)),
)
"""The colours of a bar, from its foot."""

MOST_TICKS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the span in the chart.

    Attributes:
        pieces: name, foot and height of each colour, in hundredths of the chart's height.
        says: the same in words.
    """

    label: str
    says: str
    number: int
    pieces: Sequence[tuple[str, float, float]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of figures."""

    name: str
    number: str
    delivered: str
    failed: str
    withheld: str
    price: str


def bars(figures: Figures, names: Names, when: When) -> list[Bar]:
    """The chart: how many were written in each part of the span, by how they stand."""
    by_slot = [Counter[Fate]() for _ in figures.slots]
    for one in figures.counts:
        by_slot[one.slot][one.fate] += one.number
    highest = max((sum(one.values()) for one in by_slot), default=0) or 1
    is_day = len(figures.slots) >= 23 and figures.slots[1] - figures.slots[0] == timedelta(hours=1)
    found = []
    for begin, counted in zip(figures.slots, by_slot, strict=True):
        local = begin.astimezone(when.zone)
        label = str(local.hour) if is_day else formats.near_day(local.date(), when.language)
        pieces, foot = [], 0.0
        for name, fates in BANDS:
            height = 100 * sum(counted[fate] for fate in fates) / highest
            if height:
                pieces.append((name, round(100 - foot - height, 2), round(height, 2)))
            foot += height
        told = ", ".join(f"{names.fate(fate)} {n}" for fate, n in counted.items() if n)
        number = sum(counted.values())
        head = f"{local.hour}:00" if is_day else label
        found.append(Bar(label, f"{head}: {told or '0'}", number, pieces))
    return found


def ticks(shown: Sequence[Bar]) -> list[str]:
    """What stands below the chart: four marks at the most, so that they fit on a telephone."""
    step = max(1, -(-len(shown) // MOST_TICKS))
    return [one.label for one in shown[::step]]


def lines(counts: Sequence[Count], group: Callable[[Count], str], when: When) -> list[Line]:
    """A line for each name, the most frequent first."""
    by_name: dict[str, list[Count]] = {}
    for one in counts:
        by_name.setdefault(group(one), []).append(one)

    def number(of: Sequence[Count], *fates: Fate) -> int:
        return sum(one.number for one in of if not fates or one.fate in fates)

    ranked = sorted(by_name.items(), key=lambda item: (-number(item[1]), item[0]))
    return [
        Line(
            name,
            when.number(number(of)),
            when.number(number(of, Fate.DELIVERED)),
            when.number(number(of, *FAILURES)),
            when.number(number(of, Fate.WITHHELD)),
            when.crowns(price) if (price := sum(one.price for one in of)) else "–",
        )
        for name, of in ranked
    ]


def reasons(counts: Sequence[Count], names: Names, when: When) -> list[tuple[str, str, str]]:
    """Why messages did not arrive: how they stand, why, how many."""
    found: Counter[tuple[Fate, str]] = Counter()
    for one in counts:
        if one.fate in (*FAILURES, Fate.WITHHELD):
            found[one.fate, one.reason or ""] += one.number
    return [
        (names.fate(fate), names.reason(reason), when.number(number))
        for (fate, reason), number in found.most_common()
    ]


def oldest(waiting: Sequence[Waiting], now: datetime) -> int:
    """Seconds for which the oldest that is due could have gone; 0 of none."""
    since = [one.since for one in waiting if one.since is not None]
    return max(0, int((now - min(since)) / timedelta(seconds=1))) if since else 0
