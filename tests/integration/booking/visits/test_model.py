"""Every operation in random order against the simple model.

For longer: `./linka soak booking-model`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.postgres import Cluster
from tests.support.small_town.base import Place, TownMachine
from tests.support.small_town.machine import VisitsMachine
from tests.support.small_town.owned import OutsideMachine
from tests.support.small_town.waiting import WaitlistMachine

EXAMPLES = {"sqlite": 1.0, "postgresql": 0.4}
"""Of those below, so many."""
STEPS = 40


@pytest.fixture
def place(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if dialect == "sqlite":
        address = f"sqlite:///{tmp_path / 'town.db'}"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        address = cluster.copy("empty")
    with Place.at(address) as made:
        yield made


@pytest.mark.parametrize(
    ("machine", "examples"), [(VisitsMachine, 40), (WaitlistMachine, 25), (OutsideMachine, 25)]
)
def test_nothing_that_is_done_in_any_order_sells_a_slot_twice_or_loses_one(
    dialect: str, place: Place, machine: type[TownMachine], examples: int
) -> None:
    machine.place = place
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(examples * EXAMPLES[dialect]),
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],  # the soak makes what it finds short; that takes minutes
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
