from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.ready_dates.rules import filed_date, is_ready

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("keyed", "today", "meant"),
    [
        ("0311", TODAY, date(2026, 11, 3)),
        ("2311", TODAY, date(2026, 11, 23)),
        ("2411", TODAY, date(2025, 11, 24)),
        ("3112", date(2027, 1, 4), date(2026, 12, 31)),
        ("2902", TODAY, date(2024, 2, 29)),
        ("2902", date(2028, 2, 28), date(2024, 2, 29)),
        ("2902", date(2028, 2, 29), date(2028, 2, 29)),
        ("2902", date(2103, 5, 1), date(2096, 2, 29)),
    ],
)
def test_the_most_recent_such_day_is_meant(keyed: str, today: date, meant: date) -> None:
    assert filed_date(keyed, today) == meant


@pytest.mark.parametrize(
    "keyed", ["", "311", "03112", "3102", "0013", "0100", "3104", "ab11", "٠٣١١"]
)
def test_a_day_that_is_in_no_year_is_none(keyed: str) -> None:
    assert filed_date(keyed, TODAY) is None


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.integers(0, 364))
def test_any_day_of_the_last_year_is_found_again(today: date, back: int) -> None:
    filed = today - timedelta(days=back)
    assert filed_date(f"{filed:%d%m}", today) == filed


def test_what_was_filed_up_to_the_ready_date_is_ready() -> None:
    ready = date(2026, 11, 9)
    assert is_ready(date(2026, 11, 3), ready)
    assert is_ready(ready, ready)
    assert not is_ready(date(2026, 11, 10), ready)
