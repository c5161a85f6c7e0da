"""`town.yaml`, `booking.shares`: time that offices keep for some who book."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field

from booking.calendars.rules import DAY_MINUTES
from booking.catalogue.model import Office, Share
from booking.errors import TownFileError
from booking.town.files import Described
from booking.visits.model import BookingChannel

_TIME = re.compile(r"(\d{1,2}):([0-5]\d)")
_WHOLE = 100


def _minute(value: object) -> int:
    """Of the day. YAML reads 10:00 as the number 600, which is the same."""
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is not None:
        value = int(found[1]) * 60 + int(found[2])
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= DAY_MINUTES:
        raise ValueError("a time of day such as 08:00 is needed")
    return value


class ShareEntry(Described):
    """See `Share`."""

    office: str | None = None
    channels: tuple[BookingChannel, ...] = Field(min_length=1)
    percent: int = Field(ge=1, le=_WHOLE)
    until: Annotated[int, BeforeValidator(_minute)]
    days_before: int = Field(default=0, ge=0, le=365)

    def share(self) -> Share:
        """The share to keep."""
        names = tuple(channel.value for channel in self.channels)
        return Share(self.office, names, self.percent, self.until, self.days_before)


def check_shares(file: str, shares: Sequence[Share], offices: Iterable[Office]) -> None:
    """Let shares pass whose offices there are, and that are at most the whole of each office.

    Raises:
        TownFileError: they are not.
    """
    codes = {office.code for office in offices}
    for share in shares:
        if share.office is not None and share.office not in codes:
            raise TownFileError(file, "booking.shares", f"there is no office '{share.office}'")
    for code in sorted(codes):
        kept = sum(share.percent for share in shares if share.office in (None, code))
        if kept > _WHOLE:
            raise TownFileError(
                file, "booking.shares", f"of the time of '{code}' {kept} % would be kept"
            )
