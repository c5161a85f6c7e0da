import json

import pytest

from cli.bench.figures import Run, figures
from cli.bench.report import Figure, as_json
from cli.bench.samples import Answers


def run(system: str, at_once: int, asterisk: float, application: float, delay: float) -> Run:
    return Run(system, at_once, 100, asterisk, application, Answers((delay,) * 10, 0))


RUNS = [
    run(system, at_once, asterisk, application, delay)
    for at_once in (1, 100)
    for system, asterisk, application, delay in (
        ("plain", 1.0, 0.0, 5.0),
        ("bare_ari", 1.0, 1.0, 6.0),
        ("linka", 1.2, 1.3, 46.0),
    )
]


def test_the_names_are_kept() -> None:
    names = {figure.name for figure in figures(RUNS, idle=1.0, others=2.0)}
    assert {
        "ivr.cpu_per_call.linka_to_bare_ari",
        "ivr.cpu_per_call.linka.total",
        "ivr.key_to_prompt.p50.plain.1",
        "ivr.key_to_prompt.p99.linka.100",
        "ivr.unanswered_keys.linka.100",
        "ivr.idle.linka",
        "ivr.other_programs",
    } <= names
    assert len(names) == len(figures(RUNS, idle=1.0, others=2.0))


def test_linkas_time_is_compared_with_the_bare_loops_and_its_delay_with_the_dialplans() -> None:
    found = {figure.name: figure for figure in figures(RUNS, idle=1.0, others=2.0)}
    ratio = found["ivr.cpu_per_call.linka_to_bare_ari"]
    assert (ratio.value, ratio.aim, ratio.missed) == (1.25, 1.3, False)
    late = found["ivr.key_to_prompt.p99.linka.100"]
    assert (late.value, late.aim, late.missed) == (46.0, 45.0, True)
    assert found["ivr.cpu_per_call.linka.total"].value == 25.0


def test_the_median_round_is_the_cost_and_all_rounds_make_the_percentiles() -> None:
    rounds = [*RUNS, run("linka", 100, 9.0, 9.0, 6.0), run("linka", 100, 1.3, 1.3, 6.0)]
    found = {figure.name: figure.value for figure in figures(rounds, idle=1.0, others=2.0)}
    assert found["ivr.cpu_per_call.linka.total"] == pytest.approx(26.0)
    assert found["ivr.key_to_prompt.p50.linka.100"] == 6.0
    assert found["ivr.key_to_prompt.p99.linka.100"] == 46.0


def test_the_list_for_machines_says_what_is_better() -> None:
    figure = Figure("a.b", 1.5, "ms", None, "lower")
    assert json.loads(as_json([figure])) == [
        {"name": "a.b", "value": 1.5, "unit": "ms", "aim": None, "better": "lower"}
    ]
