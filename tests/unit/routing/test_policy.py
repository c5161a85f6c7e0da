"""The policy, case by case."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.api import Language
from ivr.routing.model import OperatorState
from ivr.routing.policy import Operator, Situation, Verdict, Waiting, asked_now, decide, explain
from ivr.routing.rules import Relaxation, Rules

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
RULES = Rules()
BEST = {"passport": 5, "cs": 5}


def operator(
    name: str,
    skills: dict[str, int] | None = None,
    *,
    idle: float = 60,
    state: OperatorState = OperatorState.AVAILABLE,
    reachable: bool = True,
) -> Operator:
    since = NOW - timedelta(seconds=idle)
    return Operator(name, BEST if skills is None else skills, state, since, reachable)


def request(
    number: int = 1,
    *,
    service: str | None = "passport",
    language: Language = Language.CS,
    waited: float = 0,
    target: float = 20,
    missed_by: tuple[str, ...] = (),
    refused_by: tuple[str, ...] = (),
) -> Waiting:
    needs = RULES.needs_of(service, language)
    since = NOW - timedelta(seconds=waited)
    return Waiting(number, needs, since, target, missed_by, refused_by)


def situation(
    waiting: list[Waiting],
    operators: list[Operator],
    relax: tuple[Relaxation, ...] = RULES.relax,
) -> Situation:
    return Situation(NOW, tuple(waiting), tuple(operators), relax)


def pairs(seen: Situation) -> list[tuple[int, str]]:
    return [(one.request_id, one.operator) for one in decide(seen)]


def verdicts(seen: Situation) -> dict[str, Verdict]:
    (decision,) = decide(seen)
    return {one.username: one.verdict for one in decision.reason.candidates}


def test_an_operator_without_the_skill_is_never_asked() -> None:
    others = [operator("tax", {"waste": 5, "cs": 5}), operator("pass", {"passport": 3, "cs": 3})]
    assert pairs(situation([request()], others)) == [(1, "pass")]


def test_an_operator_who_does_not_speak_the_language_is_never_asked() -> None:
    seen = situation(
        [request(language=Language.UK, waited=1000)],
        [operator("czech"), operator("busy", {"uk": 5}, state=OperatorState.TALKING)],
    )
    assert pairs(seen) == []


def test_the_best_at_the_service_comes_before_the_best_at_the_language() -> None:
    seen = situation(
        [request()],
        [
            operator("speaker", {"passport": 4, "cs": 5}),
            operator("expert", {"passport": 5, "cs": 3}),
        ],
    )
    assert pairs(seen) == [(1, "expert")]


def test_of_equals_the_longest_idle_is_asked() -> None:
    crew = [operator("a", idle=10), operator("b", idle=500), operator("c", idle=90)]
    assert pairs(situation([request()], crew)) == [(1, "b")]


def test_a_better_level_weighs_more_than_idleness() -> None:
    crew = [operator("idle", {"passport": 4, "cs": 5}, idle=9000), operator("good", idle=1)]
    assert pairs(situation([request()], crew)) == [(1, "good")]


@pytest.mark.parametrize("state", [s for s in OperatorState if s is not OperatorState.AVAILABLE])
def test_only_who_is_available_is_asked(state: OperatorState) -> None:
    assert pairs(situation([request()], [operator("a", state=state)])) == []


def test_nobody_is_asked_who_has_no_softphone() -> None:
    assert pairs(situation([request()], [operator("a", reachable=False)])) == []


def test_a_freed_operator_takes_who_waited_most_relative_to_the_target() -> None:
    waiting = [
        request(1, waited=50, target=60),
        request(2, waited=18, target=20),
        request(3, waited=8, target=10),
    ]
    assert pairs(situation(waiting, [operator("a")])) == [(2, "a")]


def test_a_freed_operator_passes_over_whom_they_cannot_help() -> None:
    waiting = [request(1, service="waste", waited=15), request(2, waited=3)]
    crew = [operator("a"), operator("w", {"waste": 5, "cs": 5}, state=OperatorState.TALKING)]
    (decision,) = decide(situation(waiting, crew))
    assert (decision.request_id, decision.reason.passed_over) == (2, (1,))


def test_callers_of_one_moment_come_in_the_order_of_asking() -> None:
    waiting = [request(7), request(3)]
    assert pairs(situation(waiting, [operator("a")])) == [(3, "a")]


def test_who_missed_the_ring_comes_after_the_others_however_good() -> None:
    seen = situation(
        [request(missed_by=("best",))],
        [operator("best", idle=900), operator("next", {"passport": 3, "cs": 3})],
    )
    assert pairs(seen) == [(1, "next")]
    assert verdicts(seen)["best"] is Verdict.MISSED


def test_who_missed_the_ring_is_rung_again_when_there_is_nobody_else() -> None:
    assert pairs(situation([request(missed_by=("a", "a"))], [operator("a")])) == [(1, "a")]


def test_who_refused_the_caller_is_left_in_peace() -> None:
    assert pairs(situation([request(refused_by=("a",))], [operator("a")])) == []


@pytest.mark.parametrize(
    ("waited", "offered"), [(0, False), (19.9, False), (20, True), (3600, True)]
)
def test_lower_levels_will_do_after_the_time_that_is_configured(
    waited: float, offered: bool
) -> None:
    crew = [
        operator("little", {"passport": 2, "cs": 5}),
        operator("expert", state=OperatorState.TALKING),
    ]
    assert bool(pairs(situation([request(waited=waited)], crew))) is offered


def test_after_the_last_step_anybody_will_do_who_speaks_the_language() -> None:
    crew = [operator("any", {"cs": 1}), operator("expert", state=OperatorState.TALKING)]
    assert pairs(situation([request(waited=89)], crew)) == []
    assert pairs(situation([request(waited=90)], crew)) == [(1, "any")]


def test_nobody_waits_for_a_skill_that_is_not_in_the_house() -> None:
    seen = situation([request(service="vehicles")], [operator("any", {"cs": 5})])
    (decision,) = decide(seen)
    assert decision.reason.asked.early == len(RULES.relax)


def test_a_skill_that_is_on_a_break_is_in_the_house() -> None:
    crew = [operator("any", {"cs": 5}), operator("expert", state=OperatorState.BREAK)]
    assert pairs(situation([request()], crew)) == []


def test_a_step_of_relaxation_never_asks_for_more() -> None:
    relax = (Relaxation(after=10, service=5, language=5),)
    asked = asked_now(situation([], [operator("a")], relax), request(waited=11))
    assert [need.level for need in asked.needs] == [3, 3]


def test_a_caller_who_chose_nothing_needs_the_language_only() -> None:
    assert pairs(situation([request(service=None)], [operator("a", {"cs": 3})])) == [(1, "a")]


def test_a_decision_tells_what_spoke_against_everybody_else() -> None:
    crew = [
        operator("best", idle=100),
        operator("later", idle=10),
        operator("less", {"passport": 4, "cs": 5}),
        operator("none", {"cs": 5}),
        operator("talks", state=OperatorState.TALKING),
        operator("away", reachable=False),
        operator("sent-on"),
    ]
    seen = situation([request(refused_by=("sent-on",))], crew)
    assert verdicts(seen) == {
        "best": Verdict.CHOSEN,
        "later": Verdict.LESS_IDLE,
        "less": Verdict.LOWER_LEVEL,
        "none": Verdict.LACKS,
        "talks": Verdict.BUSY,
        "away": Verdict.NO_PHONE,
        "sent-on": Verdict.REFUSED,
    }


def test_an_operator_who_went_to_a_more_urgent_caller_is_told_as_taken() -> None:
    waiting = [request(1, waited=10), request(2)]
    crew = [operator("best"), operator("less", {"passport": 4, "cs": 5})]
    first, second = decide(situation(waiting, crew))
    assert (first.operator, second.operator) == ("best", "less")
    assert {c.username: c.verdict for c in second.reason.candidates}["best"] is Verdict.TAKEN


def test_it_can_be_explained_why_a_caller_goes_on_waiting() -> None:
    seen = situation([request()], [operator("talks", state=OperatorState.TALKING)])
    (candidate,) = explain(seen, seen.waiting[0]).candidates
    assert candidate.verdict is Verdict.BUSY
