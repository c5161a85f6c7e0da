"""A citizen as the other parts see one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from booking.language import Language


class CitizenKind(StrEnum):
    """Companies deal with the town hall too, and have no given name."""

    PERSON = "person"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Citizen:
    """A person or a company.

    Attributes:
        id: the number in this database.
        code: the stable name in the records that the citizen came from.
        kind: a person or a company.
        name: as it is written on a letter.
        given: the given name, None for a company.
        family: the family name, None for a company.
        phone: in E.164, None where none is known.
        phone_verified: somebody showed that the number is the citizen's; an unverified one never
            gets anything personal.
        email: where messages go, None where none is known.
        email_verified: the same for the address.
        language: the one the citizen asked for last.
        slow_speech: prompts are spoken slowly and time-outs are long.
        born: the date of birth, None where it is not known, and for a company.
        street: with the number, 'Lidická 12', None where it is not known.
        town: where that is, None where it is not known.
        postcode: of that, None where it is not known.
        company_number: a company's IČO, eight digits, None where it is not known.
        large_print: letters are wanted in large type.
    """

    id: int
    code: str
    kind: CitizenKind
    name: str
    given: str | None
    family: str | None
    phone: str | None
    phone_verified: bool
    email: str | None
    email_verified: bool
    language: Language
    slow_speech: bool
    born: date | None = None
    street: str | None = None
    town: str | None = None
    postcode: str | None = None
    company_number: str | None = None
    large_print: bool = False

    @property
    def reachable_phone(self) -> str | None:
        """The number that may get something personal."""
        return self.phone if self.phone_verified else None

    @property
    def reachable_email(self) -> str | None:
        """The address that may get something personal."""
        return self.email if self.email_verified else None


class FoundBy(StrEnum):
    """What of a citizen is like what was searched for, where it is one thing."""

    NAME = "name"
    BORN = "born"
    PHONE = "phone"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class FoundCitizen:
    """A citizen who may be meant.

    Attributes:
        score: how well everything fits, at most 100.
        by: what fits best.
    """

    citizen: Citizen
    score: float
    by: FoundBy


class IdentityMark(StrEnum):
    """By what an operator can tell that a caller is who they say they are.

    Control questions ask for what others hardly know. A name, an address and the calling number
    alone prove nothing: neighbours know them, and the number can be forged.
    """

    BORN = "born"
    ADDRESS = "address"
    REFERENCE = "reference"
    VISIT_CODE = "visit-code"
    PHONE_BACK = "phone-back"
    """They were rung back at their verified number."""


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """An operator is satisfied that a caller is this citizen.

    Attributes:
        talk: where it holds: the call's id, or a desk's without a call.
        by: the operator.
        marks: by what.
        until: then it must be asked again.
    """

    talk: str
    citizen_id: int
    by: str
    marks: tuple[IdentityMark, ...]
    at: datetime
    until: datetime
