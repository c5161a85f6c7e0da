"""The panel's address, and what is read aloud."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.api import Language
from operator_console.caller.spoken import digits, lines
from operator_console.caller.state import LONGEST, State, Tab


def test_an_address_holds_what_is_set_and_nothing_else() -> None:
    assert State(call="c1", tab="book", day="2026-11-24").query == "call=c1&tab=book&day=2026-11-24"


@given(st.dictionaries(st.sampled_from(["call", "q", "citizen", "day"]), st.text(max_size=LONGEST)))
def test_whatever_is_set_comes_back_from_the_address(values: dict[str, str]) -> None:
    state = State(**{name: value.strip() for name, value in values.items()})
    assert State.read(state.query) == state


def test_of_a_field_that_comes_twice_the_later_one_was_chosen() -> None:
    assert State.read("office=a&office=b").office == "b"


@pytest.mark.parametrize("query", ["tab=nowhere", "unknown=1", "", "&&=", "tab"])
def test_what_cannot_be_read_means_nothing_chosen(query: str) -> None:
    assert State.read(query) == State()


@pytest.mark.parametrize("value", ["", "x", "-1", "99999999999", "١٢"])
def test_a_number_that_is_none_names_no_record(value: str) -> None:
    assert State(hold=value).number("hold") is None


def test_another_part_keeps_whom_and_forgets_what_was_typed() -> None:
    state = State(call="c1", tab="citizen", q="novak", citizen="7", hold="3")
    assert state.at(Tab.BOOK) == State(call="c1", tab="book", citizen="7", hold="3")


def test_a_day_is_read_and_nonsense_is_none() -> None:
    assert State(day="2026-11-24").date("day") == date(2026, 11, 24)
    assert State(day="24. 11.").date("day") is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.CS, "čtyři sedm dva, nula jedna pět"),
        (Language.EN, "four seven two, zero one five"),
        (Language.UK, "чотири сім два, нуль один п'ять"),
    ],
)
def test_a_code_is_dictated_in_two_breaths(language: Language, said: str) -> None:
    assert digits("472015", language) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("Přijďte osobně.", ["Přijďte osobně."]),
        ("Přijďte osobně. Vezměte pas.", ["Přijďte osobně.", "Vezměte pas."]),
        ("600 Kč; do 5 dnů 3000 Kč.", ["600 Kč;", "do 5 dnů 3000 Kč."]),
        ("Podle zákona č. 329/1999 Sb. platí to.", ["Podle zákona č. 329/1999 Sb. platí to."]),
        ("Do 30. 6. každého roku.", ["Do 30. 6. každého roku."]),
        ("Přijďte. Čekejte. Řekněte.", ["Přijďte.", "Čekejte.", "Řekněte."]),
        ("Stačí např. pas.", ["Stačí např. pas."]),
    ],
)
def test_a_text_is_read_a_sentence_at_a_time(text: str, said: list[str]) -> None:
    assert lines(text) == said
