"""Which day is meant by somebody who writes on a Monday, 23 November 2026."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.inbound.reading.days import (
    Day,
    InDays,
    OnDate,
    OnWeekday,
    resolved,
    take_day,
    take_time,
)

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "meant"),
    [
        (InDays(0), TODAY),
        (InDays(1), date(2026, 11, 24)),
        (OnWeekday(1), date(2026, 11, 24)),
        (OnWeekday(0), date(2026, 11, 30)),
        (OnDate(24, 11), date(2026, 11, 24)),
        (OnDate(20, 11), date(2026, 11, 20)),
        (OnDate(5, 1), date(2027, 1, 5)),
        (OnDate(24, 11, 2027), date(2027, 11, 24)),
        (OnDate(31, 11), None),
        (OnDate(29, 2, 2027), None),
        (OnDate(24, 11, None, 1), date(2026, 11, 24)),
        (OnDate(24, 11, None, 2), None),
    ],
)
def test_days_are_those_of_the_writer(day: Day, meant: date | None) -> None:
    assert resolved(day, TODAY) == meant


@given(st.dates(date(2026, 11, 23), date(2027, 5, 1)))
def test_every_day_to_come_can_be_written_in_the_usual_ways(day: date) -> None:
    for text in (
        f"{day.day}.{day.month}.",
        f"{day.day}. {day.month}.",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.day}/{day.month}",
        f"{day.year}-{day.month:02}-{day.day:02}",
    ):
        found, rest = take_day(f"pas {text} ")
        assert found is not None
        assert resolved(found, TODAY) == day
        assert rest.split() == ["pas"]


@given(st.times(time(0), time(23, 59)).map(lambda one: one.replace(second=0, microsecond=0)))
def test_every_time_can_be_written_in_the_usual_ways(at: time) -> None:
    for text in (f"{at.hour}:{at.minute:02}", f"{at.hour:02}.{at.minute:02}"):
        assert take_time(f" v {text}", bare=True)[0] == at
    if not at.minute:
        assert take_time(f"{at.hour}h", bare=False)[0] == at
        assert take_time(f"v {at.hour}", bare=False)[0] == at
