from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.agreements import rules
from booking.agreements.rules import Count
from booking.ground.secrets import Secret

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
serials = st.integers(min_value=0, max_value=10**7 - 1)


@given(serials)
def test_a_login_with_its_check_digit_is_well_formed(serial: int) -> None:
    assert rules.login_is_well_formed(rules.login_from(serial))


@given(serials, st.integers(0, 7), st.integers(1, 9))
def test_every_single_wrong_digit_is_told_at_once(serial: int, place: int, shift: int) -> None:
    digits = rules.login_from(serial).reveal()
    wrong = str((int(digits[place]) + shift) % 10)
    assert not rules.login_is_well_formed(Secret(digits[:place] + wrong + digits[place + 1 :]))


@given(serials, st.integers(0, 6))
def test_swapped_neighbours_are_told_at_once(serial: int, place: int) -> None:
    digits = rules.login_from(serial).reveal()
    first, second = digits[place], digits[place + 1]
    swapped = Secret(digits[:place] + second + first + digits[place + 2 :])
    assert rules.login_is_well_formed(swapped) == (first == second)


@pytest.mark.parametrize("login", ["", "4720153", "472015333", "4720153x", "٤٧٢٠١٥٣٣", "4720 533"])
def test_what_is_not_eight_digits_is_no_login(login: str) -> None:
    assert not rules.login_is_well_formed(Secret(login))


GUESSED_FIRST = """
111111 121212 123456 654321 890123 246802 975319 123123
112233 123321 111112 147258 159753 102030 000000 999888
"""


@pytest.mark.parametrize("pin", GUESSED_FIRST.split())
def test_a_pin_that_is_guessed_first_is_trivial(pin: str) -> None:
    assert rules.pin_is_trivial(Secret(pin))


@pytest.mark.parametrize("pin", ["836104", "295731", "407862", "618093", "749205", "182640"])
def test_an_ordinary_pin_is_not_trivial(pin: str) -> None:
    assert not rules.pin_is_trivial(Secret(pin))


def test_a_pin_that_stands_in_the_login_is_trivial() -> None:
    assert rules.pin_is_trivial(Secret("201533"), Secret("47201533"))


def test_few_pins_are_refused() -> None:
    refused = sum(rules.pin_is_trivial(Secret(f"{n:06d}")) for n in range(10**6))
    assert 0 < refused < 10_000


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12345a", "12 456"])
def test_an_incomplete_pin_is_not_well_formed(pin: str) -> None:
    assert not rules.pin_is_well_formed(Secret(pin))


def test_a_mark_holds_no_digit_and_depends_on_login_and_salt() -> None:
    mark = rules.mark(Secret("47201533"), "salt")
    assert mark.isalpha()
    assert mark == rules.mark(Secret("47201533"), "salt")
    assert mark != rules.mark(Secret("47201533"), "pepper")
    assert mark != rules.mark(Secret("51839262"), "salt")


def test_the_third_wrong_try_locks_for_half_an_hour() -> None:
    count = Count().with_try(NOW).with_try(NOW)
    assert count.lock_left(NOW) is None
    count = count.with_try(NOW)
    assert count.lock_left(NOW) == timedelta(minutes=30)


def test_each_next_lock_is_longer_up_to_a_day() -> None:
    lengths = [rules.lock_length(locks) / timedelta(minutes=1) for locks in range(12)]
    assert lengths[:4] == [30, 60, 120, 240]
    assert lengths[-1] == 24 * 60
    assert lengths == sorted(lengths)


def test_after_a_lock_there_are_three_tries_again_and_the_next_lock_is_longer() -> None:
    count = Count().with_try(NOW).with_try(NOW).with_try(NOW)
    later = NOW + timedelta(minutes=30)
    count = count.as_of(later)
    assert count.failures == 0
    count = count.with_try(later).with_try(later).with_try(later)
    assert count.lock_left(later) == timedelta(minutes=60)


def test_a_right_try_is_taken_back_with_its_lock() -> None:
    before = Count().with_try(NOW).with_try(NOW)
    assert before.with_try(NOW).without_try() == before


def test_a_day_after_the_last_wrong_try_all_is_forgiven() -> None:
    count = Count().with_try(NOW)
    assert count.as_of(NOW + timedelta(hours=23, minutes=59)) == count
    assert count.as_of(NOW + timedelta(hours=24)) == Count()


def test_the_forgiving_day_begins_with_the_end_of_the_lock() -> None:
    count = Count(3, 5, NOW + timedelta(hours=20), NOW)
    assert count.as_of(NOW + timedelta(hours=30)).locks == 5
    assert count.as_of(NOW + timedelta(hours=44)) == Count()


@pytest.mark.parametrize(("seconds", "told"), [(1, 1), (60, 1), (61, 2), (1800, 30)])
def test_minutes_are_rounded_up(seconds: int, told: int) -> None:
    assert rules.minutes(timedelta(seconds=seconds)) == told
