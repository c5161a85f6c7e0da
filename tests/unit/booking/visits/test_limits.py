"""Limits as rules, without a database."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.catalogue.limits import PersonLimits
from booking.errors import LimitReached, Refused
from booking.town.limits import LimitsEntry
from booking.visits.limits import Counted, Limit, Override, checked_override, passed, reached

FOUR = PersonLimits(number_visits=4)
NO_LIMITS: dict[str, Any] = {limit.value: None for limit in Limit}
NONE = PersonLimits(**NO_LIMITS)
JANA = Override("jana", "domov seniorů")


def test_one_less_than_the_limit_lets_one_more_pass() -> None:
    assert passed(FOUR, [Counted(Limit.NUMBER_VISITS, 3)]) == []


def test_who_has_as_many_as_the_limit_is_refused_with_its_figures() -> None:
    with pytest.raises(LimitReached) as told:
        passed(FOUR, [Counted(Limit.NUMBER_VISITS, 4)])
    assert (told.value.limit, told.value.most, told.value.found) == ("number_visits", 4, 4)


def test_an_override_lets_pass_and_says_what_it_was_needed_for() -> None:
    needed = passed(FOUR, [Counted(Limit.NUMBER_VISITS, 9)], JANA)
    assert [one.limit for one in needed] == ["number_visits"]


@given(st.sampled_from(Limit), st.integers(0, 10**6))
def test_a_town_without_limits_lets_everything_pass(limit: Limit, found: int) -> None:
    assert reached(NONE, [Counted(limit, found)]) == []


@pytest.mark.parametrize(
    "override", [Override("jana", "  "), Override("", "proč"), Override("j", "x" * 201)]
)
def test_an_override_needs_somebody_and_a_reason(override: Override) -> None:
    with pytest.raises(Refused):
        checked_override(override)


def test_a_reason_is_kept_without_its_line_breaks() -> None:
    assert checked_override(Override("jana", " domov\n seniorů ")) == JANA


def test_every_limit_is_a_field_of_the_towns_file() -> None:
    for limit in Limit:
        assert limit.value in PersonLimits.__dataclass_fields__
        assert limit.value in LimitsEntry.model_fields


def test_what_a_town_does_not_say_is_as_usual() -> None:
    assert LimitsEntry().limits() == PersonLimits()


@pytest.mark.parametrize("wrong", [0, -1, True, "3", 10_001])
def test_a_limit_that_cannot_be_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="number_visits"):
        LimitsEntry.model_validate({"number_visits": wrong})
