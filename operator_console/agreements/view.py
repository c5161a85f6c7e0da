"""Agreements, and those who may have one, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from booking.api import (
    Agreement,
    Citizen,
    CitizenKind,
    CounterEntry,
    Fault,
    HeldAgreement,
    Language,
)
from operator_console import formats
from operator_console.agreements.letter import address

COLOURS = {"none": "neutral", "due": "warning", "valid": "success", "ended": "neutral"}
"""By the phase of an agreement."""

SPECIFIC = frozenset(
    {
        "compared.missing",
        "acting_as.missing",
        "document.missing",
        "born.malformed",
        "phone.malformed",
        "phone.missing",
        "email.malformed",
        "email.missing",
        "company_number.malformed",
        "company_number.known",
        "postcode.malformed",
        "ending.malformed",
        "another.known",
        "citizen.in-force",
    }
)
"""Faults with words of their own; the others are told in general ones."""


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in the list.

    Attributes:
        agreement_id: 0 where there is no agreement.
        details: what tells namesakes from each other.
        phase: none, due, valid or ended.
    """

    citizen_id: int
    agreement_id: int
    name: str
    details: str
    phase: str
    colour: str
    concluded: str


@dataclass(frozen=True, slots=True)
class Whole:
    """An agreement on its own page.

    Attributes:
        concluded_by: the clerk's name, empty where it came from the records.
        document: the kind of the document that was seen, empty where none is known.
        printed: when the letter was, empty where it was not, or not here.
        locked: until when wrong PINs have locked it, empty while they have not.
    """

    id: int
    citizen: Citizen
    phase: str
    colour: str
    born: str
    address: str
    concluded: str
    concluded_by: str
    document: str
    ending: str
    acting: str
    acting_as: str
    printed: str
    printed_by: str
    locked: str
    ended: str
    ended_by: str
    end_reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in words.

    Attributes:
        key: of its text.
        is_general: the text does not name the field.
        about: the citizen whose record it leads to, 0 for none.
    """

    field: str
    key: str
    is_general: bool
    about: int


def phase(agreement: Agreement | None) -> str:
    """In which phase it is: none, due (its letter), valid, ended."""
    if agreement is None:
        return "none"
    if not agreement.in_force:
        return "ended"
    return "due" if agreement.awaits_letter else "valid"


def row(
    citizen: Citizen,
    agreement: Agreement | None,
    language: Language,
    zone: ZoneInfo,
    today: date,
) -> Row:
    """Somebody in the list, with the agreement if there is one."""
    now = phase(agreement)
    return Row(
        citizen_id=citizen.id,
        agreement_id=agreement.id if agreement else 0,
        name=citizen.name,
        details=", ".join(_details(citizen, language)),
        phase=now,
        colour=COLOURS[now],
        concluded=formats.moment(agreement.concluded_at, zone, today, language)
        if agreement
        else "",
    )


def whole(
    held: HeldAgreement,
    people: Mapping[str, str],
    language: Language,
    zone: ZoneInfo,
    today: date,
) -> Whole:
    """An agreement on its own page; `people` tells names by username."""
    one, citizen = held.agreement, held.citizen
    now = phase(one)

    def at(instant: datetime | None) -> str:
        return formats.moment(instant, zone, today, language) if instant else ""

    return Whole(
        id=one.id,
        citizen=citizen,
        phase=now,
        colour=COLOURS[now],
        born=formats.short_day(citizen.born, language) if citizen.born else "",
        address=", ".join(address(citizen)[1:]),
        concluded=at(one.concluded_at),
        concluded_by=people.get(one.concluded_by or "", ""),
        document=one.shown.kind.value if one.shown else "",
        ending=one.shown.ending if one.shown else "",
        acting=one.acting.name if one.acting else "",
        acting_as=one.acting.capacity.value if one.acting else "",
        printed=at(one.letter_at) if one.has_pin or not one.in_force else "",
        printed_by=people.get(one.letter_by or "", ""),
        locked=at(held.locked_until),
        ended=at(one.ended_at),
        ended_by=people.get(one.ended_by or "", ""),
        end_reason=one.end_reason.value if one.end_reason else "",
    )


def entry_of(citizen: Citizen) -> CounterEntry:
    """The form as it is before anybody has written into it."""
    return CounterEntry(
        citizen_id=citizen.id,
        company=citizen.kind is CitizenKind.COMPANY,
        name=citizen.name,
        given=citizen.given or "",
        family=citizen.family or "",
        born=citizen.born.isoformat() if citizen.born else "",
        company_number=citizen.company_number or "",
        street=citizen.street or "",
        postcode=citizen.postcode or "",
        town=citizen.town or "",
        phone=formats.phone(citizen.phone),
        email=citizen.email or "",
        language=citizen.language.value,
        slow_speech=citizen.slow_speech,
        large_print=citizen.large_print,
    )


def problems(faults: Sequence[Fault]) -> list[Problem]:
    """What will not do, in words."""
    return [_problem(one) for one in faults]


def _problem(fault: Fault) -> Problem:
    both = f"{fault.field}.{fault.reason}"
    general = both not in SPECIFIC
    key = f"agreements.fault.{fault.reason if general else both}"
    return Problem(fault.field, key, general, fault.about or 0)


def _details(citizen: Citizen, language: Language) -> list[str]:
    born = formats.short_day(citizen.born, language) if citizen.born else ""
    known = (born, citizen.company_number, citizen.street, citizen.town)
    return [one for one in known if one]
