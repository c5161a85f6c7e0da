import pytest

from booking.citizens.rules import checked_email, checked_phone
from booking.errors import Refused


@pytest.mark.parametrize("phone", ["777000321", "+42077700032", "+420 777 000 321", "", "+420"])
def test_a_number_that_is_not_in_international_form_is_refused(phone: str) -> None:
    with pytest.raises(Refused, match="phone"):
        checked_phone(phone)


def test_a_number_in_international_form_passes() -> None:
    assert checked_phone("+420777000321") == "+420777000321"


@pytest.mark.parametrize("email", ["", "marie", "marie@", "@example.com", "a b@example.com", "a@b"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Refused, match="email"):
        checked_email(email)


def test_an_address_passes() -> None:
    assert checked_email("marie@example.com") == "marie@example.com"
