"""A citizen as the town's records system has one, and how it is kept here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from booking.agreements.entry import OLDEST, company_number
from booking.citizens import store
from booking.citizens.birth_numbers import born_from
from booking.citizens.model import Citizen, CitizenKind
from booking.citizens.rules import checked_email
from booking.contacts import parse_phone
from booking.errors import Refused
from booking.ground.transaction import Transaction
from booking.importing.applications import Blank, Day, Plain
from booking.importing.reports import Outcome
from booking.importing.sheets import SheetRow, record_of
from booking.language import Language
from booking.proofs import following

_Text = Annotated[str | None, Plain]


class RecordedCitizen(BaseModel):
    """A person or a company in the town's records system.

    A birth number may stand where a date of birth would: the date is taken from it, and nothing
    else, for nothing here needs it (GDPR, article 5(1)(c)).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Plain] = Field(
        min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$"
    )
    kind: Annotated[CitizenKind, Blank] = CitizenKind.PERSON
    given: _Text = Field(None, max_length=100)
    family: _Text = Field(None, max_length=100)
    name: _Text = Field(None, max_length=200)
    born: Annotated[Day | None, Blank] = None
    birth_number: _Text = Field(None, max_length=20, repr=False)
    company_number: _Text = Field(None, max_length=12)
    street: _Text = Field(None, max_length=200)
    postcode: _Text = Field(None, max_length=10)
    town: _Text = Field(None, max_length=100)
    phone: _Text = Field(None, max_length=30)
    email: _Text = Field(None, max_length=254)
    language: Annotated[Language | None, Blank] = None


REQUIRED = ("code",)
OPTIONAL = tuple(name for name in RecordedCitizen.model_fields if name not in REQUIRED)


def parsed(row: SheetRow) -> RecordedCitizen:
    """What a row says.

    Raises:
        Refused: it is no row, or one of its cells will not do.
    """
    said = {name: text for name, text in row.cells.items() if text}
    return record_of(row, RecordedCitizen, said)


def put(tx: Transaction, given: RecordedCitizen, by: str) -> Outcome:
    """Keep a citizen as the records system has them.

    An empty cell says nothing, so it takes nothing away. A number or an address from the records
    is not verified, and never takes the place of a verified one; where it takes the place of one
    that nobody verified, visits to come and places on the waiting list follow to it. Who was
    merged into another is not brought back, and changes nothing of the one who stays: a person has
    decided between them.

    Raises:
        Refused: it cannot be so; nothing is changed.
    """
    if given.phone is not None or given.email is not None:
        following.lock(tx)  # before the citizens
    tx.lock("citizens")
    known = store.by_code(tx, given.code)
    if known is not None and known.code != given.code:
        return Outcome.UNCHANGED
    wanted = _wanted(tx, given, known)
    if known is None:
        number = store.add(tx, wanted)
        tx.audit(by, "citizen-imported", f"citizen:{number}")
        return Outcome.ADDED
    following.follow(tx, known, wanted)
    changed = list(store.change(tx, known, wanted))
    if (known.name, known.given, known.family) != (wanted.name, wanted.given, wanted.family):
        names = {"name": wanted.name, "given": wanted.given, "family": wanted.family}
        store.set_missing(tx, known.id, **names)
        changed.append("name")
    if not changed:
        return Outcome.UNCHANGED
    tx.audit(by, "citizen-imported", f"citizen:{known.id}", fields=", ".join(changed))
    return Outcome.CHANGED


def _wanted(tx: Transaction, given: RecordedCitizen, known: Citizen | None) -> Citizen:
    """As the records shall have them; without a number (0) for somebody new."""
    if known is not None and known.kind is not given.kind:
        raise Refused("kind", f"this record is a {known.kind.value} here")
    base = known or _new(given)
    phone, email = _phone(given), _email(given)
    named = _named(given, base)
    return replace(
        named,
        born=_born(tx, given) or base.born,
        company_number=_company(tx, given, base) or base.company_number,
        street=given.street or base.street,
        postcode=given.postcode or base.postcode,
        town=given.town or base.town,
        phone=base.phone if base.phone_verified else phone or base.phone,
        email=base.email if base.email_verified else email or base.email,
        language=given.language or base.language,
    )


def _new(given: RecordedCitizen) -> Citizen:
    return Citizen(
        id=0,
        code=given.code,
        kind=given.kind,
        name="",
        given=None,
        family=None,
        phone=None,
        phone_verified=False,
        email=None,
        email_verified=False,
        language=Language.CS,
        slow_speech=False,
    )


def _named(given: RecordedCitizen, base: Citizen) -> Citizen:
    if given.kind is CitizenKind.COMPANY:
        if not (name := given.name or base.name):
            raise Refused("name", "a company needs one")
        return replace(base, name=name)
    first, family = given.given or base.given, given.family or base.family
    if not first:
        raise Refused("given", "a person needs a given name")
    if not family:
        raise Refused("family", "a person needs a family name")
    return replace(base, name=given.name or f"{first} {family}", given=first, family=family)


def _born(tx: Transaction, given: RecordedCitizen) -> date | None:
    field = "born" if given.birth_number is None else "birth_number"
    if given.kind is CitizenKind.COMPANY and (given.born or given.birth_number):
        raise Refused(field, "a company is not born")
    born = given.born
    if given.birth_number is not None:
        born = born_from(given.birth_number, tx.today)
        if given.born not in (None, born):
            raise Refused(field, "it tells another day than 'born'")
    if born is None:
        return None
    if born > tx.today:
        raise Refused(field, "the day is still to come")
    if tx.today.year - born.year > OLDEST:
        raise Refused(field, f"more than {OLDEST} years ago")
    return born


def _company(tx: Transaction, given: RecordedCitizen, base: Citizen) -> str | None:
    if given.company_number is None:
        return None
    if given.kind is CitizenKind.PERSON:
        raise Refused("company_number", "a person has none here")
    number = company_number(given.company_number)
    if number is None:
        raise Refused("company_number", "its check digit does not fit")
    other = store.find_company(tx, number)
    if other is not None and other.id != base.id:
        raise Refused("company_number", "another company has it")
    return number


def _phone(given: RecordedCitizen) -> str | None:
    if given.phone is None:
        return None
    phone = parse_phone(given.phone)
    if phone is None:
        raise Refused("phone", "nobody could have this number")
    return phone


def _email(given: RecordedCitizen) -> str | None:
    return None if given.email is None else checked_email(given.email)
