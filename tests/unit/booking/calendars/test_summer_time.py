"""Days on which the clocks change, in both directions, in any zone and any year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from booking.calendars.model import NEVER, CounterCalendar, Span, WeeklyHours
from booking.calendars.rules import cells_in, instant, minute_of, odd_cells, open_cells

ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Prague", "Europe/London", "America/New_York", "UTC")]
)
GRIDS = st.sampled_from([5, 10, 15, 20, 30, 60])
ALWAYS = WeeklyHours(((Span(0, 1440),),) * 7)


def last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


CHANGES = st.builds(last_sunday, st.integers(2020, 2037), st.sampled_from([3, 10]))
DAYS = CHANGES | st.dates(date(2020, 1, 1), date(2037, 12, 31))


@given(DAYS, GRIDS, ZONES)
def test_every_cell_that_is_open_is_one_stretch_of_its_length_and_follows_the_one_before(
    day: date, grid: int, zone: ZoneInfo
) -> None:
    cells = list(
        cells_in(open_cells(CounterCalendar("a", "b", grid, ALWAYS, NEVER, ()), day, zone))
    )
    last = None
    for cell in cells:
        begins = instant(day, cell * grid, zone)
        ends = instant(day, (cell + 1) * grid, zone)
        assert (begins.hour * 60 + begins.minute, begins.date()) == (cell * grid, day)
        assert begins.astimezone(UTC).astimezone(zone) == begins
        length = timedelta(minutes=min(grid, 24 * 60 - cell * grid))
        last_minute = instant(day, min((cell + 1) * grid, 1440) - 1, zone)
        assert last_minute.astimezone(UTC) - begins.astimezone(UTC) == length - timedelta(minutes=1)
        assert last is None or begins.astimezone(UTC) >= last
        last = ends.astimezone(UTC) if (cell + 1) * grid < 1440 else None


@given(CHANGES, GRIDS)
def test_on_a_day_of_change_just_one_hour_cannot_be_booked(day: date, grid: int) -> None:
    missing = set(cells_in(odd_cells(day, grid, ZoneInfo("Europe/Prague"))))
    assert {cell * grid // 60 for cell in missing} == {2}
    assert len(missing) == 60 // grid


@given(DAYS, st.integers(0, 1439), ZONES)
def test_the_wall_clock_and_back_is_the_same_minute_unless_there_is_no_such_minute(
    day: date, minute: int, zone: ZoneInfo
) -> None:
    at = instant(day, minute, zone)
    back = minute_of(at.astimezone(UTC), day, zone)
    there = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
    exists = there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == there.replace(
        tzinfo=None
    )
    assert back == minute or not exists


@given(CHANGES, st.integers(6 * 60, 20 * 60))
def test_a_time_of_the_day_stays_what_it_is_over_a_change(day: date, minute: int) -> None:
    zone = ZoneInfo("Europe/Prague")
    before, after = instant(day - timedelta(days=1), minute, zone), instant(day, minute, zone)
    assert before.time() == after.time()
    hours = (after.astimezone(UTC) - before.astimezone(UTC)) / timedelta(hours=1)
    assert hours == (23 if day.month == 3 else 25)
