"""`staff.yaml`: who works here, and in a demo with which password."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from pathlib import Path

from pydantic import Field

from booking.errors import TownFileError
from booking.ground.secrets import Secret
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.staff import store
from booking.staff.model import Level, Role, StaffMember
from booking.staff.rules import SHORTEST_PASSWORD, password_is_long_enough
from booking.town.files import Described
from booking.town.files import read as read_file

FILE = "staff.yaml"


class StaffEntry(Described):
    """One member of the staff."""

    username: str
    name: str
    role: Role
    password: str = Field(repr=False)
    skills: dict[str, Level] = Field(default_factory=dict)

    def member(self) -> StaffMember:
        """The member to keep."""
        return StaffMember(self.username, self.name, self.role, dict(self.skills), active=True)


class StaffFile(Described):
    """The whole file."""

    staff: tuple[StaffEntry, ...]


def read(folder: Path, *, services: AbstractSet[str]) -> StaffFile:
    """The town's staff.

    Raises:
        TownFileError: an entry will not do, or a skill is neither a service nor a language.
    """
    found = read_file(folder, FILE, StaffFile)
    known = set(services) | {language.value for language in Language}
    for username, times in Counter(entry.username for entry in found.staff).items():
        if times > 1:
            raise TownFileError(FILE, username, "two have this username")
    for entry in found.staff:
        if not password_is_long_enough(Secret(entry.password)):
            raise TownFileError(
                FILE, entry.username, f"password: {SHORTEST_PASSWORD} characters at least"
            )
        for skill in entry.skills:
            if skill not in known:
                raise TownFileError(
                    FILE, entry.username, f"there is no service or language {skill!r}"
                )
    return found


def missing(tx: Transaction, file: StaffFile) -> list[StaffEntry]:
    """Those who are not there yet; only their passwords are worth hashing."""
    there = {member.username for member in store.all_members(tx)}
    return [entry for entry in file.staff if entry.username not in there]


def add(tx: Transaction, entry: StaffEntry, hashed: str) -> None:
    """Keep one of them, with the password hashed beforehand."""
    store.add(tx, entry.member(), hashed)
