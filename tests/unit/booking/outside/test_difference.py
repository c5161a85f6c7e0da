import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from booking.outside.model import OutsideBooking, Wanted
from booking.outside.rules import cells_of, difference, kept_reference

NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)
SOON = NINE - timedelta(hours=1)
LATER = SOON + timedelta(minutes=10)


def wish(until: datetime | None = None, minutes: int = 15, start: datetime = NINE) -> Wanted:
    return Wanted("lidicka-1", start, minutes, until)


def kept(one: Wanted) -> OutsideBooking:
    return OutsideBooking(one.counter, one.reference, one.start, one.minutes, one.until)


def test_what_is_not_there_is_to_be_kept() -> None:
    assert difference([wish()], []).keep == (wish(),)


def test_what_is_there_and_not_wanted_is_let_go() -> None:
    assert difference([], [kept(wish())]).let_go == (kept(wish()),)


def test_bookings_of_others_are_left_alone() -> None:
    others = OutsideBooking("lidicka-1", "A 12", NINE, 15)
    assert difference([], [others]).let_go == ()


def test_a_hold_that_became_a_visit_is_kept_for_good() -> None:
    assert difference([wish(until=None)], [kept(wish(until=SOON))]).keep == (wish(until=None),)


def test_a_hold_that_lasts_longer_is_kept_longer_and_a_shorter_one_is_left() -> None:
    assert difference([wish(LATER)], [kept(wish(SOON))]).keep == (wish(LATER),)
    assert difference([wish(SOON)], [kept(wish(LATER))]).keep == ()


def test_another_length_is_told() -> None:
    assert difference([wish(minutes=30)], [kept(wish())]).keep == (wish(minutes=30),)


def test_of_a_reference_nothing_is_kept_that_could_be_read() -> None:
    kept = {kept_reference(one) for one in ("Jana Nováková", "Jana Nováková ", "A 12")}
    assert len(kept) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in kept)


@given(
    st.lists(st.integers(0, 20), unique=True),
    st.lists(st.integers(0, 20), unique=True),
)
def test_after_it_was_told_nothing_differs(wanted: list[int], there: list[int]) -> None:
    wishes = [wish(start=NINE + timedelta(minutes=15 * n)) for n in wanted]
    known = [kept(wish(start=NINE + timedelta(minutes=15 * n))) for n in there]
    what = difference(wishes, known)
    after = [one for one in known if one not in what.let_go] + [kept(one) for one in what.keep]
    assert difference(wishes, after) == difference([], [])
    assert {one.start for one in after} == {one.start for one in wishes}


@given(st.integers(0, 1439), st.integers(1, 300), st.sampled_from([5, 10, 15, 20, 30, 60]))
def test_cells_hold_the_whole_booking_and_no_more(minute: int, minutes: int, grid: int) -> None:
    cells = cells_of(minute, minutes, grid)
    assert cells.start * grid <= minute < (cells.start + 1) * grid
    assert (cells.stop - 1) * grid < minute + minutes <= cells.stop * grid
