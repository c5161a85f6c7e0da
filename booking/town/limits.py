"""`town.yaml`, the sections `limits` and `attendance`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from booking.catalogue.limits import AttendanceRules, PersonLimits
from booking.town.files import Described

USUAL = PersonLimits()
USUAL_ATTENDANCE = AttendanceRules()

Most = Annotated[int, Field(ge=1, le=10_000, strict=True)] | None
"""A limit; `null` is none."""


class LimitsEntry(Described):
    """See `PersonLimits`; what is not named is as usual."""

    citizen_visits: Most = USUAL.citizen_visits
    citizen_service_day: Most = USUAL.citizen_service_day
    number_visits: Most = USUAL.number_visits
    number_bookings_day: Most = USUAL.number_bookings_day
    owner_holds: Annotated[int, Field(ge=2, le=10_000, strict=True)] | None = USUAL.owner_holds
    """Two at least: whoever looks for another time keeps the first one meanwhile."""
    number_holds: Annotated[int, Field(ge=2, le=10_000, strict=True)] | None = USUAL.number_holds
    number_messages_day: Most = USUAL.number_messages_day
    address_messages_day: Most = USUAL.address_messages_day
    number_rings_day: Most = USUAL.number_rings_day
    number_filings_day: Most = USUAL.number_filings_day
    hidden_bookings_hour: Most = USUAL.hidden_bookings_hour
    hidden_filings_hour: Most = USUAL.hidden_filings_hour
    number_waits: Most = USUAL.number_waits
    number_unanswered: Most = USUAL.number_unanswered
    unanswered_days: int = Field(default=USUAL.unanswered_days, ge=1, le=90, strict=True)
    stranger_bookings_hour: Most = USUAL.stranger_bookings_hour
    foreign_answers_hour: Most = USUAL.foreign_answers_hour
    wrong_codes_hour: Most = USUAL.wrong_codes_hour
    no_shows: Most = USUAL.no_shows
    no_show_days: int = Field(default=USUAL.no_show_days, ge=1, le=366, strict=True)

    def limits(self) -> PersonLimits:
        """The limits to keep."""
        return PersonLimits(**self.model_dump())


class AttendanceEntry(Described):
    """See `AttendanceRules`."""

    early_minutes: int = Field(default=USUAL_ATTENDANCE.early_minutes, ge=0, le=240, strict=True)
    late_minutes: int = Field(default=USUAL_ATTENDANCE.late_minutes, ge=0, le=240, strict=True)
    calls: int = Field(default=USUAL_ATTENDANCE.calls, ge=1, le=10, strict=True)
    call_again_minutes: int = Field(
        default=USUAL_ATTENDANCE.call_again_minutes, ge=0, le=60, strict=True
    )

    def rules(self) -> AttendanceRules:
        """The rules to keep."""
        return AttendanceRules(**self.model_dump())
