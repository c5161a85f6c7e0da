"""What a town may say about rebooking."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from booking.api import RebookingRules, Span
from booking.town.rebooking import RebookingEntry


def test_a_town_that_says_nothing_has_the_usual_rules() -> None:
    assert RebookingEntry().rules() == RebookingRules()


def test_times_of_the_day_are_written_as_people_do() -> None:
    rules = RebookingEntry(told_from="07:30", told_until="19:00", moved_within_minutes=10).rules()
    assert rules.told == Span(450, 1140)
    assert rules.moved_within_minutes == 10


@pytest.mark.parametrize(
    "written",
    [
        {"told_from": "20:00", "told_until": "08:00"},
        {"told_from": "8"},
        {"moved_within_minutes": 61},
        {"answer_minutes": 0},
        {"anwser_minutes": 5},
    ],
)
def test_what_cannot_be_is_refused(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RebookingEntry(**written)
