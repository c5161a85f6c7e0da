"""Who takes whom, and why. Pure: the same code decides in production and in the simulator.

Needed skills must fit. Of the operators that fit the best level wins, then the longest idle
(longest idle first spreads work evenly; Wallace and Whitt 2005 route so among equals). A freed
operator takes the request that has waited most relative to its target: the queue-ratio rule of
Gurvich and Whitt 2010, which keeps every class near its target without weights that starve one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ivr.routing.model import Need, NeedKind, OperatorState
from ivr.routing.rules import Levels, Relaxation


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits.

    Attributes:
        needs: the skills at the levels asked for at first, the weightiest first.
        since: when the caller began to wait.
        target: seconds within which an answer is aimed at.
        missed_by: who has let it ring, once for each time; the others come first.
        refused_by: who shall not be asked now.
    """

    id: int
    needs: tuple[Need, ...]
    since: datetime
    target: float
    missed_by: tuple[str, ...] = ()
    refused_by: tuple[str, ...] = ()

    def waited(self, now: datetime) -> float:
        """Seconds."""
        return (now - self.since).total_seconds()

    def urgency(self, now: datetime) -> float:
        """The wait relative to its target."""
        return self.waited(now) / self.target


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator on duty: in any state but offline.

    Attributes:
        skills: levels by service or language.
        free_since: since when they have had no call.
        reachable: a softphone is there to ring.
    """

    username: str
    skills: Mapping[str, int]
    state: OperatorState
    free_since: datetime
    reachable: bool = True

    @property
    def is_free(self) -> bool:
        """Whether an offer can be made now."""
        return self.state is OperatorState.AVAILABLE and self.reachable

    def fits(self, needs: Iterable[Need]) -> bool:
        """Whether every skill is there at its level."""
        return all(self.skills.get(need.skill, 0) >= need.level for need in needs)


class Verdict(StrEnum):
    """What spoke for or against an operator."""

    CHOSEN = "chosen"
    LESS_IDLE = "has been idle for less time"
    LOWER_LEVEL = "knows it less well"
    MISSED = "has let this caller ring before"
    TAKEN = "was chosen for a caller who is more urgent"
    REFUSED = "has refused this caller"
    NO_PHONE = "has no softphone"
    BUSY = "is not free"
    LACKS = "lacks a skill"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An operator as seen for one request.

    Attributes:
        levels: in the order of the request's needs.
        idle: seconds without a call; for somebody who is not free, seconds in their state.
    """

    username: str
    verdict: Verdict
    levels: tuple[int, ...]
    state: OperatorState
    idle: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of operators now.

    Attributes:
        needs: after relaxation.
        step: how many steps of relaxation hold.
        early: so many of them because nobody on duty would fit otherwise.
    """

    needs: tuple[Need, ...]
    step: int
    early: int


@dataclass(frozen=True, slots=True)
class Reason:
    """All that a decision was made from: enough to tell it, and to check it.

    Attributes:
        waited: seconds.
        target: seconds.
        asked: what was asked of operators.
        candidates: everybody on duty, the chosen first.
        passed_over: more urgent requests for which nobody was free.
    """

    waited: float
    target: float
    asked: Asked
    candidates: tuple[Candidate, ...]
    passed_over: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Offer this request to this operator."""

    request_id: int
    operator: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Situation:
    """What a round of decisions is made from; kept with them, so that they can be replayed."""

    now: datetime
    waiting: tuple[Waiting, ...]
    operators: tuple[Operator, ...]
    relax: tuple[Relaxation, ...]


def decide(situation: Situation) -> tuple[Decision, ...]:
    """All offers to make now: at most one a request and one an operator."""
    free = {one.username: one for one in situation.operators if one.is_free}
    if not free:
        return ()
    decisions: list[Decision] = []
    passed_over: list[int] = []
    for request in in_order(situation.now, situation.waiting):
        asked = asked_now(situation, request)
        fitting = _fitting(request, asked, free.values())
        if not fitting:
            passed_over.append(request.id)
            continue
        chosen = min(fitting, key=lambda one: _rank(one, request))
        reason = _reason(situation, request, asked, free, chosen)
        reason = replace(reason, passed_over=tuple(passed_over))
        decisions.append(Decision(request.id, chosen.username, reason))
        del free[chosen.username]
        if not free:
            break
    return tuple(decisions)


def explain(situation: Situation, request: Waiting) -> Reason:
    """Why a request goes on waiting, or who would get it if it alone were waiting."""
    free = {one.username: one for one in situation.operators if one.is_free}
    asked = asked_now(situation, request)
    fitting = _fitting(request, asked, free.values())
    chosen = min(fitting, key=lambda one: _rank(one, request), default=None)
    return _reason(situation, request, asked, free, chosen)


def in_order(now: datetime, waiting: Iterable[Waiting]) -> list[Waiting]:
    """The most urgent first; at the same moment, whoever asked first."""
    return sorted(waiting, key=lambda one: (-one.urgency(now), one.since, one.id))


def asked_now(situation: Situation, request: Waiting) -> Asked:
    """The needs after the steps whose time has come.

    A step comes early when nobody on duty, busy or not, would fit before it: waiting for a skill
    that is not in the house helps nobody.
    """
    waited = request.waited(situation.now)
    relax = situation.relax
    due = sum(waited >= step.after for step in relax)
    step = due
    needs = _at_step(request.needs, relax, step)
    while step < len(relax) and not any(one.fits(needs) for one in situation.operators):
        step += 1
        needs = _at_step(request.needs, relax, step)
    return Asked(needs, step, step - due)


def at_last(needs: tuple[Need, ...], relax: Sequence[Relaxation]) -> tuple[Need, ...]:
    """The needs after all relaxation: who does not fit these is never asked."""
    return _at_step(needs, relax, len(relax))


def _at_step(needs: tuple[Need, ...], relax: Sequence[Relaxation], step: int) -> tuple[Need, ...]:
    if step == 0:
        return needs
    levels = relax[step - 1]
    return tuple(replace(need, level=min(need.level, _most(need, levels))) for need in needs)


def _most(need: Need, levels: Levels) -> int:
    return levels.service if need.kind is NeedKind.SERVICE else levels.language


def _fitting(request: Waiting, asked: Asked, free: Iterable[Operator]) -> list[Operator]:
    return [one for one in free if one.username not in request.refused_by and one.fits(asked.needs)]


def _levels(operator: Operator, request: Waiting) -> tuple[int, ...]:
    return tuple(operator.skills.get(need.skill, 0) for need in request.needs)


def _rank(operator: Operator, request: Waiting) -> tuple[int, tuple[int, ...], datetime, str]:
    worse = tuple(-level for level in _levels(operator, request))
    misses = request.missed_by.count(operator.username)
    return misses, worse, operator.free_since, operator.username


def _reason(
    situation: Situation,
    request: Waiting,
    asked: Asked,
    free: Mapping[str, Operator],
    chosen: Operator | None,
) -> Reason:
    now = situation.now
    candidates = [
        Candidate(
            one.username,
            _verdict(one, request, asked, free, chosen),
            _levels(one, request),
            one.state,
            (now - one.free_since).total_seconds(),
        )
        for one in situation.operators
    ]
    order = list(Verdict)
    candidates.sort(key=lambda one: (order.index(one.verdict), one.username))
    return Reason(request.waited(now), request.target, asked, tuple(candidates))


def _verdict(  # noqa: PLR0911  one return a verdict, in the order in which they weigh
    one: Operator,
    request: Waiting,
    asked: Asked,
    free: Mapping[str, Operator],
    chosen: Operator | None,
) -> Verdict:
    if not one.fits(asked.needs):
        return Verdict.LACKS
    if one.state is not OperatorState.AVAILABLE:
        return Verdict.BUSY
    if not one.reachable:
        return Verdict.NO_PHONE
    if one.username in request.refused_by:
        return Verdict.REFUSED
    if one.username not in free:
        return Verdict.TAKEN
    if chosen is None or one.username == chosen.username:
        return Verdict.CHOSEN
    if request.missed_by.count(one.username) > request.missed_by.count(chosen.username):
        return Verdict.MISSED
    if _levels(one, request) < _levels(chosen, request):
        return Verdict.LOWER_LEVEL
    return Verdict.LESS_IDLE
