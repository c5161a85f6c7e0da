"""`rebooking:` in `town.yaml`: what is done by itself when a counter closes."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from booking.calendars.model import Span
from booking.catalogue.rebooking import RebookingRules
from booking.town.files import Described

Minutes = Annotated[int, Field(ge=1, le=7 * 24 * 60, strict=True)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class RebookingEntry(Described):
    """See `RebookingRules`; what it does not name is as usual."""

    answer_minutes: Minutes = 240
    least_answer_minutes: Minutes = 30
    grace_minutes: Minutes = 2
    told_from: Clock = "08:00"
    told_until: Clock = "20:00"
    moved_within_minutes: Annotated[int, Field(ge=0, le=60, strict=True)] = 0
    rung_before_minutes: Minutes = 180
    notice_minutes: Minutes = 120

    @model_validator(mode="after")
    def _day_before_evening(self) -> Self:
        if self.told_from >= self.told_until:
            raise ValueError("told_from must be earlier in the day than told_until")
        return self

    def rules(self) -> RebookingRules:
        """The rules to keep."""
        return RebookingRules(
            **self.model_dump(exclude={"told_from", "told_until"}),
            told=Span(_minute(self.told_from), _minute(self.told_until)),
        )


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
