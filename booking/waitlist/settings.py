"""How a town's waiting list works: `waitlist.yaml`, where it differs from the usual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from booking.town.files import Described, read

FILE = "waitlist.yaml"


@dataclass(frozen=True, slots=True)
class WaitlistSettings:
    """How offers are made.

    Attributes:
        answer: so long an offer stands, in the time in which people may be told.
        least_answer: with less time than this left before the slot, nothing is offered.
        grace: so long after the time that was told an answer still counts.
        told_from: nobody is told of an offer earlier in the day.
        told_until: nor later.
        pause_after: so many offers in a row without an answer, and no more are made.
    """

    answer: timedelta = timedelta(hours=2)
    least_answer: timedelta = timedelta(minutes=15)
    grace: timedelta = timedelta(minutes=2)
    told_from: time = time(8)
    told_until: time = time(20)
    pause_after: int = 3


Minutes = Annotated[int, Field(ge=1, le=7 * 24 * 60, strict=True)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class WaitlistFile(Described):
    """The file; what it does not name is as usual."""

    answer_minutes: Minutes = 120
    least_answer_minutes: Minutes = 15
    grace_minutes: Minutes = 2
    told_from: Clock = "08:00"
    told_until: Clock = "20:00"
    pause_after: Annotated[int, Field(ge=1, le=20, strict=True)] = 3

    @model_validator(mode="after")
    def _day_before_evening(self) -> Self:
        if self.told_from >= self.told_until:
            raise ValueError("told_from must be earlier in the day than told_until")
        return self

    def settings(self) -> WaitlistSettings:
        """The same as times."""
        return WaitlistSettings(
            answer=timedelta(minutes=self.answer_minutes),
            least_answer=timedelta(minutes=self.least_answer_minutes),
            grace=timedelta(minutes=self.grace_minutes),
            told_from=time.fromisoformat(self.told_from),
            told_until=time.fromisoformat(self.told_until),
            pause_after=self.pause_after,
        )


def read_waitlist_settings(folder: Path) -> WaitlistSettings:
    """The town's settings; the usual ones where it has no such file.

    Raises:
        TownFileError: the file is malformed.
    """
    if not (folder / FILE).exists():
        return WaitlistSettings()
    return read(folder, FILE, WaitlistFile).settings()
