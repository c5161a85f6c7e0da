import pytest

from booking.contacts import is_mobile, parse_phone


@pytest.mark.parametrize(
    "keyed", ["777654321", "777 654 321", "+420777654321", "00420777654321", "420777654321"]
)
def test_a_czech_number_is_one_however_it_is_keyed(keyed: str) -> None:
    assert parse_phone(keyed) == "+420777654321"


def test_a_foreign_number_keeps_its_country() -> None:
    assert parse_phone("+421905123456") == "+421905123456"


@pytest.mark.parametrize(
    "shown", [None, "", "anonymous", "unknown", "Restricted", "123", "000000000", "7776543210"]
)
def test_a_hidden_or_impossible_number_is_none(shown: str | None) -> None:
    assert parse_phone(shown) is None


def test_mobile_numbers_are_told_from_landlines() -> None:
    assert is_mobile("+420777654321")
    assert is_mobile("+420601000001")
    assert not is_mobile("+420596123456")
    assert not is_mobile("+420844121314")
    assert not is_mobile(None)


@pytest.mark.parametrize("costly", ["906123456", "900123456", "+881612345678", "+883510012345"])
def test_a_number_that_lives_on_its_callers_is_none(costly: str) -> None:
    assert parse_phone(costly) is None
