"""Why a call came to whom it came, or still waits."""

from __future__ import annotations

from dataclasses import dataclass

from booking.api import Database, Staff, Transaction
from ivr.routing import offers, queue, rounds
from ivr.routing.model import ContactRequest, Offer, RequestState
from ivr.routing.policy import Candidate, Reason, Verdict, decide, explain
from ivr.routing.requests import skills_of
from ivr.routing.rules import Rules


@dataclass(frozen=True, slots=True)
class Decided:
    """An offer and its reason.

    Attributes:
        holds: today's policy decides the same from what was seen then; None where that is not
            kept any more.
    """

    offer: Offer
    reason: Reason
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Story:
    """One request of a call: what was decided for it.

    Attributes:
        now: where it still waits, how it looks at this moment.
    """

    request: ContactRequest
    decided: tuple[Decided, ...]
    now: Reason | None


async def why(database: Database, staff: Staff, rules: Rules, call_id: str) -> list[Story]:
    """The stories of a call's requests, the oldest first; none where it never asked."""
    skills = await skills_of(staff)

    def look(tx: Transaction) -> list[Story]:
        return [_story(tx, one, skills, rules) for one in queue.all_of(tx, call_id)]

    return await database.read(look)


def in_words(reason: Reason) -> list[str]:
    """A reason as lines for people."""
    asked = ", ".join(str(need) for need in reason.asked.needs if need.level)
    lines = [f"waited {reason.waited:.0f} s, target {reason.target:.0f} s; asked: {asked}"]
    if reason.asked.step:
        early = reason.asked.early
        because = "waiting" if not early else "nobody on duty would fit otherwise"
        lines.append(f"step {reason.asked.step} of relaxation, because of {because}")
    if reason.passed_over:
        numbers = ", ".join(map(str, reason.passed_over))
        lines.append(f"more urgent, but nobody free who fits: requests {numbers}")
    lines += [f"  {_line(one)}" for one in reason.candidates]
    return lines


def _line(one: Candidate) -> str:
    levels = "/".join(map(str, one.levels))
    word = str(one.state) if one.verdict is Verdict.BUSY else str(one.verdict)
    return f"{one.username}: {word} (levels {levels}, {one.idle:.0f} s)"


def _story(tx: Transaction, request: ContactRequest, skills: rounds.Skills, rules: Rules) -> Story:
    decided = tuple(
        Decided(offer, reason, _holds(tx, offer, reason))
        for offer, reason in offers.made_for(tx, request.id)
    )
    now = None
    if request.state is RequestState.WAITING:
        seen = rounds.situation(tx, skills, rules)
        now = explain(seen, *rounds.as_waiting(tx, [request], rules))
    return Story(request, decided, now)


def _holds(tx: Transaction, offer: Offer, reason: Reason) -> bool | None:
    seen = rounds.kept_situation(tx, offer.decision_id)
    if seen is None:
        return None
    again = [one for one in decide(seen) if one.request_id == offer.request_id]
    return [(one.operator, one.reason) for one in again] == [(offer.operator, reason)]
