"""From runs to the figures that are printed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from cli.bench.report import Figure
from cli.bench.samples import Answers

MOST_TIMES_BARE = 1.3
MOST_BEHIND_PLAIN = 40.0
"""Milliseconds that Linka's 99th percentile may lie above the plain dialplan's."""


@dataclass(frozen=True, slots=True)
class Run:
    """One load on one system. Processor time in seconds, of all its calls together."""

    system: str
    at_once: int
    calls: int
    asterisk: float
    application: float
    answers: Answers

    @property
    def cost(self) -> float:
        """Seconds of processor time a call."""
        return (self.asterisk + self.application) / self.calls


def figures(runs: Sequence[Run], idle: float, others: float) -> list[Figure]:
    """All figures of the benchmark, those with an aim first.

    Args:
        runs: what was measured.
        idle: percent of a core that Linka uses while nobody rings.
        others: percent of the machine that other programs used meanwhile. On a machine that is
            busy with something else the figures say little; late percentiles suffer first.
    """
    found = [
        *_costs(runs),
        *_delays(runs),
        Figure("ivr.idle.linka", idle, "%", None, "lower"),
        Figure("ivr.other_programs", others, "%", None, "lower"),
    ]
    return sorted(found, key=lambda figure: figure.aim is None)


def _costs(runs: Sequence[Run]) -> Iterator[Figure]:
    """Processor time by call under the greatest load: with few calls the clock's ticks show.

    The median round counts, for another program that runs during one of them makes every
    instruction of it dearer.
    """
    crowd = max(run.at_once for run in runs)
    totals: dict[str, float] = {}
    for system, those in _by_system(runs, crowd).items():
        middle = sorted(those, key=lambda run: run.cost)[len(those) // 2]
        asterisk = middle.asterisk / middle.calls * 1000
        application = middle.application / middle.calls * 1000
        totals[system] = asterisk + application
        name = f"ivr.cpu_per_call.{system}"
        yield Figure(f"{name}.asterisk", asterisk, "ms", None, "lower")
        yield Figure(f"{name}.application", application, "ms", None, "lower")
        yield Figure(f"{name}.total", totals[system], "ms", None, "lower")
    ratio = totals["linka"] / totals["bare_ari"]
    yield Figure("ivr.cpu_per_call.linka_to_bare_ari", ratio, "x", MOST_TIMES_BARE, "lower")


def _delays(runs: Sequence[Run]) -> Iterator[Figure]:
    for at_once in sorted({run.at_once for run in runs}):
        all_answers = {
            system: reduce(add, (run.answers for run in those))
            for system, those in _by_system(runs, at_once).items()
        }
        aim = all_answers["plain"].percentile(0.99) + MOST_BEHIND_PLAIN
        for system, answers in all_answers.items():
            ours = system == "linka"
            name, place = "ivr.key_to_prompt", f"{system}.{at_once}"
            median, late = answers.percentile(0.5), answers.percentile(0.99)
            yield Figure(f"{name}.p50.{place}", median, "ms", None, "lower")
            yield Figure(f"{name}.p99.{place}", late, "ms", aim if ours else None, "lower")
            yield Figure(
                f"ivr.unanswered_keys.{place}",
                answers.unanswered,
                "keys",
                0 if ours else None,
                "lower",
            )


def _by_system(runs: Sequence[Run], at_once: int) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = {}
    for run in runs:
        if run.at_once == at_once:
            found.setdefault(run.system, []).append(run)
    return found
