"""Hours that change: validity, rhythm, contradictions, and what stands in for silence."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from booking.calendars.model import NEVER, CounterCalendar, Period, Span, Timetable, WeeklyHours
from booking.calendars.periods import filled, first_clash
from booking.calendars.rules import cells_in, open_cells
from booking.ground.clock import PRAGUE

MONDAY = date(2026, 11, 23)
NEW_YEAR = date(2027, 1, 1)
MORNING, EVENING = (Span(8 * 60, 12 * 60),), (Span(14 * 60, 18 * 60),)
EACH_DAY, LATE = WeeklyHours((MORNING,) * 7), WeeklyHours((EVENING,) * 7)
WORKING = WeeklyHours((MORNING,) * 5 + ((),) * 2)
SATURDAY = WeeklyHours(((),) * 5 + (MORNING, ()))

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def a_period(draw: st.DrawFn) -> Period:
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if first and last and last < first:
        first, last = last, first
    every = draw(st.integers(1, 4))
    week = WeeklyHours(tuple(draw(st.sampled_from([(), MORNING, EVENING])) for _ in range(7)))
    return Period(week, first, last, every, draw(DAYS) if every > 1 else None)


PERIODS = st.lists(a_period(), max_size=4)


def test_hours_written_ahead_hold_from_their_day_on() -> None:
    change = Timetable(
        (Period(WORKING, last=NEW_YEAR - timedelta(days=1)), Period(LATE, first=NEW_YEAR))
    )
    assert change.on(date(2026, 12, 31)) == MORNING
    assert change.on(NEW_YEAR) == EVENING


def test_every_other_week_is_counted_from_the_week_of_its_day() -> None:
    wednesday = MONDAY + timedelta(days=2)
    period = Period(SATURDAY, every=2, anchor=wednesday)
    saturdays = [MONDAY + timedelta(days=5, weeks=n) for n in range(-2, 3)]
    assert [bool(period.on(day)) for day in saturdays] == [True, False, True, False, True]


def test_the_whole_week_of_the_day_counts_from_its_monday_to_its_sunday() -> None:
    period = Period(EACH_DAY, every=2, anchor=MONDAY + timedelta(days=2))
    days = [MONDAY + timedelta(days=n) for n in range(-1, 15)]
    assert [bool(period.on(day)) for day in days] == [False, *[True] * 7, *[False] * 7, True]


def test_the_rhythm_goes_on_over_the_turn_of_a_year_with_53_weeks() -> None:
    period = Period(SATURDAY, every=2, anchor=date(2026, 12, 26))  # 2026 has a week 53
    open_days = [
        d for d in (date(2026, 12, 20) + timedelta(days=n) for n in range(30)) if period.on(d)
    ]
    assert open_days == [date(2026, 12, 26), date(2027, 1, 9)]


def test_working_days_and_every_other_saturday_do_not_contradict() -> None:
    weekly, some = Period(WORKING), Period(SATURDAY, every=2, anchor=MONDAY)
    assert first_clash([weekly, some]) is None
    both = Timetable((weekly, some))
    assert both.on(MONDAY) == both.on(MONDAY + timedelta(days=5)) == MORNING
    assert both.on(MONDAY + timedelta(days=12)) == ()


def test_weeks_that_take_turns_do_not_contradict() -> None:
    odd = Period(EACH_DAY, every=2, anchor=MONDAY)
    even = Period(LATE, every=2, anchor=MONDAY + timedelta(weeks=1))
    assert first_clash([odd, even]) is None


def test_two_that_tell_the_same_day_contradict_and_the_first_such_day_is_told() -> None:
    clash = first_clash([Period(WORKING), Period(SATURDAY), Period(LATE, first=date(2027, 1, 2))])
    assert clash is not None
    assert (clash.one, clash.other, clash.day) == (0, 2, date(2027, 1, 4))


def test_rhythms_of_two_and_three_weeks_meet_in_the_sixth() -> None:
    two = Period(EACH_DAY, first=MONDAY, every=2, anchor=MONDAY)
    three = Period(EACH_DAY, every=3, anchor=MONDAY + timedelta(weeks=1))
    clash = first_clash([two, three])
    assert clash is not None
    assert clash.day == MONDAY + timedelta(weeks=4)


@given(PERIODS, st.lists(DAYS, min_size=20, max_size=20))
def test_what_does_not_contradict_tells_each_day_at_most_once(
    periods: list[Period], days: list[date]
) -> None:
    clash = first_clash(periods)
    if clash is not None:
        assert periods[clash.one].on(clash.day)
        assert periods[clash.other].on(clash.day)
        return
    for day in days:
        assert sum(1 for period in periods if period.on(day)) <= 1


@given(PERIODS, PERIODS, st.lists(DAYS, min_size=20, max_size=20))
def test_the_offices_hours_stand_in_on_just_the_days_of_which_a_counter_says_nothing(
    own: list[Period], office: list[Period], days: list[date]
) -> None:
    made = Timetable(filled(own, office))
    edges = [d for p in own for d in (p.first, p.last) if d]
    for day in [*days, *edges, *(d + timedelta(days=n) for d in edges for n in (-1, 1))]:
        silent = not any(
            (p.first is None or p.first <= day) and (p.last is None or day <= p.last) for p in own
        )
        told = Timetable(tuple(office if silent else own))
        assert made.on(day) == told.on(day)


def test_a_counter_without_hours_until_january_is_closed_until_january() -> None:
    closed = Period(NEVER, last=date(2026, 12, 31))
    made = Timetable(filled([closed], [Period(WORKING)]))
    assert made.on(date(2026, 12, 31)) == ()
    assert made.on(date(2027, 1, 4)) == MORNING


def test_a_series_does_not_override_holidays() -> None:
    """A bug that eappointment had: a weekly series opened on Christmas Day and at Easter."""
    series = Timetable(
        (
            Period(EACH_DAY, first=date(2026, 1, 1), last=date(2027, 12, 31)),
            Period(LATE, first=date(2028, 1, 1), every=2, anchor=date(2028, 1, 1)),
        )
    )
    calendar = CounterCalendar("a", "a-1", 60, series, Timetable(()), ())
    for day in (
        date(2026, 4, 3),  # Good Friday
        date(2026, 4, 6),  # Easter Monday
        date(2026, 12, 25),
        date(2027, 3, 26),  # Easter moves
        date(2027, 3, 29),
        date(2028, 1, 1),
    ):
        assert series.on(day)
        assert open_cells(calendar, day, PRAGUE) == 0
    assert list(cells_in(open_cells(calendar, date(2026, 4, 7), PRAGUE))) == [8, 9, 10, 11]


def test_breaks_of_a_period_end_with_it() -> None:
    noon = WeeklyHours(((Span(9 * 60, 10 * 60),),) * 7)
    breaks = Timetable((Period(noon, last=NEW_YEAR),))
    calendar = CounterCalendar("a", "a-1", 60, EACH_DAY, breaks, ())
    assert list(cells_in(open_cells(calendar, MONDAY, PRAGUE))) == [8, 10, 11]
    assert list(cells_in(open_cells(calendar, date(2027, 1, 4), PRAGUE))) == [8, 9, 10, 11]
