"""What is done for somebody whose counter is closed, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.api import (
    PRAGUE,
    Language,
    RebookingRules,
    RebookingState,
    Slot,
    Span,
    Visit,
    WeeklyHours,
)
from booking.rebooking.model import WhyUnreached
from booking.rebooking.rules import Ask, Move, Reach, Ring, Round, outcome, reach_of
from booking.visits.model import Contact, VisitState

NOW = datetime(2026, 11, 23, 9, tzinfo=PRAGUE)
WAS = Slot("a-1", "a", datetime(2026, 11, 25, 9, tzinfo=PRAGUE), 15)
OFFICE_HOURS = WeeklyHours((*((Span(7 * 60, 17 * 60),) for _ in range(5)), (), ()))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(after: timedelta, office: str = "a", counter: str = "2") -> Slot:
    return Slot(f"{office}-{counter}", office, WAS.start + after, 15)


def visit(slot: Slot) -> Visit:
    return Visit(
        id=1,
        code="472015",
        activity="passport.new",
        office=slot.office,
        counter=slot.counter,
        start=slot.start,
        minutes=slot.minutes,
        persons=1,
        state=VisitState.BOOKED,
        language=Language.CS,
        citizen_id=None,
        phone=None,
        email=None,
        verified=False,
        channel="phone",
        created_at=NOW,
    )


def now(moment: datetime = NOW, **settings: int) -> Round:
    return Round(moment, PRAGUE, RebookingRules(**settings), OFFICE_HOURS)  # type: ignore[arg-type]


def test_the_same_time_in_the_same_office_is_taken_without_asking() -> None:
    free = [at(HOUR), at(timedelta(0), "b"), at(timedelta(0))]
    for reach in Reach:
        assert now().choose(WAS, reach, free) == Move(at(timedelta(0)))


def test_a_quarter_of_an_hour_is_moved_only_where_the_town_allows_and_people_can_be_told() -> None:
    free = [at(15 * MINUTE)]
    assert isinstance(now().choose(WAS, Reach.WRITTEN, free), Ask)
    allowing = now(moved_within_minutes=15)
    assert allowing.choose(WAS, Reach.WRITTEN, free) == Move(free[0])
    assert isinstance(allowing.choose(WAS, Reach.VOICE, free), Ask)
    assert allowing.choose(WAS, Reach.NONE, free) == Ring(WhyUnreached.NO_CONTACT)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (at(6 * HOUR), at(HOUR, "b")),
        (at(HOUR), at(2 * HOUR)),
        (at(HOUR, "b"), at(DAY)),
        (at(DAY), at(DAY, "b")),
        (at(DAY + 3 * HOUR), at(2 * DAY)),
    ],
)
def test_what_is_nearest_to_what_they_had_is_offered(better: Slot, worse: Slot) -> None:
    for free in ([better, worse], [worse, better]):
        choice = now().choose(WAS, Reach.WRITTEN, free)
        assert isinstance(choice, Ask)
        assert choice.slot == better


def test_the_time_for_an_answer_ends_early_enough_for_a_call() -> None:
    late = now(WAS.start - 5 * HOUR).choose(WAS, Reach.WRITTEN, [at(DAY)])
    assert late == Ring(WhyUnreached.TOO_LATE)  # told from 8 o'clock on, the visit is at 9
    soon = replace(WAS, start=WAS.start + 5 * HOUR)
    choice = now(soon.start - 5 * HOUR).choose(soon, Reach.WRITTEN, [at(DAY)])
    assert isinstance(choice, Ask)
    assert choice.times.answer_by == soon.start - 3 * HOUR


def test_landlines_are_rung_in_working_hours_only() -> None:
    evening = datetime(2026, 11, 23, 19, tzinfo=PRAGUE)
    written = now(evening).choose(WAS, Reach.WRITTEN, [at(DAY)])
    voice = now(evening).choose(WAS, Reach.VOICE, [at(DAY)])
    assert isinstance(written, Ask)
    assert isinstance(voice, Ask)
    assert written.times.tell_at == evening
    assert voice.times.tell_at == datetime(2026, 11, 24, 7, tzinfo=PRAGUE)


def test_where_nothing_is_free_or_nobody_can_be_told_a_person_acts() -> None:
    assert now().choose(WAS, Reach.WRITTEN, []) == Ring(WhyUnreached.NOTHING_FREE)
    assert now().choose(WAS, Reach.NONE, []) == Ring(WhyUnreached.NO_CONTACT)


slots = st.builds(
    at,
    st.integers(-3000, 20_000).map(lambda minutes: minutes * MINUTE),
    st.sampled_from(["a", "b"]),
)
moments = st.integers(0, 60 * 48).map(lambda minutes: NOW + minutes * MINUTE)


@given(free=st.lists(slots, max_size=12), reach=st.sampled_from(Reach), moment=moments)
def test_whatever_is_free_the_choice_keeps_the_promises(
    free: list[Slot], reach: Reach, moment: datetime
) -> None:
    round_ = now(moment, moved_within_minutes=10)
    choice = round_.choose(WAS, reach, free)
    assert choice == round_.choose(WAS, reach, list(reversed(free)))
    match choice:
        case Move(slot):
            assert slot in free
            assert slot.office == WAS.office
            most = 10 * MINUTE if reach is Reach.WRITTEN else timedelta(0)
            assert abs(slot.start - WAS.start) <= most
        case Ask(slot, times):
            assert slot in free
            assert reach is not Reach.NONE
            assert moment.astimezone(UTC) <= times.tell_at < times.answer_by
            assert times.answer_by <= WAS.start - 3 * HOUR
            assert times.answer_by <= slot.start - 2 * HOUR
        case Ring(why):
            assert (why is WhyUnreached.NO_CONTACT) == (reach is Reach.NONE)
            assert why is not WhyUnreached.NOTHING_FREE or not free


@pytest.mark.parametrize(
    ("contact", "reach"),
    [
        (Contact("+420777123456"), Reach.WRITTEN),
        (Contact("+420583301234"), Reach.VOICE),
        (Contact("+420583301234", "a@b.cz"), Reach.WRITTEN),
        (Contact(), Reach.NONE),
    ],
)
def test_how_somebody_can_be_told(contact: Contact, reach: Reach) -> None:
    assert reach_of(contact) is reach


def test_what_somebody_does_with_the_visit_wins() -> None:
    there = visit(WAS)
    assert outcome(WAS, there, NOW) is None
    assert outcome(WAS, None, NOW) is RebookingState.CANCELLED
    cancelled = replace(there, state=VisitState.CANCELLED)
    assert outcome(WAS, cancelled, NOW) is RebookingState.CANCELLED
    assert outcome(WAS, replace(there, counter="a-2"), NOW) is RebookingState.REBOOKED
    later = replace(there, start=WAS.start + DAY)
    assert outcome(WAS, later, NOW) is RebookingState.REBOOKED
    assert outcome(WAS, there, WAS.start) is RebookingState.OVER
