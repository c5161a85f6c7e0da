"""From samples to the figures that are printed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from cli.bench.report import Figure
from cli.bench.samples import nearest_rank

SEARCH_AIMS = {1: 5.0, 3: 15.0}
"""Milliseconds for the 99th percentile, by persons, on an idle core."""

LEAST_OF_FLOOR = 0.5

MISHEARD_AIM = 50.0
"""Milliseconds for the 99th percentile."""


@dataclass(frozen=True, slots=True)
class Search:
    """How long searches took, in milliseconds.

    Attributes:
        nearest: for the nearest free slot.
        whole: for all days with something free, up to the horizon.
        changed: the same, each after another process has changed one of the days.
        first: the same, each the first one of a process.
        first_nearest: for the nearest free slot, each the first one of a process.
        shares: of a town that keeps half of its time for some channels.
    """

    database: str
    counters: int
    persons: int
    nearest: Sequence[float]
    whole: Sequence[float]
    changed: Sequence[float]
    first: Sequence[float]
    first_nearest: Sequence[float]
    shares: bool = False


@dataclass(frozen=True, slots=True)
class Misheard:
    """How long searches for a misheard name took, in milliseconds; `prepared` is in seconds."""

    database: str
    citizens: int
    each: Sequence[float]
    prepared: float


@dataclass(frozen=True, slots=True)
class Bookings:
    """Seconds that a round of so many bookings took, at the floor and in Linka."""

    database: str
    counters: int
    each: int
    floor: Sequence[float]
    linka: Sequence[float]


def search_figures(searches: Sequence[Search], aimed_at: int) -> Iterator[Figure]:
    """Of each search median and 99th percentile, with aims for `aimed_at` counters; then growth."""
    medians: dict[tuple[str, int], dict[int, float]] = {}
    for one in searches:
        place = f"{one.database}.{one.counters}_counters.{one.persons}_persons"
        place += ".shares" if one.shares else ""
        aim = SEARCH_AIMS.get(one.persons) if one.counters == aimed_at else None
        for kind, samples in (
            ("nearest", one.nearest),
            ("whole", one.whole),
            ("changed", one.changed),
        ):
            name = f"booking.search.{kind}.{place}"
            yield Figure(f"{name}.median", nearest_rank(samples, 0.5), "ms", None, "lower")
            yield Figure(f"{name}.p99", nearest_rank(samples, 0.99), "ms", aim, "lower")
        for kind, samples in (("first", one.first), ("first_nearest", one.first_nearest)):
            name = f"booking.search.{kind}.{place}.median"
            yield Figure(name, nearest_rank(samples, 0.5), "ms", None, "lower")
        if one.shares:
            continue
        sizes = medians.setdefault((one.database, one.persons), {})
        sizes[one.counters] = nearest_rank(one.whole, 0.5)
    for (database, persons), sizes in medians.items():
        yield from _growth(f"booking.search.growth.{database}.{persons}_persons", sizes)


def booking_figures(rounds: Sequence[Bookings]) -> Iterator[Figure]:
    """Hold and confirm as a share of the floor, the median of the rounds' ratios; then growth."""
    medians: dict[str, dict[int, float]] = {}
    for one in rounds:
        floor, linka = nearest_rank(one.floor, 0.5), nearest_rank(one.linka, 0.5)
        name = f"booking.hold_and_confirm.{one.database}.{one.counters}_counters"
        yield Figure(f"{name}.linka", one.each / linka, "a second", None, "higher")
        yield Figure(f"{name}.floor", one.each / floor, "a second", None, "higher")
        ratio = median(f / own for f, own in zip(one.floor, one.linka, strict=True))
        yield Figure(f"{name}.to_floor", ratio, "x", LEAST_OF_FLOOR, "higher")
        medians.setdefault(one.database, {})[one.counters] = linka
    for database, sizes in medians.items():
        yield from _growth(f"booking.hold_and_confirm.growth.{database}", sizes)


def misheard_figures(searches: Sequence[Misheard]) -> Iterator[Figure]:
    """Median and 99th percentile of a misheard name, and how long the index takes at a start."""
    for one in searches:
        name = f"booking.misheard.{one.database}.{one.citizens}_citizens"
        yield Figure(f"{name}.median", nearest_rank(one.each, 0.5), "ms", None, "lower")
        yield Figure(f"{name}.p99", nearest_rank(one.each, 0.99), "ms", MISHEARD_AIM, "lower")
        yield Figure(f"{name}.index", one.prepared, "s", None, "lower")


def _growth(name: str, sizes: Mapping[int, float]) -> Iterator[Figure]:
    """How many times longer it takes with more counters, against the fewest."""
    fewest = min(sizes)
    for counters in sorted(sizes.keys() - {fewest}):
        ratio = sizes[counters] / sizes[fewest]
        yield Figure(f"{name}.{fewest}_to_{counters}_counters", ratio, "x", None, "lower")
