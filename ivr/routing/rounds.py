"""One round of decisions: what is over by time, then who takes whom. In a transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from booking.api import Transaction, from_json, to_json
from ivr.routing import handover, offers, operators, queue
from ivr.routing.model import (
    ContactRequest,
    Offer,
    OperatorState,
    OperatorStatus,
    Place,
    RequestState,
)
from ivr.routing.places import expected_seconds, positions
from ivr.routing.policy import Decision, Operator, Situation, Waiting, decide
from ivr.routing.rows import routing_decisions
from ivr.routing.rules import Rules

Skills = Mapping[str, Mapping[str, int]]
"""Levels by service or language, by username; who is not in it may take no calls."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round has changed.

    Attributes:
        made: rings that begin.
        missed: rings that end.
        ready: operators whose wrap-up was over by time.
    """

    made: tuple[Offer, ...] = ()
    missed: tuple[Offer, ...] = ()
    ready: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.made or self.missed or self.ready)


def is_quiet(tx: Transaction) -> bool:
    """Whether nobody waits and nobody wraps up: then no round can change anything."""
    return not queue.somebody_waits(tx) and not operators.somebody_wraps_up(tx)


def is_due(tx: Transaction, skills: Skills, rules: Rules) -> bool:
    """Whether a round would change anything; a look only."""
    if offers.rung_out(tx) or operators.wrapped_up_long_enough(tx):
        return True
    return bool(queue.waiting(tx)) and bool(decide(situation(tx, skills, rules)))


def play(tx: Transaction, skills: Skills, rules: Rules) -> Round:
    """Settle what is over by time, make the offers that are possible."""
    missed = offers.rung_out(tx)
    for offer in missed:
        handover.miss(tx, offer, "no answer", rules)
    ready = operators.wrapped_up_long_enough(tx)
    for username in ready:
        operators.wrap_up_ended(tx, username)
    seen = situation(tx, skills, rules)
    decisions = decide(seen)
    made: tuple[Offer, ...] = ()
    if decisions:
        kept = tx.insert(routing_decisions, at=tx.now, situation=to_json(seen))
        _forget_old(tx, rules)
        made = tuple(_offer(tx, one, kept, rules) for one in decisions)
    return Round(made, tuple(missed), tuple(ready))


def situation(tx: Transaction, skills: Skills, rules: Rules) -> Situation:
    """All that the policy looks at, as it is now."""
    there = operators.on_duty(operators.all_of(tx))
    return Situation(
        now=tx.now,
        waiting=tuple(as_waiting(tx, queue.waiting(tx), rules)),
        operators=tuple(_operator(one, skills) for one in there if one.username in skills),
        relax=rules.relax,
    )


def as_waiting(tx: Transaction, requests: Sequence[ContactRequest], rules: Rules) -> list[Waiting]:
    """Requests as the policy sees them."""
    numbers = [one.id for one in requests]
    down = offers.turned_down(tx, numbers, rules.refused_seconds)
    return [
        Waiting(
            one.id,
            one.needs,
            one.asked_at,
            one.target_seconds,
            down[one.id].missed,
            down[one.id].refused,
        )
        for one in requests
    ]


def places(tx: Transaction, skills: Skills, rules: Rules) -> dict[int, Place]:
    """Where everybody stands who has no answer yet, by the request's number."""
    requests = queue.waiting(tx, also_offered=True)
    stand = positions(situation(tx, skills, rules), as_waiting(tx, requests, rules))
    lately = {
        needs: queue.last_wait(tx, needs, rules.forget_seconds)
        for needs in {one.needs for one in requests}
    }
    found = {}
    for one in requests:
        waited = (tx.now - one.asked_at).total_seconds()
        expected = expected_seconds(waited, lately[one.needs])
        found[one.id] = Place(stand[one.id], len(requests), expected)
    return found


def kept_situation(tx: Transaction, decision_id: int) -> Situation | None:
    """What the policy saw when it decided; None where it is not kept any more."""
    row = tx.one(select(routing_decisions.c.situation).where(routing_decisions.c.id == decision_id))
    if row is None:
        return None
    found: Situation = from_json(row.situation, Situation)
    return found


def _forget_old(tx: Transaction, rules: Rules) -> None:
    # after the new row is in: SQLite gives the number of a deleted last row out again
    too_old = routing_decisions.c.at < tx.now - timedelta(days=rules.keep_days)
    tx.execute(delete(routing_decisions).where(too_old))


def _offer(tx: Transaction, decision: Decision, kept: int, rules: Rules) -> Offer:
    made = offers.make(tx, decision, kept, rules.ring_seconds)
    queue.put_state(tx, decision.request_id, RequestState.OFFERED)
    operators.ring(tx, decision.operator, decision.request_id)
    return made


def _operator(status: OperatorStatus, skills: Skills) -> Operator:
    return Operator(
        username=status.username,
        skills=dict(skills[status.username]),
        state=status.state,
        free_since=_free_since(status),
        reachable=status.endpoint is not None,
    )


def _free_since(status: OperatorStatus) -> datetime:
    # nobody is idle on a break or in a talk
    return status.free_since if status.state is OperatorState.AVAILABLE else status.since
