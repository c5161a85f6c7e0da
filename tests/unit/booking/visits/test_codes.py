from hypothesis import given
from hypothesis import strategies as st
from stdnum import damm

from booking.visits.codes import is_well_formed, make_code

BODIES = st.integers(0, 99_999).map(lambda n: f"{n:05}")


def test_a_code_is_six_digits_with_a_check_digit() -> None:
    for _ in range(500):
        code = make_code()
        assert is_well_formed(code)
        assert len(set(code)) >= 3


def test_codes_do_not_follow_each_other() -> None:
    codes = [make_code() for _ in range(200)]
    assert len(set(codes)) > 190
    assert codes != sorted(codes)


@given(BODIES, st.integers(0, 5), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(body: str, place: int, by: int) -> None:
    code = body + damm.calc_check_digit(body)
    wrong = str((int(code[place]) + by) % 10)
    assert not is_well_formed(code[:place] + wrong + code[place + 1 :])


@given(BODIES, st.integers(0, 4))
def test_two_neighbours_that_changed_places_are_noticed(body: str, place: int) -> None:
    code = body + damm.calc_check_digit(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or not is_well_formed(swapped)


def test_what_is_not_six_digits_is_no_code() -> None:
    for text in ("", "12345", "1234567", "12345x", "١٢٣٤٥٦"):
        assert not is_well_formed(text)


def test_no_slip_of_one_digit_or_two_neighbours_is_ever_missed() -> None:
    """All of them: the check goes from state to state, and two states never come together again."""
    reaching = {damm.checksum(f"{n:02}"): f"{n:02}" for n in range(100)}
    assert set(reaching) == set(range(10))
    for before in reaching.values():
        after = {digit: damm.checksum(f"{before}{digit}") for digit in "0123456789"}
        assert len(set(after.values())) == 10, "one wrong digit"
        for one in "0123456789":
            for other in "0123456789":
                swapped = damm.checksum(before + other + one)
                assert one == other or damm.checksum(before + one + other) != swapped
