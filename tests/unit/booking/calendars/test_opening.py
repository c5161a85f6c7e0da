from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from booking.calendars.model import NEVER, CounterCalendar, DayException, Span, WeeklyHours
from booking.calendars.rules import (
    cells_in,
    instant,
    is_holiday,
    is_open,
    minute_of,
    next_opening,
    open_cells,
)
from booking.ground.clock import PRAGUE

MONDAY = date(2026, 11, 23)
ALL_WEEK = WeeklyHours(((Span(8 * 60, 12 * 60),),) * 7)
WORKING = WeeklyHours(((Span(7 * 60, 17 * 60),),) * 5 + ((),) * 2)
CALENDAR = CounterCalendar("lidicka", "lidicka-1", 60, ALL_WEEK, NEVER, ())


def hours(calendar: CounterCalendar, day: date = MONDAY) -> list[int]:
    return [cell * calendar.grid // 60 for cell in cells_in(open_cells(calendar, day, PRAGUE))]


def exception(*spans: Span, is_open: bool = False, last: date = MONDAY) -> DayException:
    return DayException(MONDAY, last, spans, is_open, None, None, "reason")


def test_a_counter_is_open_in_its_hours() -> None:
    assert hours(CALENDAR) == [8, 9, 10, 11]


def test_a_break_takes_away() -> None:
    breaks = WeeklyHours(((Span(9 * 60 + 30, 10 * 60 + 30),),) * 7)
    assert hours(replace(CALENDAR, breaks=breaks)) == [8, 11]


def test_extra_hours_add_and_overlap_without_harm() -> None:
    extra = exception(Span(11 * 60, 14 * 60), is_open=True)
    assert hours(replace(CALENDAR, exceptions=(extra,))) == [8, 9, 10, 11, 12, 13]


def test_a_closure_of_part_of_a_day_closes_that_part() -> None:
    assert hours(replace(CALENDAR, exceptions=(exception(Span(600, 1440)),))) == [8, 9]


def test_a_closure_wins_over_extra_hours_whatever_their_order() -> None:
    extra, closure = exception(Span(600, 900), is_open=True), exception()
    assert hours(replace(CALENDAR, exceptions=(closure, extra))) == []
    assert hours(replace(CALENDAR, exceptions=(extra, closure))) == []


def test_a_closure_lasts_from_its_first_to_its_last_day() -> None:
    closed = replace(CALENDAR, exceptions=(exception(last=MONDAY + timedelta(days=2)),))
    days = [MONDAY + timedelta(days=n) for n in range(-1, 4)]
    assert [bool(hours(closed, day)) for day in days] == [True, False, False, False, True]


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2027, 3, 26),
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2026, 7, 5),
        date(2026, 7, 6),
        date(2026, 9, 28),
        date(2026, 10, 28),
        date(2026, 11, 17),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ],
)
def test_nothing_opens_a_public_holiday(day: date) -> None:
    extra = DayException(
        day, day, (Span(600, 900),), is_open=True, office=None, counter=None, reason=""
    )
    assert is_holiday(day)
    assert hours(replace(CALENDAR, exceptions=(extra,)), day) == []
    assert not is_open(ALL_WEEK, datetime(day.year, day.month, day.day, 9, tzinfo=PRAGUE))


def test_the_hour_that_is_left_out_in_spring_cannot_be_booked() -> None:
    night = replace(CALENDAR, grid=30, hours=WeeklyHours(((Span(0, 300),),) * 7))
    spring = date(2027, 3, 28)
    assert list(cells_in(open_cells(night, spring, PRAGUE))) == [0, 1, 2, 3, 6, 7, 8, 9]


def test_the_hour_that_comes_twice_in_autumn_cannot_be_booked() -> None:
    night = replace(CALENDAR, grid=30, hours=WeeklyHours(((Span(0, 300),),) * 7))
    autumn = date(2026, 10, 25)
    assert list(cells_in(open_cells(night, autumn, PRAGUE))) == [0, 1, 2, 3, 6, 7, 8, 9]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25), MONDAY])
def test_nine_in_the_morning_is_nine_on_the_wall_on_any_day(day: date) -> None:
    nine = instant(day, 9 * 60, PRAGUE)
    assert (nine.hour, nine.date()) == (9, day)
    assert minute_of(nine, day, PRAGUE) == 9 * 60


def test_operators_are_there_from_seven_to_seventeen() -> None:
    def at(hour: int, minute: int, day: int = 23) -> bool:
        return is_open(WORKING, datetime(2026, 11, day, hour, minute, tzinfo=PRAGUE))

    assert [at(6, 59), at(7, 0), at(16, 59), at(17, 0)] == [False, True, True, False]
    assert not at(9, 0, day=22)


def test_the_next_opening_passes_over_weekend_and_holidays() -> None:
    wednesday_evening = datetime(2026, 12, 23, 18, tzinfo=PRAGUE)
    assert next_opening(WORKING, wednesday_evening, PRAGUE) == datetime(
        2026, 12, 28, 7, tzinfo=PRAGUE
    )


def test_who_never_opens_has_no_next_opening() -> None:
    assert next_opening(NEVER, datetime(2026, 12, 23, 18, tzinfo=PRAGUE), PRAGUE) is None
