"""What a clerk has written down at the counter, and whether it will do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from stdnum.cz.dic import calc_check_digit_legal

from booking.agreements.model import Acting, ActingAs, DocumentKind, ShownDocument
from booking.citizens.model import Citizen, CitizenKind
from booking.citizens.rules import checked_email
from booking.contacts import parse_phone
from booking.errors import Refused
from booking.language import Language

YOUNGEST = 15
"""Whoever is younger need not have an identity card, and is concluded for by a parent."""

OLDEST = 120
ENDING = 4
"""So much of a document's number is kept."""

LONGEST = {"given": 100, "family": 100, "name": 200, "acting": 200, "street": 200, "town": 100}
_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 -]{1,8}[A-Z0-9]", re.ASCII)

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that will not do.

    Attributes:
        field: its name in `CounterEntry`; 'citizen' for the whole.
        reason: one word: missing, malformed, long, future, young, old, known, in-force.
        about: the citizen who is known already.
    """

    field: str
    reason: str
    about: int | None = None


class Faulty(Refused):
    """What was written down will not do; `faults` has every field, the error itself the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].field, faults[0].reason)
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class CounterEntry:
    """The fields as they were written, in the order of the form; nothing is checked yet.

    Attributes:
        citizen_id: a citizen of the records; None for somebody new.
        company: a company, for somebody new.
        born: an ISO date.
        company_number: IČO.
        acting: who concludes for a company.
        document: a `DocumentKind`.
        ending: the last four characters of its number.
        compared: the clerk has compared document and person, and the document is valid.
        phone_shown: the citizen has shown at the counter that the number is theirs.
        email_shown: the same for the address.
        another: there is somebody of this name, and this is somebody else.
    """

    citizen_id: int | None = None
    company: bool = False
    given: str = ""
    family: str = ""
    name: str = ""
    company_number: str = ""
    born: str = ""
    another: bool = False
    street: str = ""
    postcode: str = ""
    town: str = ""
    acting: str = ""
    acting_as: str = ""
    document: str = ""
    ending: str = ""
    compared: bool = False
    phone: str = ""
    phone_shown: bool = False
    email: str = ""
    email_shown: bool = False
    language: str = Language.CS.value
    slow_speech: bool = False
    large_print: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """The same, once it will do.

    Attributes:
        citizen: as the records shall have them; without a number (0) for somebody new.
        shown: the document.
        acting: who concludes for a company.
    """

    citizen: Citizen
    shown: ShownDocument
    acting: Acting | None


def check(entry: CounterEntry, known: Citizen | None, today: date) -> Checked:
    """What an entry means.

    Args:
        entry: what was written.
        known: the citizen of the records, None for somebody new.
        today: the town's calendar day.

    Raises:
        Faulty: something will not do; every field of it is told.
    """
    form = _Form(entry, today)
    citizen = form.citizen(known)
    acting = form.acting() if citizen.kind is CitizenKind.COMPANY else None
    shown = form.shown()
    if form.faults or shown is None:
        order = [field.name for field in fields(CounterEntry)]
        raise Faulty(sorted(form.faults, key=lambda fault: order.index(fault.field)))
    return Checked(citizen, shown, acting)


def check_shown(entry: CounterEntry) -> ShownDocument:
    """The document alone, for a reset.

    Raises:
        Faulty: it will not do.
    """
    form = _Form(entry, date.min)
    shown = form.shown()
    if shown is None:
        raise Faulty(form.faults)
    return shown


def company_number(text: str) -> str | None:
    """The IČO: eight digits, the last one a check digit (modulo 11); None if it is none.

    Old ones are written without the noughts that they begin with.
    """
    digits = "".join(text.split()).zfill(8)
    if not re.fullmatch(r"\d{8}", digits, re.ASCII) or digits == "0" * 8:
        return None
    return digits if calc_check_digit_legal(digits[:-1]) == digits[-1] else None


class _Form:
    """Reads field by field and gathers what will not do."""

    def __init__(self, entry: CounterEntry, today: date) -> None:
        self.entry = entry
        self.today = today
        self.faults: list[Fault] = []

    def citizen(self, known: Citizen | None) -> Citizen:
        """As the records shall have them."""
        entry, base = self.entry, known or self._named()
        company = base.kind is CitizenKind.COMPANY
        phone, email = self._phone(), self._email()
        # a contact that stays as it was stays verified; another one must be shown anew
        kept_phone = base.phone_verified and phone == base.phone
        kept_email = base.email_verified and email == base.email
        return replace(
            base,
            born=None if company else self._born(),
            company_number=self._company_number() if company else None,
            street=self.text("street"),
            postcode=self._postcode(),
            town=self.text("town"),
            phone=phone,
            phone_verified=phone is not None and (kept_phone or entry.phone_shown),
            email=email,
            email_verified=email is not None and (kept_email or entry.email_shown),
            language=self.choice("language", Language) or Language.CS,
            slow_speech=entry.slow_speech,
            large_print=entry.large_print,
        )

    def acting(self) -> Acting | None:
        name, capacity = self.text("acting"), self.choice("acting_as", ActingAs)
        return Acting(name, capacity) if name and capacity else None

    def shown(self) -> ShownDocument | None:
        kind = self.choice("document", DocumentKind)
        ending = "".join(self.entry.ending.split()).upper()
        if not ending:
            self.fault("ending", "missing")
        elif len(ending) != ENDING or not ending.isalnum() or not ending.isascii():
            self.fault("ending", "malformed")
        if not self.entry.compared:
            self.fault("compared", "missing")
        if kind is None or any(f.field in {"ending", "compared"} for f in self.faults):
            return None
        return ShownDocument(kind, ending)

    def text(self, field: str) -> str | None:
        text = " ".join(str(getattr(self.entry, field)).split())
        if not text:
            return self.fault(field, "missing")
        if not text.isprintable() or not any(c.isalnum() for c in text):
            return self.fault(field, "malformed")
        return text if len(text) <= LONGEST[field] else self.fault(field, "long")

    def choice(self, field: str, of: type[Choice]) -> Choice | None:
        try:
            return of(str(getattr(self.entry, field)))
        except ValueError:
            self.fault(field, "missing")
            return None

    def fault(self, field: str, reason: str) -> str | None:
        """Note it; None, for the field has no value then."""
        self.faults.append(Fault(field, reason))
        return None

    def _named(self) -> Citizen:
        company = self.entry.company
        given = None if company else self.text("given")
        family = None if company else self.text("family")
        name = self.text("name") if company else f"{given} {family}"
        return Citizen(
            id=0,
            code="",
            kind=CitizenKind.COMPANY if company else CitizenKind.PERSON,
            name=name or "",
            given=given,
            family=family,
            phone=None,
            phone_verified=False,
            email=None,
            email_verified=False,
            language=Language.CS,
            slow_speech=False,
        )

    def _born(self) -> date | None:
        text = self.entry.born.strip()
        try:
            born = date.fromisoformat(text)
        except ValueError:
            self.fault("born", "malformed" if text else "missing")
            return None
        years = self.today.year - born.year - (self.today.timetuple()[1:3] < born.timetuple()[1:3])
        if born > self.today:
            self.fault("born", "future")
        elif years < YOUNGEST:
            self.fault("born", "young")
        elif years > OLDEST:
            self.fault("born", "old")
        return born

    def _company_number(self) -> str | None:
        if not self.entry.company_number.strip():
            return self.fault("company_number", "missing")
        number = company_number(self.entry.company_number)
        return number or self.fault("company_number", "malformed")

    def _postcode(self) -> str | None:
        text = " ".join(self.entry.postcode.upper().split())
        if not text:
            return self.fault("postcode", "missing")
        digits = text.replace(" ", "")
        if len(digits) == 5 and digits.isascii() and digits.isdigit():
            return f"{digits[:3]} {digits[3:]}"
        return text if _POSTCODE.fullmatch(text) else self.fault("postcode", "malformed")

    def _phone(self) -> str | None:
        if not self.entry.phone.strip():
            return self.fault("phone", "missing") if self.entry.phone_shown else None
        phone = parse_phone(self.entry.phone)
        return phone or self.fault("phone", "malformed")

    def _email(self) -> str | None:
        text = self.entry.email.strip()
        if not text:
            return self.fault("email", "missing") if self.entry.email_shown else None
        if len(text) > 254 or not text.isprintable():
            return self.fault("email", "malformed")
        try:
            return checked_email(text)
        except Refused:
            return self.fault("email", "malformed")
