"""What a clerk writes down at the counter."""

from dataclasses import replace
from datetime import date

import pytest

from booking.agreements.entry import CounterEntry, Faulty, check, check_shown, company_number
from booking.agreements.letter import WEB_LETTERS, new_login, new_password, new_pin
from booking.agreements.model import Acting, ActingAs, DocumentKind, ShownDocument
from booking.agreements.rules import login_is_well_formed, pin_is_trivial, pin_is_well_formed
from booking.citizens.model import Citizen, CitizenKind
from tests.support.people import some_citizen

TODAY = date(2026, 11, 23)
PERSON = CounterEntry(
    given="Žofie",
    family="Příhodová",
    born="1980-02-03",
    street="Lidická 5",
    postcode="46001",
    town="Lípov",
    document="identity-card",
    ending="12ab",
    compared=True,
)
COMPANY = replace(
    PERSON,
    company=True,
    given="",
    family="",
    born="",
    name="Pekárna U Lípy s. r. o.",
    company_number="25123891",
    acting="Jan Pekař",
    acting_as="statutory",
)

KNOWN = some_citizen(
    id=7,
    code="c07",
    phone="+420777000321",
    phone_verified=True,
    email="marie@example.com",
    email_verified=True,
)


def faults(entry: CounterEntry, known: Citizen | None = None) -> list[tuple[str, str]]:
    with pytest.raises(Faulty) as caught:
        check(entry, known, TODAY)
    return [(one.field, one.reason) for one in caught.value.faults]


def test_a_person_is_taken_down_as_written() -> None:
    found = check(PERSON, None, TODAY)
    citizen = found.citizen
    assert (citizen.kind, citizen.name, citizen.born) == (
        CitizenKind.PERSON,
        "Žofie Příhodová",
        date(1980, 2, 3),
    )
    assert (citizen.street, citizen.postcode, citizen.town) == ("Lidická 5", "460 01", "Lípov")
    assert found.shown == ShownDocument(DocumentKind.IDENTITY_CARD, "12AB")
    assert found.acting is None


def test_a_company_has_somebody_who_acts_for_it_and_no_birth() -> None:
    found = check(COMPANY, None, TODAY)
    assert found.citizen.kind is CitizenKind.COMPANY
    assert found.citizen.company_number == "25123891"
    assert found.citizen.born is None
    assert found.acting == Acting("Jan Pekař", ActingAs.STATUTORY)


def test_all_that_is_missing_is_told_at_once_in_the_order_of_the_form() -> None:
    assert [field for field, reason in faults(CounterEntry()) if reason == "missing"] == [
        "given",
        "family",
        "born",
        "street",
        "postcode",
        "town",
        "document",
        "ending",
        "compared",
    ]
    assert faults(CounterEntry(company=True))[:2] == [
        ("name", "missing"),
        ("company_number", "missing"),
    ]


@pytest.mark.parametrize(
    ("field", "written", "reason"),
    [
        ("given", "!", "malformed"),
        ("given", "a\u0000b", "malformed"),
        ("family", "x" * 101, "long"),
        ("born", "3. 2. 1980", "malformed"),
        ("born", "2026-11-24", "future"),
        ("born", "2011-11-24", "young"),
        ("born", "1888-01-01", "old"),
        ("postcode", "1", "malformed"),
        ("postcode", "46001<", "malformed"),
        ("document", "library-card", "missing"),
        ("ending", "123456789", "malformed"),
        ("ending", "12-4", "malformed"),
        ("compared", False, "missing"),
        ("phone", "123", "malformed"),
        ("phone", "906 123 456", "malformed"),
        ("phone_shown", True, "missing"),
        ("email", "marie@", "malformed"),
        ("language", "de", "missing"),
    ],
)
def test_a_field_that_will_not_do_says_why(field: str, written: object, reason: str) -> None:
    found = faults(replace(PERSON, **{field: written}))  # type: ignore[arg-type]  # any field
    assert found == [(field.removesuffix("_shown"), reason)]


def test_whoever_turns_fifteen_today_may_conclude() -> None:
    assert check(replace(PERSON, born="2011-11-23"), None, TODAY).citizen.born


@pytest.mark.parametrize("postcode", ["1010 AB", "SW1A 1AA", "80-001"])
def test_a_foreign_postcode_stays_as_it_is(postcode: str) -> None:
    assert check(replace(PERSON, postcode=postcode), None, TODAY).citizen.postcode == postcode


@pytest.mark.parametrize("written", ["25123891", "2512 3891", "00000019", "19"])
def test_a_company_number_with_its_check_digit_is_one(written: str) -> None:
    assert company_number(written) == "".join(written.split()).zfill(8)


@pytest.mark.parametrize("written", ["25123890", "251238911", "0", "2512389x", "٢٥١٢٣٨٩١"])
def test_a_company_number_with_a_wrong_digit_is_none(written: str) -> None:
    assert company_number(written) is None


def test_a_name_of_the_records_is_not_changed_at_the_counter() -> None:
    found = check(replace(PERSON, citizen_id=7), KNOWN, TODAY)
    assert found.citizen.name == "Marie Dvořáková"
    assert found.citizen.street == "Lidická 5"


def test_a_verified_contact_stays_verified_as_long_as_it_is_the_same() -> None:
    same = replace(PERSON, phone="777 000 321", email="marie@example.com")
    assert check(same, KNOWN, TODAY).citizen.phone_verified
    assert check(same, KNOWN, TODAY).citizen.email_verified
    other = replace(same, phone="777 000 322", email="m@example.com")
    assert not check(other, KNOWN, TODAY).citizen.phone_verified
    assert not check(other, KNOWN, TODAY).citizen.email_verified
    shown = replace(other, phone_shown=True, email_shown=True)
    assert check(shown, KNOWN, TODAY).citizen.reachable_phone == "+420777000322"
    assert check(shown, KNOWN, TODAY).citizen.reachable_email == "m@example.com"


def test_a_contact_that_is_struck_out_is_gone() -> None:
    assert check(PERSON, KNOWN, TODAY).citizen.phone is None
    assert not check(PERSON, KNOWN, TODAY).citizen.phone_verified


def test_a_reset_needs_a_document_that_was_compared() -> None:
    assert check_shown(PERSON).kind is DocumentKind.IDENTITY_CARD
    with pytest.raises(Faulty) as caught:
        check_shown(CounterEntry())
    assert [one.field for one in caught.value.faults] == ["document", "ending", "compared"]


def test_what_is_given_out_can_be_keyed_and_is_not_guessed() -> None:
    for _ in range(200):
        login = new_login()
        pin, password = new_pin(login), new_password()
        assert login_is_well_formed(login)
        assert not login.reveal().startswith("0")
        assert pin_is_well_formed(pin)
        assert not pin_is_trivial(pin, login)
        groups = password.reveal().split("-")
        assert [len(group) for group in groups] == [4, 4, 4]
        assert set("".join(groups)) <= set(WEB_LETTERS)
