"""The simulator against known results, and against what must hold in any queue."""

import math
from typing import Any

import pytest

from ivr.routing.figures import Figures, Tally
from ivr.routing.scenario import Scenario
from ivr.routing.simulate import simulate

ERLANGS, HANDLING = 12.0, 240.0
PER_HOUR = ERLANGS * 3600 / HANDLING


def erlang_c(servers: int) -> float:
    """The part of callers who wait at all in M/M/c (Erlang 1917)."""
    terms = [ERLANGS**n / math.factorial(n) for n in range(servers)]
    last = ERLANGS**servers / math.factorial(servers) * servers / (servers - ERLANGS)
    return last / (sum(terms) + last)


def run(operators: int, **more: Any) -> list[Figures]:
    load = {"name": "passports", "per_hour": PER_HOUR, "handling": HANDLING}
    crew = {"name": "operator", "count": operators, "skills": {"cs": 5}}
    described = {"seed": 3, "hours": 60, "load": [load], "operators": [crew], **more}
    return simulate(Scenario.model_validate(described))


@pytest.mark.parametrize(("operators", "in_time", "mean"), [(15, 0.751, 25.6), (16, 0.853, 12.3)])
def test_one_kind_of_caller_is_served_as_erlang_reckoned(
    operators: int, in_time: float, mean: float
) -> None:
    waits = erlang_c(operators)
    spare = operators - ERLANGS
    assert 1 - waits * math.exp(-spare * 20 / HANDLING) == pytest.approx(in_time, abs=0.001)
    assert waits * HANDLING / spare == pytest.approx(mean, abs=0.1)
    *_, total = run(operators, hours=200)
    assert total.service_level == pytest.approx(in_time, abs=0.02)
    assert total.mean_wait == pytest.approx(mean, rel=0.15)
    assert total.occupancy == pytest.approx(ERLANGS / operators, abs=0.01)


def test_the_same_seed_gives_the_same_figures() -> None:
    assert run(15, hours=5) == run(15, hours=5)
    assert run(15, hours=5) != run(15, hours=5, seed=4)


def test_who_gives_up_counts_in_one_formula_and_not_in_the_other() -> None:
    load = {"name": "a", "per_hour": PER_HOUR, "handling": HANDLING, "patience": 60}
    *_, total = run(11, hours=20, load=[load])
    assert total.abandoned > 0
    assert total.service_level is not None
    assert total.service_level_of_answered is not None
    assert total.service_level < total.service_level_of_answered
    answered = total.offered - total.abandoned
    assert total.service_level * total.offered == pytest.approx(
        total.service_level_of_answered * answered
    )


def test_operators_are_taken_while_they_wrap_up() -> None:
    *_, bare = run(20, hours=20)
    *_, wrapping = run(20, hours=20, wrap_up=60)
    assert bare.occupancy is not None
    assert wrapping.occupancy == pytest.approx(bare.occupancy * 300 / 240, abs=0.02)


def test_a_kind_that_nobody_knows_is_served_by_anybody() -> None:
    load = {"name": "x", "per_hour": 10, "handling": 60, "service": "vehicles"}
    *_, total = run(2, hours=20, load=[load])
    assert total.abandoned == 0
    assert total.mean_wait is not None
    assert total.mean_wait < 5


def test_no_calls_give_no_figures_instead_of_an_error() -> None:
    empty = Tally().figures("none", None)
    assert (empty.offered, empty.service_level, empty.wait_99) == (0, None, None)


def test_percentiles_are_waits_that_somebody_had() -> None:
    tally = Tally()
    for wait in range(1, 11):
        tally.answered(wait, 5)
    found = tally.figures("ten", None)
    assert (found.wait_90, found.wait_99, found.service_level) == (9, 10, 0.5)
