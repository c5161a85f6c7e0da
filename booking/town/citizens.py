"""`citizens.yaml`: citizens, and in a demo their agreements."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field

from booking.agreements import counter
from booking.agreements import service as agreements
from booking.agreements import store as agreement_store
from booking.citizens import store
from booking.citizens.model import Citizen, CitizenKind
from booking.citizens.rules import checked_email, checked_phone
from booking.errors import Refused, TownFileError
from booking.ground.secrets import Secret
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.town.files import Described
from booking.town.files import read as read_file

FILE = "citizens.yaml"

IMPORT = "town-import"
"""Who is said to have done what an import does."""


class AgreementEntry(Described):
    """Login and PIN of the demo, public by nature."""

    login: str = Field(repr=False)
    pin: str = Field(repr=False)


class CitizenEntry(Described):
    """One citizen; a company has a name, a person a given and a family name."""

    code: str
    kind: CitizenKind = CitizenKind.PERSON
    name: str | None = None
    given: str | None = None
    family: str | None = None
    phone: str | None = None
    phone_verified: bool = False
    email: str | None = None
    email_verified: bool = False
    language: Language = Language.CS
    slow_speech: bool = False
    born: date | None = None
    street: str | None = None
    town: str | None = None
    agreement: AgreementEntry | None = None

    def citizen(self) -> Citizen:
        """The citizen to keep; the number is given when it is kept."""
        return Citizen(
            id=0,
            code=self.code,
            kind=self.kind,
            name=self.name or f"{self.given} {self.family}",
            given=self.given,
            family=self.family,
            phone=self.phone,
            phone_verified=self.phone_verified,
            email=self.email,
            email_verified=self.email_verified,
            language=self.language,
            slow_speech=self.slow_speech,
            born=self.born,
            street=self.street,
            town=self.town,
        )

    def check(self) -> None:
        """See `read`.

        Raises:
            Refused: a value will not do.
        """
        person = self.kind is CitizenKind.PERSON
        if person and not (self.given and self.family):
            raise Refused("given, family", "a person needs both")
        if not person and not self.name:
            raise Refused("name", "a company needs one")
        if self.phone is not None:
            checked_phone(self.phone)
        if self.email is not None:
            checked_email(self.email)
        if self.agreement is not None:
            agreements.check_pair(Secret(self.agreement.login), Secret(self.agreement.pin))


class CitizensFile(Described):
    """The whole file."""

    citizens: tuple[CitizenEntry, ...]


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """An agreement to conclude: whose, and with what."""

    citizen: str
    login: Secret
    pin: Secret


def read(folder: Path) -> CitizensFile:
    """The town's citizens.

    Raises:
        TownFileError: a citizen will not do, or two share a code or a login. The message never
            holds a digit of a login or PIN.
    """
    found = read_file(folder, FILE, CitizensFile)
    for code, times in Counter(entry.code for entry in found.citizens).items():
        if times > 1:
            raise TownFileError(FILE, code, "two citizens have this code")
    logins = Counter(entry.agreement.login for entry in found.citizens if entry.agreement)
    for entry in found.citizens:
        try:
            entry.check()
        except Refused as error:
            raise TownFileError(FILE, entry.code, str(error)) from None
        if entry.agreement and logins[entry.agreement.login] > 1:
            raise TownFileError(FILE, entry.code, "login: somebody else has the same one")
    return found


def add_missing(tx: Transaction, file: CitizensFile) -> int:
    """Keep the citizens who are not there yet; how many.

    Those who are there stay as they are, but for what was not known of them.
    """
    there = store.ids_by_code(tx)
    described = {there[entry.code] for entry in file.citizens if entry.code in there}
    known = store.find_many(tx, described)
    new = [entry for entry in file.citizens if entry.code not in there]
    for entry in new:
        store.add(tx, entry.citizen())
    for entry in file.citizens:
        before = known.get(there.get(entry.code, 0))
        if before is not None and (missing := _missing(before, entry)):
            store.set_missing(tx, before.id, **missing)
    return len(new)


def _missing(before: Citizen, entry: CitizenEntry) -> dict[str, object]:
    told = {"born": entry.born, "street": entry.street, "town": entry.town}
    return {
        name: value
        for name, value in told.items()
        if value is not None and getattr(before, name) is None
    }


def missing_agreements(tx: Transaction, file: CitizensFile) -> list[NewAgreement]:
    """The agreements whose login was never given out; only their PINs are worth hashing."""
    wanted = [
        NewAgreement(entry.code, Secret(entry.agreement.login), Secret(entry.agreement.pin))
        for entry in file.citizens
        if entry.agreement is not None
    ]
    return [new for new in wanted if not agreement_store.has_login(tx, new.login)]


def conclude(tx: Transaction, new: NewAgreement, hashed: str) -> None:
    """Conclude one of them, with its PIN hashed beforehand."""
    citizen = store.ids_by_code(tx)[new.citizen]
    counter.adopt(tx, citizen, new.login, hashed, by=IMPORT)
