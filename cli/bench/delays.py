"""From events in Asterisk and changes on pages to figures. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from cli.bench.errors import BenchError
from cli.bench.report import Figure
from cli.bench.samples import nearest_rank

AIM = 150.0
"""Milliseconds from an event in Asterisk to the change on a page."""
LATE = 5.0
"""Seconds; a change that took longer is counted as missing."""

LINKA, BARE = "event_to_page", "floor"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that has happened to a caller: `waits` or `gone`; `at` in seconds of the clock.

    A caller is known by the `ending` of the number, three digits.
    """

    ending: str
    change: str
    at: float


@dataclass(frozen=True, slots=True)
class Run:
    """What some open pages showed of some events.

    Attributes:
        kind: whose pages they were, `LINKA` or `BARE`.
        pages: how many.
        delays: milliseconds, one for each event and page.
        missing: so many changes did not come in time.
        others: percent of the machine that other programs used meanwhile.
    """

    kind: str
    pages: int
    delays: tuple[float, ...]
    missing: int
    others: float


def delays(events: Iterable[Change], pages: Sequence[Iterable[Change]]) -> tuple[list[float], int]:
    """Milliseconds from each event to each page, and how many changes did not come in time."""
    found: list[float] = []
    missing = 0
    seen = [_by_name(changes) for changes in pages]
    for event in events:
        for changes in seen:
            at = changes.get((event.ending, event.change))
            # Asterisk tells whole milliseconds
            if at is None or not -0.001 <= at - event.at <= LATE:
                missing += 1
            else:
                found.append(max(0.0, at - event.at) * 1000)
    return found, missing


def _by_name(changes: Iterable[Change]) -> dict[tuple[str, str], float]:
    """The first of each kind."""
    found: dict[tuple[str, str], float] = {}
    for one in changes:
        found.setdefault((one.ending, one.change), one.at)
    return found


def figures(runs: Sequence[Run]) -> list[Figure]:
    """All figures of the benchmark, those with an aim first."""
    found = list(_figures(runs))
    return sorted(found, key=lambda figure: figure.aim is None)


def _figures(runs: Sequence[Run]) -> Iterator[Figure]:
    middles: dict[tuple[str, int], float] = {}
    for run in runs:
        if not run.delays:
            raise BenchError(f"no page of {run.pages} showed any of the callers")
        aim = AIM if run.kind == LINKA else None
        name = f"console.{run.kind}.{run.pages}"
        middles[run.kind, run.pages] = middle = median(run.delays)
        yield Figure(f"{name}.median", middle, "ms", aim, "lower")
        yield Figure(f"{name}.p99", nearest_rank(run.delays, 0.99), "ms", aim, "lower")
        yield Figure(f"{name}.missing", run.missing, "", 0 if aim else None, "lower")
    for kind, pages in middles:
        if kind == LINKA:
            ratio = middles[LINKA, pages] / max(middles[BARE, pages], 0.1)
            yield Figure(f"console.to_floor.{pages}", ratio, "x", None, "lower")
    worst = max(run.others for run in runs)
    yield Figure("console.other_programs", worst, "%", None, "lower")
