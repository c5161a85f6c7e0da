"""The town, its services and activities, its offices and counters.

Codes are stable names from the town's files. Every `Wording` here may be spoken, so it holds no
digits and no abbreviations; what is written only is plain text.
"""

from __future__ import annotations

from dataclasses import dataclass

from booking.calendars.model import WeeklyHours
from booking.language import Wording


@dataclass(frozen=True, slots=True)
class BookingLimits:
    """Which days can be booked.

    Attributes:
        lead_days: 1 means from tomorrow on.
        lead_minutes: at least so long beforehand, for activities that can be booked for today.
        horizon_days: today plus so many days is the last one.
        hold_minutes: how long a slot is kept while the caller decides.
    """

    lead_days: int
    lead_minutes: int
    horizon_days: int
    hold_minutes: int


@dataclass(frozen=True, slots=True)
class Town:
    """The town hall as a whole.

    Attributes:
        name: 'Lípov'.
        genitive: 'Lípova', as in 'úřad města Lípova'.
        number: the one to ring, digits only.
        zone: name of the time zone.
        sms_signature: ends every SMS.
        website: written in messages, None where there is none.
        operator_hours: when operators answer; never on public holidays.
        limits: which days can be booked.
    """

    name: Wording
    genitive: Wording
    number: str
    zone: str
    sms_signature: str
    website: str | None
    operator_hours: WeeklyHours
    limits: BookingLimits


@dataclass(frozen=True, slots=True)
class Service:
    """An agenda: identity cards, passports, driving licences …"""

    code: str
    name: Wording
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """What is done at a visit.

    Attributes:
        code: 'passport.new'.
        service: 'passport'.
        name: 'podání žádosti o cestovní pas'.
        minutes: how long it takes for one person.
        max_persons: how many can come at once.
        bring: 'Přineste občanský průkaz a dosavadní pas, pokud jej máte.'
        collects: something is collected that was applied for earlier.
        lead_days: instead of the town's, None where the town's holds.
    """

    code: str
    service: str
    name: Wording
    minutes: int
    max_persons: int
    bring: Wording
    collects: bool
    lead_days: int | None


@dataclass(frozen=True, slots=True)
class Office:
    """A place to come to.

    Attributes:
        name: 'evidence dokladů'.
        address: spoken, 'Lidická pět'.
        short_address: spoken to one who knows the way, 'Lidická'.
        written_address: 'Lidická 5, 789 99 Lípov'.
    """

    code: str
    name: Wording
    address: Wording
    short_address: Wording
    written_address: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A desk.

    Attributes:
        code: 'lidicka-3'.
        office: 'lidicka'.
        name: spoken, 'přepážka tři'.
        number: written on its sign.
        grid: minutes from one possible start to the next.
        serves: codes of services (all of their activities) and of single activities.
    """

    code: str
    office: str
    name: Wording
    number: int
    grid: int
    serves: tuple[str, ...]

    def does(self, activity: Activity) -> bool:
        """Whether the activity is done here."""
        return activity.code in self.serves or activity.service in self.serves
