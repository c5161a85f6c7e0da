"""`topics.yaml`: groups of the menu, departments that answer for topics, periods."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from pathlib import Path

from pydantic import Field

from booking.errors import TownFileError
from booking.topics.model import CHECK_DAYS
from booking.topics.revisions import WARN_DAYS, Department, TopicGroup, TopicSettings
from booking.town.files import Code, Described, Spoken, check_unique
from booking.town.files import read as read_file

FILE = "topics.yaml"


class GroupEntry(Described):
    """See `TopicGroup`."""

    code: Code
    name: Spoken


class DepartmentEntry(Described):
    """See `Department`."""

    name: str = Field(min_length=1, max_length=200)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
    staff: tuple[str, ...] = ()


class TopicsFile(Described):
    """The whole file.

    Attributes:
        check_days: so many days after a check the next one is due, where a topic says nothing else.
        warn_days: so many days before a topic's end its owner is told.
    """

    check_days: int = Field(default=CHECK_DAYS, ge=1, le=3650)
    warn_days: int = Field(default=WARN_DAYS, ge=0, le=365)
    groups: tuple[GroupEntry, ...] = ()
    departments: tuple[DepartmentEntry, ...] = ()

    def settings(self) -> TopicSettings:
        """The settings to keep."""
        return TopicSettings(
            warn_days=self.warn_days,
            groups=tuple(TopicGroup(one.code, one.name) for one in self.groups),
            departments=tuple(
                Department(one.name, one.email, one.staff) for one in self.departments
            ),
        )


def read(folder: Path, *, staff: AbstractSet[str]) -> TopicsFile:
    """What the town says about all topics; the defaults where it has no such file.

    Raises:
        TownFileError: it will not do, or names somebody who does not work here.
    """
    if not (folder / FILE).exists():
        return TopicsFile()
    found = read_file(folder, FILE, TopicsFile)
    check_unique(FILE, [one.code for one in found.groups])
    check_unique(FILE, [one.name for one in found.departments])
    for department in found.departments:
        for username in department.staff:
            if username not in staff:
                raise TownFileError(FILE, department.name, f"nobody is called {username!r}")
    return found
