import pytest

from cli.bench.delays import BARE, LINKA, Change, Run, delays, figures
from cli.bench.errors import BenchError

EVENTS = [Change("001", "waits", 10.0), Change("001", "gone", 12.0)]
RUNS = [
    Run(kind, pages, delays, 0, others)
    for pages in (1, 20)
    for kind, delays, others in (
        (BARE, (2.0, 2.0, 4.0), 1.0),
        (LINKA, (20.0, 30.0, 200.0), 3.0),
    )
]


def test_each_page_is_measured_from_each_event() -> None:
    quick = [Change("001", "waits", 10.02), Change("001", "gone", 12.05)]
    slow = [Change("001", "waits", 10.2), Change("001", "gone", 12.1)]
    found, missing = delays(EVENTS, [quick, slow])
    assert found == pytest.approx([20, 200, 50, 100])
    assert missing == 0


@pytest.mark.parametrize(
    "shown",
    [
        [],
        [Change("002", "waits", 10.1)],
        [Change("001", "gone", 10.1)],
        [Change("001", "waits", 9.5)],
        [Change("001", "waits", 16.0)],
    ],
)
def test_what_is_not_shown_or_too_late_or_of_another_caller_is_missing(
    shown: list[Change],
) -> None:
    assert delays(EVENTS[:1], [shown]) == ([], 1)


def test_a_change_in_the_millisecond_of_its_event_took_no_time() -> None:
    found, _ = delays(EVENTS[:1], [[Change("001", "waits", 9.9996)]])
    assert found == [0.0]


def test_a_row_that_came_back_counts_when_it_was_there_first() -> None:
    shown = [Change("001", "waits", 10.1), Change("001", "waits", 10.5)]
    assert delays(EVENTS[:1], [shown])[0] == pytest.approx([100])


def test_the_names_are_kept() -> None:
    assert {figure.name for figure in figures(RUNS)} == {
        *(f"console.event_to_page.{pages}.{what}" for pages in (1, 20) for what in WHAT),
        *(f"console.floor.{pages}.{what}" for pages in (1, 20) for what in WHAT),
        "console.to_floor.1",
        "console.to_floor.20",
        "console.other_programs",
    }


WHAT = ("median", "p99", "missing")


def test_linka_has_the_aim_and_the_bare_page_explains_it() -> None:
    found = {figure.name: figure for figure in figures(RUNS)}
    middle, late = (found[f"console.event_to_page.20.{what}"] for what in ("median", "p99"))
    assert (middle.value, middle.aim, middle.missed) == (30.0, 150.0, False)
    assert (late.value, late.aim, late.missed) == (200.0, 150.0, True)
    assert found["console.floor.20.median"].aim is None
    assert found["console.to_floor.20"].value == 15.0
    assert found["console.other_programs"].value == 3.0


def test_a_single_missing_change_misses_the_aim() -> None:
    [missing] = [
        figure
        for figure in figures([*RUNS[:3], Run(LINKA, 20, (1.0,), 1, 0.0)])
        if figure.name == "console.event_to_page.20.missing"
    ]
    assert missing.missed


def test_pages_that_showed_nobody_are_no_figure() -> None:
    with pytest.raises(BenchError, match="no page of 20"):
        figures([*RUNS[:3], Run(LINKA, 20, (), 40, 0.0)])
