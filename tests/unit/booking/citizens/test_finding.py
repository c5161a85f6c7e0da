from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.citizens.finding import Entry, Index, candidates
from booking.citizens.model import FoundBy
from booking.citizens.query import Query, parse

TODAY = date(2026, 11, 23)

PEOPLE = [
    Entry(1, "Marie Dvořáková", date(1955, 3, 13), "U Mlýna 73", "Dolní Lipka", "+420777000321"),
    Entry(2, "Marie Dvořáková", date(1984, 7, 2), "Lidická 12", "Lípov", "+420605111222"),
    Entry(3, "Jan Dvořák", date(1981, 12, 3), "Lidická 12", "Lípov", None),
    Entry(4, "Věra Vyzinová", date(1970, 5, 6), "Polní 4", "Lípov", None),
    Entry(5, "Pekařství U Lípy s.r.o.", None, "Polní 8", "Lípov", "+420596000201"),
    Entry(6, "Jana Nová", date(1999, 1, 31), "Zahradní 1", "Lípov", None),
]


def found(text: str, owners: set[int] | None = None) -> list[int]:
    index = Index()
    index.put(PEOPLE)
    return [one.id for one in index.find(parse(text, TODAY), owners or set())]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("dvorakova marie", 1),  # of two alike the older one
        ("Marie Dvořáková 1984", 2),
        ("marie dvorakova lidicka", 2),
        ("dvorakova 2.7.1984", 2),
        ("Dvořák", 3),
        ("pana Dvořáka Jana", 3),
        ("vjera vizinova", 4),
        ("pekarna u lipy", 5),
        ("lipy", 5),
        ("jana nova", 6),
        ("zahradni 1", 6),
        ("polni 8", 5),
        ("777 000 321", 1),
        ("+420 777 000 321", 1),
        ("000321", 1),
        ("13.3.1955", 1),
        ("13. 3. 55", 1),
        ("1955-03-13", 1),
        ("3.13.1955", 0),
    ],
)
def test_the_likeliest_comes_first(text: str, first: int) -> None:
    assert (found(text) or [0])[0] == first


def test_who_fits_much_worse_is_left_out() -> None:
    assert found("marie dvorakova u mlyna") == [1]


def test_a_wrong_street_does_not_hide_a_right_name() -> None:
    assert 4 in found("vera vyzinova lidicka")


def test_a_birthday_with_day_and_month_swapped_is_found_after_the_right_one() -> None:
    assert found("12. 3. 1981") == [3]


def test_a_reference_number_leads_to_its_owner() -> None:
    index = Index()
    index.put(PEOPLE)
    [match] = index.find(parse("MULI-ZP/000123/2026", TODAY), {4})
    assert (match.id, match.by, match.score) == (4, FoundBy.REFERENCE, 100)


def test_nobody_is_like_nothing() -> None:
    assert found("xqzw") == []
    assert found("") == []


def test_a_citizen_who_has_changed_is_found_by_what_holds_now() -> None:
    index = Index()
    index.put(PEOPLE)
    index.put([replace(PEOPLE[2], name="Jan Procházka", phone="+420602333444", born=None)])
    assert len(index) == len(PEOPLE)
    assert 3 not in [one.id for one in index.find(parse("dvorak", TODAY))]
    assert [one.id for one in index.find(parse("prochazka", TODAY))] == [3]
    assert [one.id for one in index.find(parse("602333444", TODAY))] == [3]
    assert index.find(parse("3.12.1981", TODAY)) == []


def test_no_more_are_found_than_asked_for() -> None:
    index = Index()
    index.put(Entry(n, "Jan Novák", None, None, None, None) for n in range(100))
    assert len(index.find(parse("novak", TODAY), limit=20)) == 20


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Nováková Jana", Query(("novakova", "jana"))),
        ("novak 12.3.84", Query(("novak",), born=date(1984, 3, 12))),
        ("novak 12. 3. 1984", Query(("novak",), born=date(1984, 3, 12))),
        ("novak 1.1.20", Query(("novak",), born=date(2020, 1, 1))),
        ("novak 1984", Query(("novak",), year=1984)),
        ("Lidická 12", Query(("lidicka", "12"))),
        ("123/2026", Query(reference=(123, 2026))),
        ("MULI/000123/2026", Query(reference=(123, 2026))),
        ("777 123 456", Query(phone="777123456")),
        ("00420777123456", Query(phone="777123456")),
        ("30.2.1984", Query(("30", "2"), year=1984)),
        ("j", Query()),
    ],
)
def test_each_part_is_read_as_what_it_is(text: str, query: Query) -> None:
    assert parse(text, TODAY) == query


@given(st.text(max_size=40))
def test_whatever_is_typed_can_be_searched_for(text: str) -> None:
    index = Index()
    index.put(PEOPLE)
    scores = [one.score for one in index.find(parse(text, TODAY), {1})]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 100 for score in scores)


@given(
    st.lists(st.dictionaries(st.integers(0, 9), st.floats(1, 100)), max_size=4),
    st.floats(0, 200),
)
def test_nobody_who_fits_well_enough_is_left_out_early(
    fitting: list[dict[int, float]], least: float
) -> None:
    everybody = set[int]().union(*fitting)
    enough = {n for n in everybody if sum(found.get(n, 0) for found in fitting) >= least}
    assert enough <= candidates(fitting, least)


@pytest.mark.parametrize(
    ("keyed", "first"),
    [
        ("386725682", [1, 2]),  # dvorakova; no telephone number ends so
        ("38672", [3, 1, 2]),
        ("89946 polni", [4]),  # vyzin
        ("605111222", [2]),
    ],
)
def test_a_name_is_found_by_the_letters_of_a_telephones_keys(keyed: str, first: list[int]) -> None:
    assert found(keyed)[: len(first)] == first
