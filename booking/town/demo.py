"""The demo's public accounts, for those who try the system out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from booking.citizens.model import CitizenKind
from booking.language import Language
from booking.staff.model import Role
from booking.town import citizens, staff
from booking.town.files import read


@dataclass(frozen=True, slots=True)
class DemoCitizen:
    """A citizen with an agreement; login and PIN are public."""

    name: str
    kind: CitizenKind
    login: str = field(repr=False)
    pin: str = field(repr=False)
    phone: str | None
    email: str | None
    language: Language


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """A member of the staff; the password is public."""

    username: str
    password: str = field(repr=False)
    name: str
    role: Role
    skills: dict[str, int]


@dataclass(frozen=True, slots=True)
class DemoAccounts:
    """All accounts that a demo town gives away."""

    citizens: tuple[DemoCitizen, ...]
    staff: tuple[DemoStaff, ...]


def demo_accounts(folder: Path) -> DemoAccounts:
    """The accounts in a demo town's files.

    Raises:
        TownFileError: a file is missing or will not do.
    """
    people = read(folder, citizens.FILE, citizens.CitizensFile)
    members = read(folder, staff.FILE, staff.StaffFile)
    return DemoAccounts(
        citizens=tuple(
            DemoCitizen(
                name=entry.citizen().name,
                kind=entry.kind,
                login=entry.agreement.login,
                pin=entry.agreement.pin,
                phone=entry.phone,
                email=entry.email,
                language=entry.language,
            )
            for entry in people.citizens
            if entry.agreement is not None
        ),
        staff=tuple(
            DemoStaff(entry.username, entry.password, entry.name, entry.role, dict(entry.skills))
            for entry in members.staff
        ),
    )
