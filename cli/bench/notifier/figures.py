"""From samples to the figures that are printed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from cli.bench.report import Figure
from cli.bench.samples import nearest_rank

HAND_OVER_AIM = 1000.0
"""Milliseconds for the 95th percentile; GOV.UK Notify promises ten seconds."""

LEAST_RATE = 50.0
"""Messages a second; GOV.UK Notify's 3,000 a minute."""

LEAST_OF_FLOOR = 0.5
LEAST_OF_EMPTY = 0.9
MOST_OF_EMPTY = 1.2
"""How much slower, and how much longer, it may be over a million old messages."""


@dataclass(frozen=True, slots=True)
class HandOvers:
    """Milliseconds from an event's commit to its message's arrival at the provider."""

    database: str
    each: Sequence[float]


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second in each round: the floor's, and of as many workers right after it."""

    database: str
    workers: int
    floor: Sequence[float]
    linka: Sequence[float]


@dataclass(frozen=True, slots=True)
class Growth:
    """The same with an empty outbox and with an old one, by turns.

    Attributes:
        rates: messages a second of one worker; of the empty one and of the old one.
        claims: milliseconds of each claim of sixteen messages, likewise.
    """

    database: str
    rates: tuple[Sequence[float], Sequence[float]]
    claims: tuple[Sequence[float], Sequence[float]]


def hand_over_figures(found: HandOvers) -> Iterator[Figure]:
    """Median and 95th percentile."""
    name = f"notifier.{found.database}.hand_over"
    yield Figure(f"{name}_p50", nearest_rank(found.each, 0.5), "ms", None, "lower")
    yield Figure(f"{name}_p95", nearest_rank(found.each, 0.95), "ms", HAND_OVER_AIM, "lower")


def rate_figures(found: Rates) -> Iterator[Figure]:
    """Linka's rate, the floor's, and the median of the rounds' ratios."""
    place = f"{found.workers}_worker" + ("s" if found.workers > 1 else "")
    name = f"notifier.{found.database}"
    yield Figure(f"{name}.rate.{place}", median(found.linka), "1/s", LEAST_RATE, "higher")
    yield Figure(f"{name}.floor.{place}", median(found.floor), "1/s", None, "higher")
    ratio = _middle_ratio(found.linka, found.floor)
    yield Figure(f"{name}.to_floor.{place}", ratio, "x", LEAST_OF_FLOOR, "higher")


def growth_figures(found: Growth) -> Iterator[Figure]:
    """What a million old messages change."""
    name = f"notifier.{found.database}"
    (rate, old_rate), (claim, old_claim) = found.rates, found.claims
    ratio = _middle_ratio(old_rate, rate)
    yield Figure(f"{name}.growth.rate", ratio, "x", LEAST_OF_EMPTY, "higher")
    ratio = _middle_ratio(old_claim, claim)
    yield Figure(f"{name}.growth.claim", ratio, "x", MOST_OF_EMPTY, "lower")
    yield Figure(f"{name}.claim.empty", median(claim), "ms", None, "lower")
    yield Figure(f"{name}.claim.old", median(old_claim), "ms", None, "lower")


def _middle_ratio(those: Sequence[float], these: Sequence[float]) -> float:
    """Each round is weighed against the one beside it: a busy machine is so for both."""
    return median(that / this for that, this in zip(those, these, strict=True))
