"""A member of the staff."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from booking.language import Language

Level = Literal[1, 2, 3, 4, 5]
"""How well somebody knows a service or a language: 1 a little, 5 best."""


class Role(StrEnum):
    """What somebody may do in the console."""

    OPERATOR = "operator"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works for the town.

    Attributes:
        username: how they log in.
        name: how they are called.
        role: what they may do.
        skills: levels from 1 to 5 by service or language code.
        active: False after they have left; the row stays for the audit.
    """

    username: str
    name: str
    role: Role
    skills: dict[str, int]
    active: bool

    def languages(self) -> dict[Language, int]:
        """The levels of the languages among the skills."""
        known = {language.value for language in Language}
        return {Language(code): level for code, level in self.skills.items() if code in known}

    def services(self) -> dict[str, int]:
        """The levels of the services among the skills."""
        known = {language.value for language in Language}
        return {code: level for code, level in self.skills.items() if code not in known}


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Username and password are right."""

    member: StaffMember
    kind: Literal["logged-in"] = "logged-in"


@dataclass(frozen=True, slots=True)
class LogInRefused:
    """They are not, and so many tries are left before the lock."""

    tries_left: int
    kind: Literal["refused"] = "refused"


@dataclass(frozen=True, slots=True)
class LogInLocked:
    """Nothing is checked for so many minutes."""

    minutes: int
    kind: Literal["locked"] = "locked"


LogIn = LoggedIn | LogInRefused | LogInLocked
"""What a log-in ends in."""
