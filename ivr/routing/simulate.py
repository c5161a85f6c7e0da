"""The policy of production against a described load and staff: a discrete-event simulation.

Nothing rings and nobody waits: the clock jumps from event to event. The same seed gives the same
figures. Every operator answers what rings; missed rings are for tests of the real rows.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from ivr.routing.figures import Figures, Tally
from ivr.routing.model import OperatorState
from ivr.routing.policy import Decision, Operator, Situation, Waiting, decide
from ivr.routing.scenario import Load, Scenario, Shape

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
"""Any instant would do."""

HOUR = 3600.0


def simulate(scenario: Scenario) -> list[Figures]:
    """Run it; the figures of each kind of caller, then of all together as 'all'."""
    return _Run(scenario).figures()


@dataclass(slots=True)
class _Caller:
    load: Load
    arrived: float


@dataclass(slots=True)
class _Run:
    """One simulation. `now` in seconds from the start; events are (when, order, what happens)."""

    scenario: Scenario
    now: float = 0.0
    busy_seconds: float = 0.0
    waiting: dict[int, Waiting] = field(default_factory=dict)
    callers: dict[int, _Caller] = field(default_factory=dict)
    operators: dict[str, Operator] = field(default_factory=dict)
    agenda: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    order: count[int] = field(default_factory=count)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        # figures, not secrets: they must come out the same again
        self.chance = random.Random(self.scenario.seed)  # noqa: S311
        for crew in self.scenario.operators:
            for number in range(1, crew.count + 1):
                name = f"{crew.name}-{number}"
                free = OperatorState.AVAILABLE
                self.operators[name] = Operator(name, crew.skills, free, BEGIN)
        for load in self.scenario.load:
            self.tallies[load.name] = Tally()
            self._next_arrival(load)

    @property
    def begins(self) -> float:
        """When counting begins."""
        return self.scenario.warm_up_hours * HOUR

    @property
    def ends(self) -> float:
        """When it ends; callers who came until then are still served."""
        return self.begins + self.scenario.hours * HOUR

    def figures(self) -> list[Figures]:
        """Play everything, then reckon."""
        while self.agenda:
            self.now, _, happen = heapq.heappop(self.agenda)
            happen()
            self._decide()
        staffed = len(self.operators) * self.scenario.hours * HOUR
        found = [tally.figures(name, None) for name, tally in self.tallies.items()]
        total = Tally.together(self.tallies.values())
        return [*found, total.figures("all", self.busy_seconds / staffed)]

    def _later(self, seconds: float, happen: Callable[[], None]) -> None:
        heapq.heappush(self.agenda, (self.now + seconds, next(self.order), happen))

    def _next_arrival(self, load: Load) -> None:
        gap = self.chance.expovariate(load.per_hour / HOUR)
        if self.now + gap < self.ends:
            self._later(gap, lambda: self._arrive(load))

    def _arrive(self, load: Load) -> None:
        self._next_arrival(load)
        rules = self.scenario.rules
        number = next(self.order)
        needs = rules.needs_of(load.service, load.language)
        self.waiting[number] = Waiting(number, needs, self._at(), rules.targets[load.priority])
        self.callers[number] = _Caller(load, self.now)
        if load.patience is not None:
            patience = self.chance.expovariate(1 / load.patience)
            self._later(patience, lambda: self._give_up(number))
        for step in rules.relax:
            # only to decide again; whoever was answered by then is not in the queue any more
            self._later(step.after, lambda: None)

    def _give_up(self, number: int) -> None:
        if self.waiting.pop(number, None) is not None:
            caller = self.callers.pop(number)
            if self._counts(caller):
                self.tallies[caller.load.name].abandoned(self.now - caller.arrived)

    def _decide(self) -> None:
        if not self.waiting:
            return
        everybody = tuple(self.operators.values())
        queue = tuple(self.waiting.values())
        seen = Situation(self._at(), queue, everybody, self.scenario.rules.relax)
        for decision in decide(seen):
            self._connect(decision)

    def _connect(self, decision: Decision) -> None:
        del self.waiting[decision.request_id]
        caller = self.callers.pop(decision.request_id)
        picked_up = self.scenario.pick_up
        talk = self._handling(caller.load)
        if self._counts(caller):
            waited = self.now + picked_up - caller.arrived
            self.tallies[caller.load.name].answered(waited, self.scenario.within)
        taken = picked_up + talk + self.scenario.wrap_up
        counted_from, counted_to = max(self.now, self.begins), min(self.now + taken, self.ends)
        self.busy_seconds += max(0.0, counted_to - counted_from)
        self._put(decision.operator, OperatorState.TALKING)
        free = OperatorState.AVAILABLE
        self._later(taken, lambda: self._put(decision.operator, free))

    def _put(self, username: str, state: OperatorState) -> None:
        before = self.operators[username]
        self.operators[username] = replace(before, state=state, free_since=self._at())

    def _handling(self, load: Load) -> float:
        if load.shape is Shape.FIXED:
            return load.handling
        return self.chance.expovariate(1 / load.handling)

    def _counts(self, caller: _Caller) -> bool:
        return caller.arrived >= self.begins

    def _at(self) -> datetime:
        return BEGIN + timedelta(seconds=self.now)
