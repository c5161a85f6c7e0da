"""Every operation in random order against the simple model.

For longer: `./linka soak booking-model`.
"""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from booking.api import OfferState
from tests.support.postgres import Cluster
from tests.support.small_town.base import Place, TownMachine
from tests.support.small_town.hours import slot_at
from tests.support.small_town.machine import VisitsMachine
from tests.support.small_town.owned import OutsideMachine
from tests.support.small_town.owner import GRID
from tests.support.small_town.waiting import WAITERS, WaitlistMachine

EXAMPLES = {"sqlite": 1.0, "postgresql": 0.4}
"""Of those below, so many."""
STEPS = 40
ONE, THREE, PAYING = (("cards.new", 1),), (("cards.new", 3),), (("waste.pay", 2),)


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


# what was found once, step by step: what the model thinks of it, too, has to be right


@pytest.fixture
def outside(place: Place) -> Iterator[OutsideMachine]:
    OutsideMachine.place = place
    machine = OutsideMachine()
    yield machine
    machine.teardown()


@pytest.fixture
def waitlist(place: Place) -> Iterator[WaitlistMachine]:
    WaitlistMachine.place = place
    machine = WaitlistMachine()
    yield machine
    machine.teardown()


def keep_at_the_machine(outside: OutsideMachine) -> int:
    outside.keep(0, ONE, "call-1", "phone", there=True)
    return max(outside.model.holds)


def test_late_by_a_moment_somebody_asks_for_the_begin_of_a_longer_visit(
    outside: OutsideMachine,
) -> None:
    begin = outside.model.holds[keep_at_the_machine(outside)].hold.slot.start
    outside.time_passes(10, 0)
    outside.hold(slot_at("south-1", begin, PAYING), PAYING, "call-2")
    outside.confirm(1)
    outside.sell_at(begin.astimezone(UTC) + GRID, 1)
    outside.rows_are_what_the_model_has()
    (kept,) = outside.tickets.book()
    assert (kept.is_ours, kept.minutes) == (True, 40)


def test_what_a_clerk_gave_to_another_and_took_back_may_be_sold_until_the_machine_is_told(
    outside: OutsideMachine,
) -> None:
    keep_at_the_machine(outside)
    outside.oversell(0, 0)
    outside.turn(0)
    outside.give_back(0)
    outside.confirm(0)
    (booked,) = outside.model.visits.values()
    outside.sell_at(booked.visit.start.astimezone(UTC), 1)
    outside.turn(0)
    outside.give_back(0)
    outside.turn(0)
    outside.sell_at(booked.visit.start.astimezone(UTC), 1)
    (kept,) = outside.tickets.book()
    assert (kept.is_ours, kept.until) == (True, None)
    outside.rows_are_what_the_model_has()


def test_what_the_machine_has_given_back_is_seen_when_it_refuses_the_next_time(
    outside: OutsideMachine,
) -> None:
    first = min(slot.start for slot in outside.model.starts(ONE, "south")).astimezone(UTC)
    outside.sell_at(first, 1)
    outside.turn(0)
    outside.give_back(0)
    outside.sell_at(first + GRID, 1)
    outside.hold_nearest(ONE, "call-1", "phone")
    (held,) = outside.model.holds.values()
    assert held.hold.slot.start == first
    outside.rows_are_what_the_model_has()


def test_who_wants_something_else_is_offered_the_same_time_for_it(
    waitlist: WaitlistMachine,
) -> None:
    for things in (ONE, THREE):
        waitlist.join(WAITERS[0], things, None, 0, None)
        waitlist.turn(0)
        waitlist.rows_are_what_the_model_has()
        waitlist.the_list_is_what_the_model_has()
    first, second = waitlist.list.offers.values()
    assert (first.state, second.state) == (OfferState.WITHDRAWN, OfferState.OPEN)
    assert first.slot.start == second.slot.start


def test_what_is_released_at_noon_is_offered_at_noon(waitlist: WaitlistMachine) -> None:
    waitlist.time_passes(24 * 60)
    waitlist.book_all(ONE, "phone")
    waitlist.join(WAITERS[0], ONE, None, 0, None)
    waitlist.turn(0)
    assert waitlist.list.offers == {}
    waitlist.noon_comes(0, 0)
    assert len(waitlist.list.offers) == 1
