"""When the machine may ring, what it says, and which outcome counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

import pytest

from booking.api import PRAGUE, Matter, Refused, RingOutcome, Speech
from booking.rings.rules import check_speech, further, is_reached, may_ring, still_holds

START = datetime(2026, 11, 24, 9, tzinfo=PRAGUE)
VISIT = Speech(Matter.BOOKED, 12, START, "lidicka")
CANCELLED = Speech(Matter.CANCELLED, 12, START, "lidicka")


@pytest.mark.parametrize(
    ("hour", "minute", "may"),
    [(7, 59, False), (8, 0, True), (19, 59, True), (20, 0, False), (3, 0, False)],
)
def test_nobody_is_rung_by_a_machine_at_night(hour: int, minute: int, may: bool) -> None:
    assert may_ring(datetime(2026, 11, 23, hour, minute, tzinfo=PRAGUE), PRAGUE) is may


def test_the_hours_are_those_of_the_wall_clock_also_when_it_changes() -> None:
    night = datetime(2026, 10, 25, 7, 59, tzinfo=PRAGUE)  # the night in which winter time begins
    assert not may_ring(night, PRAGUE)
    assert may_ring(night + timedelta(minutes=1), PRAGUE)


@pytest.mark.parametrize(
    "wrong",
    [
        Speech(Matter.BOOKED),
        Speech(Matter.REMINDER, 12, START),
        Speech(Matter.MOVED, 12, None, "lidicka"),
        Speech(Matter.CANCELLED, None, START, "lidicka"),
        Speech(Matter.APPLICATION, 12),
        Speech(Matter.APPLICATION, office="lidicka"),
    ],
)
def test_a_speech_says_what_its_matter_needs_and_no_more(wrong: Speech) -> None:
    with pytest.raises(Refused):
        check_speech(wrong)


def test_a_message_about_a_visit_is_true_only_while_the_visit_is() -> None:
    assert still_holds(VISIT, booked=True, start=START)
    assert not still_holds(VISIT, booked=True, start=START + timedelta(minutes=15))
    assert not still_holds(VISIT, booked=False, start=START)
    assert not still_holds(VISIT, booked=False, start=None)


def test_that_a_visit_is_cancelled_is_not_told_once_it_was_restored() -> None:
    assert still_holds(CANCELLED, booked=False, start=START)
    assert not still_holds(CANCELLED, booked=True, start=START)


def test_what_was_reached_is_never_taken_back() -> None:
    for known, new in product(RingOutcome, RingOutcome):
        if known is RingOutcome.CONFIRMED:
            assert further(known, new) is RingOutcome.CONFIRMED
        elif known is RingOutcome.HEARD:
            assert further(known, new) in (RingOutcome.HEARD, RingOutcome.CONFIRMED)
    assert all(further(None, one) is one for one in RingOutcome)
    assert further(RingOutcome.HEARD, RingOutcome.CONFIRMED) is RingOutcome.CONFIRMED


def test_only_what_the_callee_did_is_known_before_the_end() -> None:
    assert {one for one in RingOutcome if is_reached(one)} == {
        RingOutcome.HEARD,
        RingOutcome.CONFIRMED,
    }
