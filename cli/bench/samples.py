"""From what the callers heard to figures. Pure."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from cli.bench.callers import Heard
from cli.bench.errors import CallsFailed
from cli.bench.heard import Prompts
from cli.bench.journey import Journey

NEARLY_ALL = 0.9


def nearest_rank(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed; there must be some."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True, slots=True)
class Answers:
    """How keys were answered: milliseconds from a key to its prompt, and how many never were."""

    delays: tuple[float, ...]
    unanswered: int

    def __add__(self, other: Answers) -> Answers:
        return Answers(self.delays + other.delays, self.unanswered + other.unanswered)

    def percentile(self, share: float) -> float:
        """The delay that this share of the keys did not exceed; nearest rank.

        Raises:
            CallsFailed: no key was answered while nearly all calls were up.
        """
        if not self.delays:
            raise CallsFailed(1, 1, "no key was answered while all calls were up")
        return nearest_rank(self.delays, share)


def answers(calls: Sequence[Heard], prompts: Prompts, journey: Journey, at_once: int) -> Answers:
    """The delays of all keys that were let go while nearly all the calls wanted were up.

    A key counts as unanswered when its prompt did not begin before the next key, or at all.
    """
    begins, ends = sorted(c.began for c in calls), sorted(c.ended for c in calls)

    def up(moment: float) -> int:
        return bisect_right(begins, moment) - bisect_right(ends, moment)

    delays: list[float] = []
    unanswered = 0
    for call in calls:
        limits = [*(press.released for press in call.presses[1:]), math.inf]
        unanswered += len(journey.keys) - len(call.presses)
        for press, limit, (_, prompt) in zip(call.presses, limits, journey.steps, strict=False):
            if up(press.released) < NEARLY_ALL * at_once:
                continue
            began = prompts.began(prompt.name, call.packets, press.released)
            if began is None or began > limit:
                unanswered += 1
            else:
                delays.append((began - press.released) * 1000)
    return Answers(tuple(delays), unanswered)
