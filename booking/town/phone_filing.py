"""`suggestions.yaml`: what anybody may file by keys alone, and the town's streets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from booking.catalogue.phone_filing import PhoneFiling, PhoneKind, PlaceKind, Street
from booking.errors import TownFileError
from booking.language import Wording
from booking.topics.rules import unspeakable
from booking.town.applications import ApplicationsFile
from booking.town.files import Code, Described, Spoken, check_unique
from booking.town.files import read as read_file

FILE = "suggestions.yaml"

MOST_ON_KEYS = 4
"""People keep four commands in mind."""


class PhoneKindEntry(Described):
    """One kind; see `PhoneKind`."""

    kind: Code
    problems: tuple[Spoken, ...] = Field(default=(), max_length=MOST_ON_KEYS)
    places: tuple[PlaceKind, ...] = ()
    point: Spoken | None = None

    @model_validator(mode="after")
    def _names_its_point(self) -> Self:
        if (PlaceKind.POINT in self.places) != (self.point is not None):
            raise ValueError("'point' names the number that stands there, where 'places' has it")
        return self


class StreetEntry(Described):
    """One street; a plain name is spoken as it is written."""

    name: str = Field(min_length=1, max_length=100)
    spoken: str = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _can_be_said(self) -> Self:
        if why := unspeakable(Wording(self.spoken)):
            raise ValueError(f"{self.name}: {why}; give 'name' and 'spoken'")
        return self


def _street(value: object) -> object:
    return {"name": value, "spoken": value} if isinstance(value, str) else value


class PhoneFilingFile(Described):
    """The whole file."""

    kinds: tuple[PhoneKindEntry, ...] = Field(max_length=MOST_ON_KEYS)
    streets: tuple[Annotated[StreetEntry, BeforeValidator(_street)], ...] = ()

    def filing(self) -> PhoneFiling:
        """The same to keep."""
        kinds = [PhoneKind(one.kind, one.problems, one.places, one.point) for one in self.kinds]
        return PhoneFiling(
            tuple(kinds), tuple(Street(one.name, one.spoken) for one in self.streets)
        )


def read(folder: Path) -> PhoneFiling:
    """What the file says; nothing where a town has no such file.

    Raises:
        TownFileError: the file will not do.
    """
    if not (folder / FILE).exists():
        return PhoneFiling()
    found = read_file(folder, FILE, PhoneFilingFile)
    check_unique(FILE, [one.kind for one in found.kinds])
    check_unique(FILE, [one.name for one in found.streets])
    return found.filing()


def check_kinds(filing: PhoneFiling, applications: ApplicationsFile) -> None:
    """Let it pass if all that can be filed is there.

    Raises:
        TownFileError: a kind is nowhere in `applications.yaml`.
    """
    known = {kind.code for kind in applications.kinds}
    for one in filing.kinds:
        if one.kind not in known:
            raise TownFileError(FILE, one.kind, "there is no such kind in applications.yaml")
