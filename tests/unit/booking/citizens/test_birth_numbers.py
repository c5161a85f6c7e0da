from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.citizens.birth_numbers import born_from
from booking.errors import Refused

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("550313/0006", date(1955, 3, 13)),
        ("5553130000", date(1955, 3, 13)),
        ("535313/001", date(1953, 3, 13)),
        ("015124/0001", date(2001, 1, 24)),
        ("780123/3540", date(1978, 1, 23)),  # the remainder of the first nine is ten
        ("047124/0000", date(2004, 1, 24)),
    ],
)
def test_a_birth_number_tells_a_day(number: str, born: date) -> None:
    assert born_from(number, TODAY) == born


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("550313/0007", "check digit"),
        ("550230/0005", "no such day"),
        ("551313/0005", "no such day"),
        ("552313/0005", "no such day"),  # greater months are used since 2004 only
        ("550313/001", "a digit is missing"),
        ("530313/000", "never given out"),
        ("271213/0001", "still to come"),
        ("55031", "nine or ten"),
        ("５５０３１３０００５", "nine or ten"),
        ("", "nine or ten"),
    ],
)
def test_what_nobody_can_have_is_refused_with_the_reason_and_without_the_number(
    number: str, why: str
) -> None:
    with pytest.raises(Refused, match=why) as refused:
        born_from(number, TODAY)
    assert refused.value.field == "birth_number"
    assert not number or number not in str(refused.value)


@given(st.text("0123456789/ x", max_size=14))
def test_whatever_is_written_is_a_day_or_refused(text: str) -> None:
    try:
        born = born_from(text, TODAY)
    except Refused as error:
        assert error.field == "birth_number"  # noqa: PT017  some texts are a day
    else:
        assert born <= TODAY


@given(st.integers(540101000, 991231999), st.integers(1, 9))
def test_every_wrong_last_digit_is_noticed(first: int, off: int) -> None:
    last = first % 11 % 10
    right, wrong = (f"{first:09}{digit}" for digit in (last, (last + off) % 10))
    try:
        born_from(right, TODAY)
    except Refused:
        return  # no such day
    with pytest.raises(Refused):
        born_from(wrong, TODAY)
