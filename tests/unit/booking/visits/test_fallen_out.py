"""Which visits a change of the town's description leaves behind, and why."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.calendars.model import (
    NEVER,
    CounterCalendar,
    DayException,
    Period,
    Span,
    Timetable,
    WeeklyHours,
)
from booking.catalogue.directory import Directory
from booking.catalogue.model import Activity, BookingLimits, Counter, Office, Service, Town
from booking.ground.clock import PRAGUE
from booking.language import Wording
from booking.visits.fallen_out import Booked, FallenWhy, Judge

W = Wording("slovo")
TUESDAY = date(2026, 11, 24)
WEEK = WeeklyHours(((Span(9 * 60, 12 * 60), Span(13 * 60, 17 * 60)),) * 7)
PASSPORT = Activity("passport.new", "passport", W, 15, 4, W, collects=False, lead_days=None)


def town(
    *,
    hours: WeeklyHours | Timetable = WEEK,
    breaks: WeeklyHours = NEVER,
    exceptions: tuple[DayException, ...] = (),
    counter: Counter | None = None,
    listed: tuple[str, ...] = ("a-1", "passport.new"),
) -> Directory:
    desk = counter or Counter("a-1", "a", W, 1, 15, ("passport",))
    limits = BookingLimits(lead_days=1, lead_minutes=60, horizon_days=60, hold_minutes=10)
    return Directory(
        revision=1,
        town=Town(W, W, "844121314", "Europe/Prague", "L", None, WEEK, limits),
        services={"passport": Service("passport", W, (PASSPORT.code,))},
        activities={PASSPORT.code: PASSPORT},
        offices={code: Office(code, W, W, W, code) for code in "ab"},
        counters={desk.code: desk},
        listed=frozenset(listed),
        calendars={
            desk.code: CounterCalendar(desk.office, desk.code, 15, hours, breaks, exceptions)
        },
    )


def booked(
    hour: int, minute: int = 0, *, minutes: int = 15, day: date = TUESDAY, office: str = "a"
) -> Booked:
    start = datetime(day.year, day.month, day.day, hour, minute, tzinfo=PRAGUE)
    return Booked(1, (PASSPORT.code,), office, "a-1", start, minutes)


def why(directory: Directory, one: Booked) -> FallenWhy | None:
    found = Judge(directory).verdict(one)
    return None if found is None else found.why


def closure(*spans: Span, day: date = TUESDAY) -> DayException:
    return DayException(
        day, day, spans, is_open=False, office=None, counter=None, reason="training"
    )


def test_a_visit_within_the_hours_keeps_its_place_up_to_the_last_minute() -> None:
    assert why(town(), booked(9)) is None
    assert why(town(), booked(11, 45)) is None
    assert why(town(), booked(16, 30, minutes=30)) is None


def test_closing_time_off_the_grid_takes_no_visit_that_ends_before_it() -> None:
    hours = WeeklyHours(((Span(9 * 60, 11 * 60 + 50),),) * 7)
    assert why(town(hours=hours), booked(11, 30, minutes=20)) is None
    assert why(town(hours=hours), booked(11, 30, minutes=21)) is FallenWhy.PAST_CLOSING


def test_a_slower_counter_or_an_earlier_last_start_takes_no_visit_that_is_booked() -> None:
    slow = Counter("a-1", "a", W, 1, 15, ("passport",), {"passport": 60}, 120)
    assert why(town(counter=slow), booked(16, 45)) is None


@pytest.mark.parametrize(
    ("directory", "one", "expected"),
    [
        (town(listed=("passport.new",)), booked(9), FallenWhy.COUNTER_GONE),
        (
            town(counter=Counter("a-2", "a", W, 2, 15, ("passport",)), listed=("a-2",)),
            booked(9),
            FallenWhy.COUNTER_GONE,
        ),
        (town(), booked(9, office="b"), FallenWhy.COUNTER_ELSEWHERE),
        (
            town(counter=Counter("a-1", "a", W, 1, 15, ("vehicles",))),
            booked(9),
            FallenWhy.NOT_DONE_THERE,
        ),
        (town(listed=("a-1",)), booked(9), FallenWhy.NOT_DONE_THERE),
        (town(), booked(9, day=date(2026, 12, 24)), FallenWhy.HOLIDAY),
        (town(), booked(9, day=date(2027, 3, 29)), FallenWhy.HOLIDAY),
        (town(exceptions=(closure(),)), booked(9), FallenWhy.CLOSURE),
        (town(exceptions=(closure(Span(600, 660)),)), booked(9, 50), FallenWhy.CLOSURE),
        (
            town(breaks=WeeklyHours(((Span(600, 630),),) * 7)),
            booked(9, 55),
            FallenWhy.BREAK,
        ),
        (town(), booked(16, 50), FallenWhy.PAST_CLOSING),
        (town(), booked(11, 50), FallenWhy.PAST_CLOSING),
        (town(), booked(8), FallenWhy.CLOSED),
        (town(), booked(18), FallenWhy.CLOSED),
        (town(hours=NEVER), booked(9), FallenWhy.CLOSED),
    ],
)
def test_the_reason_is_told(directory: Directory, one: Booked, expected: FallenWhy) -> None:
    assert why(directory, one) is expected


def test_a_closure_tells_its_reason_and_wins_over_extra_hours() -> None:
    extra = replace(closure(Span(540, 720)), is_open=True, reason="extra")
    found = Judge(town(hours=NEVER, exceptions=(extra, closure()))).verdict(booked(9))
    assert found is not None
    assert (found.why, found.remark) == (FallenWhy.CLOSURE, "training")
    assert why(town(hours=NEVER, exceptions=(extra,)), booked(9)) is None


def test_of_several_activities_each_must_be_done_there() -> None:
    several = replace(booked(9), activities=(PASSPORT.code, "vehicles.transfer"))
    assert why(town(), several) is FallenWhy.NOT_DONE_THERE


def test_hours_that_change_in_january_leave_behind_whom_they_leave_then_only() -> None:
    later = WeeklyHours(((Span(10 * 60, 12 * 60),),) * 7)
    change = Timetable(
        (Period(WEEK, last=date(2026, 12, 31)), Period(later, first=date(2027, 1, 1)))
    )
    directory = town(hours=change)
    assert why(directory, booked(9, day=date(2026, 12, 30))) is None
    assert why(directory, booked(9, day=date(2027, 1, 5))) is FallenWhy.CLOSED
    assert why(directory, booked(10, day=date(2027, 1, 5))) is None


@given(
    st.integers(0, 1439),
    st.integers(1, 180),
    st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 600)), max_size=3),
    st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 600)), max_size=3),
)
def test_a_visit_keeps_its_place_just_if_each_of_its_minutes_is_open(
    begins: int,
    minutes: int,
    opened: list[tuple[int, int]],
    closed: list[tuple[int, int]],
) -> None:
    hours, closures = (
        tuple(Span(at, min(at + length, 1440)) for at, length in spans)
        for spans in (opened, closed)
    )
    directory = town(
        hours=WeeklyHours((hours,) * 7), exceptions=(closure(*closures),) if closures else ()
    )
    one = booked(begins // 60, begins % 60, minutes=minutes)
    everywhere_open = all(
        any(s.opens <= m < s.closes for s in hours)
        and not any(s.opens <= m < s.closes for s in closures)
        for m in range(begins, begins + minutes)
    )
    assert (why(directory, one) is None) is everywhere_open
