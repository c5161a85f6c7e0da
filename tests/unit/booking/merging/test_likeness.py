"""Which records may be one person."""

from datetime import date, timedelta
from time import process_time

import pytest

from booking.citizens.model import CitizenKind
from booking.merging.model import Sign
from booking.merging.rules import LEAST, likeness, pairs
from tests.support.people import some_citizen

BORN, PHONE = date(1955, 3, 13), "+420777000321"
KNOWN = {"born": BORN, "phone": PHONE, "street": "U Mlýna 73", "town": "Dolní Lipka"}
MARIE = some_citizen(**KNOWN)


@pytest.mark.parametrize(
    "differences",
    [
        {"phone": None, "street": None},
        {"name": "Dvorakova Marie", "phone": None},
        {"born": None, "street": None},
        {"born": date(1955, 3, 18)},
        {"name": "Marie Dvořákova", "born": date(1956, 3, 13)},
    ],
)
def test_slips_are_still_one_person(differences: dict[str, object]) -> None:
    other = some_citizen(
        id=2,
        **(
            {"born": BORN, "phone": PHONE, "street": "U Mlýna 73", "town": "Dolní Lipka"}
            | differences
        ),
    )
    assert likeness(MARIE, other)[0] >= LEAST


@pytest.mark.parametrize(
    "differences",
    [
        {"phone": None, "born": None, "street": None},
        {"name": "Karel Dvořák"},
        {"born": date(1980, 7, 1)},
        {"kind": CitizenKind.COMPANY},
    ],
)
def test_what_couples_families_and_namesakes_share_is_not_enough(
    differences: dict[str, object],
) -> None:
    other = some_citizen(
        id=2,
        **(
            {"born": BORN, "phone": PHONE, "street": "U Mlýna 73", "town": "Dolní Lipka"}
            | differences
        ),
    )
    assert likeness(MARIE, other)[0] < LEAST


def test_a_company_is_its_number() -> None:
    dub = some_citizen(kind=CitizenKind.COMPANY, name="Dub", company_number="27074358")
    same = some_citizen(
        id=2, kind=CitizenKind.COMPANY, name="Truhlářství", company_number="27074358"
    )
    other = some_citizen(id=3, kind=CitizenKind.COMPANY, name="Dub", company_number="25596641")
    assert likeness(dub, same) == (100.0, (Sign.COMPANY_NUMBER,))
    assert likeness(dub, other)[0] == 0


def test_the_likeliest_pair_is_first_and_told_once() -> None:
    twin = some_citizen(id=2, born=BORN, phone=PHONE)
    third = some_citizen(id=3, name="Marie Dvořáková", phone=PHONE)
    found = pairs([third, MARIE, twin])
    assert [(one.first.id, one.second.id) for one in found] == [(1, 2), (1, 3), (2, 3)]
    assert [(one.first.id, one.second.id) for one in pairs([third, MARIE, twin], {(1, 2)})] == [
        (1, 3),
        (2, 3),
    ]


def test_of_twenty_thousand_only_those_are_compared_who_have_something_in_common() -> None:
    many = [
        some_citizen(
            id=n,
            name=f"{['Jan', 'Petr', 'Eva', 'Marie', 'Jana'][n % 5]} Nov{n % 997}ák",
            born=date(1930, 1, 1) + timedelta(days=(n * 7919) % 29_000),
            phone=f"+420777{n:06}",
        )
        for n in range(1, 20_001)
    ]
    twin = some_citizen(id=30_000, name=many[77].name, born=many[77].born)
    begun = process_time()
    found = pairs([*many, twin])
    assert (many[77].id, twin.id) in {(one.first.id, one.second.id) for one in found}
    assert process_time() - begun < 5  # some 0.3 s; each with each would take ten minutes
