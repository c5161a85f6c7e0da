"""A citizen as the other parts see one."""

from __future__ import annotations

from dataclasses import dataclass
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

    @property
    def reachable_phone(self) -> str | None:
        """The number that may get something personal."""
        return self.phone if self.phone_verified else None

    @property
    def reachable_email(self) -> str | None:
        """The address that may get something personal."""
        return self.email if self.email_verified else None
