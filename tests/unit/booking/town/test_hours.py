"""What `hours.yaml`, `counters.yaml` and the like may say, and what they are refused for."""

from datetime import date
from pathlib import Path

import pytest

from booking.calendars.model import Span
from booking.errors import TownFileError
from booking.town.catalogue import TownCatalogue, read_catalogue
from tests.support.databases import LIPOV

NEW_YEAR = date(2027, 1, 1)
OFFICES = """
offices:
  lidicka:
    periods:
      - to: 2026-12-31
        hours: {mon: 08:00-17:00, fri: 08:00-12:00}
        breaks: {mon: 12:00-12:30}
      - from: 2027-01-01
        hours: {mon: 09:00-18:00}
      - every: 2
        week_of: 2026-11-25
        hours: {sat: 09:00-12:00}
  nadrazni:
    hours: {mon: 08:00-17:00}
"""
MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
JANUARY = date(2027, 1, 4)


def h(hour: int) -> int:
    return hour * 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo town's catalogue: links, so that a test may put its own file in place of one."""
    for name in ("town", "offices", "services", "counters", "hours"):
        (tmp_path / f"{name}.yaml").symlink_to(LIPOV / f"{name}.yaml")
    return tmp_path


def with_file(folder: Path, name: str, content: str) -> TownCatalogue:
    (folder / name).unlink()
    (folder / name).write_text(content, encoding="utf-8")
    return read_catalogue(folder)


def changed(folder: Path, name: str, old: str, new: str) -> TownCatalogue:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    return with_file(folder, name, text.replace(old, new, 1))


def test_hours_may_change_on_a_day_that_is_written_ahead(folder: Path) -> None:
    weekly = with_file(folder, "hours.yaml", OFFICES).hours.weekly
    hours, breaks = (weekly["lidicka", "lidicka-1", is_break] for is_break in (False, True))
    assert hours.on(MONDAY) == (Span(h(8), h(17)),)
    assert hours.on(JANUARY) == (Span(h(9), h(18)),)
    assert hours.on(date(2027, 1, 8)) == ()
    assert (bool(breaks.on(MONDAY)), bool(breaks.on(JANUARY))) == (True, False)


def test_every_other_saturday_is_counted_from_the_week_that_is_named(folder: Path) -> None:
    hours = with_file(folder, "hours.yaml", OFFICES).hours.weekly["lidicka", None, False]
    saturdays = [SATURDAY, date(2026, 12, 5), date(2026, 12, 12), date(2027, 1, 9)]
    assert [bool(hours.on(day)) for day in saturdays] == [True, False, True, True]


def test_a_counter_has_its_offices_hours_where_its_own_periods_are_silent(folder: Path) -> None:
    own = """
counters:
  lidicka-2:
    periods:
      - {from: 2027-01-01, to: 2027-01-31, hours: {mon: 10:00-11:00}}
"""
    weekly = with_file(folder, "hours.yaml", OFFICES + own).hours.weekly
    hours = weekly["lidicka", "lidicka-2", False]
    assert hours.on(MONDAY) == (Span(h(8), h(17)),)
    assert hours.on(JANUARY) == (Span(h(10), h(11)),)
    assert hours.on(date(2027, 2, 1)) == (Span(h(9), h(18)),)
    assert hours.on(date(2027, 1, 9)) == ()
    assert weekly["lidicka", "lidicka-2", True].on(MONDAY)


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        (
            "      - to: 2026-12-31\n        hours",
            "      - hours",
            "offices.lidicka.periods.1",
            "hours of Monday 2027-01-04 are told by 'periods.0', too",
        ),
        (
            "    hours: {mon: 08:00-17:00}\n",
            (
                "    hours: {mon: 08:00-17:00}\n"
                "    periods: [{from: 2027-02-01, hours: {mon: 09:00-10:00}}]\n"
            ),
            "offices.nadrazni.periods.0",
            "hours of Monday 2027-02-01 are told by 'hours', too",
        ),
        (
            "        breaks: {mon: 12:00-12:30}\n",
            (
                "        breaks: {mon: 12:00-12:30}\n"
                "      - {every: 2, from: 2026-11-30, breaks: {mon: 12:30-13:00}}\n"
            ),
            "offices.lidicka.periods.1",
            "breaks of Monday 2026-11-30 are told by 'periods.0', too",
        ),
        (
            "to: 2026-12-31",
            "from: 2027-01-01\n        to: 2026-12-31",
            "periods.0",
            "'to' is before",
        ),
        ("        week_of: 2026-11-25\n", "", "periods.2", "'every' needs 'week_of'"),
        ("      - every: 2\n        week_of", "      - week_of", "periods.2", "'week_of' needs"),
        ("every: 2", "every: 0", "offices.lidicka.periods.2.every", "greater than or equal to 1"),
        ("week_of: 2026-11-25", "week_of: November", "periods.2.week_of", "date"),
        (
            "from: 2027-01-01",
            "from: 2027-02-30",
            "line 8",
            "'2027-02-30' is no day: day is out of range for month",
        ),
        ("        hours: {sat: 09:00-12:00}\n", "", "periods.2", "'hours' or 'breaks' are needed"),
        ("sat: 09:00-12:00", "sat: 12:00-09:00", "periods.2.hours.sat", "ends before it begins"),
        (
            "    hours: {mon: 08:00-17:00}\n",
            "    periods: [{breaks: {}}]\n",
            "offices.nadrazni",
            "the office has no hours",
        ),
    ],
)
def test_periods_that_cannot_be_are_refused_with_their_place_and_the_reason(
    folder: Path, old: str, new: str, place: str, said: str
) -> None:
    assert old in OFFICES
    with pytest.raises(TownFileError) as caught:
        with_file(folder, "hours.yaml", OFFICES.replace(old, new, 1))
    assert caught.value.file == "hours.yaml"
    assert place in caught.value.place
    assert said in caught.value.reason


def test_a_counter_may_take_its_own_time(folder: Path) -> None:
    files = changed(
        folder,
        "counters.yaml",
        "serves: [passport, identity-card]",
        "serves: [{code: passport, minutes: 20}, identity-card]",
    )
    first = files.counters[0]
    passport = next(one for one in files.activities if one.code == "passport.new")
    card = next(one for one in files.activities if one.code == "identity-card.new")
    assert first.serves == ("passport", "identity-card")
    assert (first.minutes_for(passport), first.minutes_for(card)) == (20, 15)


def test_the_last_start_may_stand_with_office_counter_and_activity(folder: Path) -> None:
    changed(
        folder,
        "offices.yaml",
        "  - code: lidicka\n",
        "  - code: lidicka\n    last_start_minutes: 30\n",
    )
    changed(
        folder, "counters.yaml", "    number: 1\n", "    number: 1\n    last_start_minutes: 0\n"
    )
    files = changed(
        folder,
        "services.yaml",
        "        minutes: 15\n",
        "        minutes: 15\n        last_start_minutes: 45\n"
        "        lead_minutes: 5\n        horizon_days: 30\n",
    )
    assert files.offices[0].last_start_minutes == 30
    assert [c.last_start_minutes for c in files.counters[:2]] == [0, None]
    activity = files.activities[0]
    assert (activity.last_start_minutes, activity.lead_minutes, activity.horizon_days) == (
        45,
        5,
        30,
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "said"),
    [
        ("counters.yaml", "number: 2", "number: 1", "lidicka-2", "'lidicka-1' has the number 1"),
        ("counters.yaml", "cs: přepážka dvě", "cs: Přepážka jedna", "lidicka-2",
         "'lidicka-1' has the name 'Přepážka jedna' already"),
        ("counters.yaml", "code: lidicka-2", "code: lidicka-1", "lidicka-1", "there twice"),
        ("counters.yaml", "[passport, identity-card]", "[passport, passport]", "lidicka-1",
         "'passport' is there twice"),
        ("counters.yaml", "[passport, identity-card]", "[{code: passport, minutes: 0}]",
         "counters.0.serves.0.minutes", "greater than or equal to 5"),
        ("counters.yaml", "[passport, identity-card]", "[{code: passport, minuets: 20}]",
         "counters.0.serves.0.minuets", "Extra inputs"),
        ("counters.yaml", "[passport, identity-card]", "[{code: ships, minutes: 20}]", "lidicka-1",
         "there is no service or activity 'ships'"),
        ("offices.yaml", "  - code: lidicka\n", "  - code: lidicka\n    last_start_minutes: -1\n",
         "offices.0.last_start_minutes", "greater than or equal to 0"),
        ("services.yaml", "        minutes: 15\n", "        minutes: 15\n        horizon_days: 0\n",
         "horizon_days", "greater than or equal to 1"),
        ("services.yaml", "        minutes: 15\n", "        minutes: 15\n        lead_days: 61\n",
         "passport.new", "can never be booked"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place_and_the_reason(
    folder: Path, name: str, old: str, new: str, place: str, said: str
) -> None:
    with pytest.raises(TownFileError) as caught:
        changed(folder, name, old, new)
    assert caught.value.file == name
    assert place in caught.value.place
    assert said in caught.value.reason
