"""`town.yaml`: what is true of the town hall as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from booking.catalogue.model import BookingLimits, Town
from booking.language import Wording
from booking.town.files import Described, Spoken
from booking.town.files import read as read_file
from booking.town.limits import AttendanceEntry, LimitsEntry
from booking.town.rebooking import RebookingEntry
from booking.town.shares import ShareEntry
from booking.town.weeks import Week, week

FILE = "town.yaml"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"there is no time zone '{name}'") from error
    return name


def _where(text: Wording) -> Wording:
    """Towns differ: 'v Lípově', 've Zlíně', 'na Kladně'."""
    if text.cs.partition(" ")[0] not in {"v", "ve", "na"}:
        raise ValueError(f"'{text.cs}' does not say where: 'v Lípově', 've Zlíně', 'na Kladně'")
    return text


class Limits(Described):
    """See `BookingLimits`."""

    lead_days: int = Field(default=1, ge=0, le=365)
    lead_minutes: int = Field(default=60, ge=0, le=7 * 24 * 60)
    horizon_days: int = Field(default=60, ge=1, le=365)
    hold_minutes: int = Field(default=10, ge=1, le=120)
    freed_minutes: int = Field(default=30, ge=0, le=24 * 60)
    shares: tuple[ShareEntry, ...] = ()

    def limits(self) -> BookingLimits:
        """The limits to keep."""
        shares = tuple(entry.share() for entry in self.shares)
        return BookingLimits(**self.model_dump(exclude={"shares"}), shares=shares)


class Operators(Described):
    """When operators answer; never on public holidays."""

    hours: Week


class TownFile(Described):
    """The whole file; see `Town`."""

    name: Spoken
    genitive: Spoken
    locative: Annotated[Spoken, AfterValidator(_where)]
    number: str = Field(pattern=r"^\d{3,15}$")
    zone: Annotated[str, AfterValidator(_zone)] = "Europe/Prague"
    sms_signature: str = Field(min_length=1, max_length=40)
    website: str | None = None
    operators: Operators
    booking: Limits = Limits()
    limits: LimitsEntry = LimitsEntry()
    attendance: AttendanceEntry = AttendanceEntry()
    rebooking: RebookingEntry = RebookingEntry()

    def town(self) -> Town:
        """The town to keep."""
        return Town(
            name=self.name,
            genitive=self.genitive,
            locative=self.locative,
            number=self.number,
            zone=self.zone,
            sms_signature=self.sms_signature,
            website=self.website,
            operator_hours=week(self.operators.hours),
            limits=self.booking.limits(),
            person_limits=self.limits.limits(),
            attendance=self.attendance.rules(),
            rebooking=self.rebooking.rules(),
        )


def read(folder: Path) -> Town:
    """The town as a whole.

    Raises:
        TownFileError: the file will not do.
    """
    return read_file(folder, FILE, TownFile).town()
