from datetime import UTC, datetime, timedelta

import pytest

from booking.api import Language
from ivr.routing.model import OperatorState
from ivr.routing.places import expected_seconds, positions
from ivr.routing.policy import Operator, Situation, Waiting
from ivr.routing.rules import Rules

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
RULES = Rules()


def waiting(number: int, service: str, seconds: float, language: Language = Language.CS) -> Waiting:
    since = NOW - timedelta(seconds=seconds)
    return Waiting(number, RULES.needs_of(service, language), since, 20)


def busy(name: str, **skills: int) -> Operator:
    return Operator(name, skills, OperatorState.TALKING, NOW)


def place(one: Waiting, *others: Waiting, crew: tuple[Operator, ...]) -> int:
    everybody = (one, *others)
    return positions(Situation(NOW, everybody, crew, RULES.relax), everybody)[one.id]


def test_only_those_count_who_wait_for_the_same_people() -> None:
    crew = (busy("p", passport=5, cs=5), busy("w", waste=5, cs=5))
    mine = waiting(1, "passport", 5)
    assert place(mine, waiting(2, "passport", 9), waiting(3, "waste", 15), crew=crew) == 2


def test_one_operator_for_both_makes_one_queue() -> None:
    crew = (busy("both", passport=5, waste=5, cs=5),)
    assert place(waiting(1, "passport", 5), waiting(2, "waste", 15), crew=crew) == 2


def test_who_came_later_does_not_count() -> None:
    crew = (busy("p", passport=5, cs=5),)
    assert place(waiting(1, "passport", 5), waiting(2, "passport", 4), crew=crew) == 1


def test_with_nobody_on_duty_those_with_the_same_needs_are_ahead() -> None:
    others = waiting(2, "passport", 9), waiting(3, "waste", 9)
    assert place(waiting(1, "passport", 5), *others, crew=()) == 2


@pytest.mark.parametrize(
    ("waited", "last", "expected"),
    [(0, 90, 90), (60, 90, 30), (90, 90, 0), (91, 90, None), (10, None, None)],
)
def test_it_takes_what_it_took_the_last_one_or_nobody_can_tell(
    waited: float, last: float | None, expected: float | None
) -> None:
    assert expected_seconds(waited, last) == expected


def test_who_is_being_offered_is_ahead_still_for_the_ring_may_be_missed() -> None:
    crew = (busy("p", passport=5, cs=5),)
    rings, waits = waiting(1, "passport", 12), waiting(2, "passport", 9)
    seen = Situation(NOW, (waits,), crew, RULES.relax)
    assert positions(seen, (waits, rings)) == {1: 1, 2: 2}
