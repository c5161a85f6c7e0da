"""What the benchmark of the notifier makes of its samples."""

import pytest

from cli.bench.notifier.figures import (
    Growth,
    HandOvers,
    Rates,
    growth_figures,
    hand_over_figures,
    rate_figures,
)


def test_late_hand_overs_are_held_against_a_second() -> None:
    found = {
        one.name: one for one in hand_over_figures(HandOvers("sqlite", [20.0] * 94 + [1500.0] * 6))
    }
    assert found["notifier.sqlite.hand_over_p50"].value == 20.0
    late = found["notifier.sqlite.hand_over_p95"]
    assert (late.value, late.aim, late.missed) == (1500.0, 1000.0, True)


def test_each_round_is_weighed_against_the_floor_beside_it() -> None:
    """A round in which the machine was slow for both says as much as another."""
    rates = Rates("postgresql", 4, floor=[600.0, 60.0, 500.0], linka=[300.0, 36.0, 200.0])
    found = {one.name: one for one in rate_figures(rates)}
    assert found["notifier.postgresql.to_floor.4_workers"].value == 0.5
    assert found["notifier.postgresql.rate.4_workers"].value == 200.0
    assert found["notifier.postgresql.floor.4_workers"].aim is None


def test_one_worker_is_named_in_the_singular() -> None:
    names = [one.name for one in rate_figures(Rates("sqlite", 1, [1.0], [1.0]))]
    assert "notifier.sqlite.rate.1_worker" in names


def test_growth_compares_the_old_outbox_with_the_empty_one() -> None:
    growth = Growth("sqlite", rates=([200.0, 100.0], [190.0, 80.0]), claims=([4.0], [6.0]))
    found = {one.name: one for one in growth_figures(growth)}
    assert found["notifier.sqlite.growth.rate"].value == pytest.approx(0.875)
    assert found["notifier.sqlite.growth.rate"].missed
    assert found["notifier.sqlite.growth.claim"].value == 1.5
    assert found["notifier.sqlite.growth.claim"].missed
