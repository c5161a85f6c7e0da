"""`offices.yaml`: where to come."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from booking.catalogue.model import Office
from booking.town.files import Code, Described, LastStart, Spoken, check_unique
from booking.town.files import read as read_file

FILE = "offices.yaml"


class OfficeEntry(Described):
    """See `Office`."""

    code: Code
    name: Spoken
    address: Spoken
    short_address: Spoken
    written_address: str = Field(min_length=1, max_length=200)
    last_start_minutes: LastStart = None


class OfficesFile(Described):
    """The whole file; the order is the order in which offices are offered."""

    offices: tuple[OfficeEntry, ...] = Field(min_length=1)


def read(folder: Path) -> tuple[Office, ...]:
    """The town's offices.

    Raises:
        TownFileError: an office will not do, or two share a code.
    """
    entries = read_file(folder, FILE, OfficesFile).offices
    check_unique(FILE, [entry.code for entry in entries])
    return tuple(Office(**dict(entry)) for entry in entries)
