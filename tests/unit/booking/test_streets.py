"""Streets by the keys of a telephone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.api import Street, streets_by_keys
from booking.language.keypad import keys_of
from booking.language.likeness import words

NAMES = ("Lidická", "Lipová", "náměstí Míru", "Polní", "Sokolská", "Školní", "U Mlýna", "Za Humny")
STREETS = [Street("28. října", "dvacátého osmého října"), *(Street(one, one) for one in NAMES)]


def found(keyed: str, limit: int = 3) -> list[str]:
    return [street.name for street in streets_by_keys(STREETS, keyed, limit)]


def test_each_letter_is_on_the_key_that_telephones_have_it_on() -> None:
    assert keys_of("abcdefghijklmnopqrstuvwxyz") == "22233344455566677778889999"


@pytest.mark.parametrize(
    ("keyed", "expected"),
    [
        ("543", ["Lidická"]),
        ("54", ["Lipová", "Lidická"]),
        ("7656", ["Polní", "Sokolská"]),
        ("65964", ["U Mlýna"]),
        ("6478", ["náměstí Míru"]),
        ("28", ["28. října"]),
        ("3822", ["28. října"]),
        ("7454", ["28. října"]),
    ],
)
def test_a_street_is_found_by_its_first_letters_or_those_of_a_further_word(
    keyed: str, expected: list[str]
) -> None:
    assert found(keyed) == expected


def test_one_slip_is_forgiven_only_where_nothing_fits() -> None:
    assert found("5444") == ["Lidická"]
    assert found("5344") == ["Lidická"]
    assert found("544") == []
    assert found("9999") == []


def test_no_more_are_offered_than_asked_for() -> None:
    many = [Street(f"Lipová {word}", f"Lipová {word}") for word in ("a", "b", "c", "d", "e")]
    assert len(streets_by_keys(many, "547", 3)) == 3


@given(st.sampled_from(STREETS), st.integers(3, 8))
def test_every_street_is_among_those_with_its_own_letters(street: Street, length: int) -> None:
    keyed = "".join(keys_of(word) for word in words(street.spoken))[:length]
    assert street in streets_by_keys(STREETS, keyed, len(STREETS))


@given(st.text("0123456789", max_size=8))
def test_any_keys_are_answered(keyed: str) -> None:
    assert len(streets_by_keys(STREETS, keyed, 3)) <= 3


def test_five_hundred_streets_are_looked_through_while_the_caller_hears_nothing() -> None:
    parts = (
        "bar",
        "dol",
        "hor",
        "jas",
        "kal",
        "lip",
        "mod",
        "nov",
        "pol",
        "rud",
        "sad",
        "vrb",
        "zel",
    )
    names = [f"{one}{other}{third}ská" for one in parts for other in parts for third in "aei"]
    streets = [Street(name, name) for name in names[:500]]
    took = []
    for keyed in ("999", "9999", "5999"):
        began = time.process_time()
        streets_by_keys(streets, keyed, 3)
        took.append(time.process_time() - began)
    assert min(took) < 0.25, "a few milliseconds on an idle core"
