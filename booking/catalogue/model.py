"""The town, its services and activities, its offices and counters.

Codes are stable names from the town's files. Every `Wording` here may be spoken, so it holds no
digits and no abbreviations; what is written only is plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from booking.calendars.model import WeeklyHours
from booking.catalogue.limits import AttendanceRules, PersonLimits
from booking.catalogue.phone_filing import PhoneFiling
from booking.catalogue.rebooking import RebookingRules
from booking.language import Wording


@dataclass(frozen=True, slots=True)
class Share:
    """A part of an office's time that is kept for some channels until it is released.

    Attributes:
        office: whose time, None for every office's.
        channels: for whom: 'phone', 'operator', 'web', 'walk-in'.
        percent: of each counter's open time on a day.
        until: the minute of the day at which it is everybody's.
        days_before: of the day so many days before; 0 for the day itself.
    """

    office: str | None
    channels: tuple[str, ...]
    percent: int
    until: int
    days_before: int


@dataclass(frozen=True, slots=True)
class BookingLimits:
    """Which days can be booked.

    Attributes:
        lead_days: 1 means from tomorrow on.
        lead_minutes: at least so long beforehand, for activities that can be booked for today.
        horizon_days: today plus so many days is the last one.
        hold_minutes: how long a slot is kept while the caller decides.
        freed_minutes: so long after a visit was cancelled or moved its time is kept back from the
            public, so that nobody can pass it on (trade in appointments); staff and the waiting
            list may have it at once. 0: it is free at once.
        shares: what is kept for some channels.
    """

    lead_days: int
    lead_minutes: int
    horizon_days: int
    hold_minutes: int
    freed_minutes: int = 30
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Town:
    """The town hall as a whole.

    Attributes:
        name: 'Lípov'.
        genitive: 'Lípova', as in 'úřad města Lípova'.
        locative: 'v Lípově', where a letter was written; None in a description that was taken in
            before there was one.
        number: the one to ring, digits only.
        zone: name of the time zone.
        sms_signature: ends every SMS.
        website: written in messages, None where there is none.
        operator_hours: when operators answer; never on public holidays.
        limits: which days can be booked.
        person_limits: how much one person or number may book.
        attendance: when people may check in, and how often they are called.
        rebooking: what is done for those whose counter closes.
        phone_filing: what anybody may file by keys.
    """

    name: Wording
    genitive: Wording
    number: str
    zone: str
    sms_signature: str
    website: str | None
    operator_hours: WeeklyHours
    limits: BookingLimits
    person_limits: PersonLimits = field(default_factory=PersonLimits)
    attendance: AttendanceRules = field(default_factory=AttendanceRules)
    rebooking: RebookingRules = field(default_factory=RebookingRules)
    phone_filing: PhoneFiling = field(default_factory=PhoneFiling)
    locative: Wording | None = None


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
        lead_days: instead of the town's, None where the town's holds; so are the next two.
        lead_minutes: at least so long beforehand.
        horizon_days: today plus so many days is the last one.
        last_start_minutes: no visit begins later than so long before the counter closes; None
            where it has only to fit in.
    """

    code: str
    service: str
    name: Wording
    minutes: int
    max_persons: int
    bring: Wording
    collects: bool
    lead_days: int | None
    lead_minutes: int | None = None
    horizon_days: int | None = None
    last_start_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """A place to come to.

    Attributes:
        name: 'evidence dokladů'.
        address: spoken, 'Lidická pět'.
        short_address: spoken to one who knows the way, 'Lidická'.
        written_address: 'Lidická 5, 789 99 Lípov'.
        last_start_minutes: of its counters; see `Activity`. The stricter one holds.
    """

    code: str
    name: Wording
    address: Wording
    short_address: Wording
    written_address: str
    last_start_minutes: int | None = None

    @property
    def street(self) -> str:
        """'Lidická 5': where it is, without post code and town."""
        return self.written_address.partition(",")[0]


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
        own_minutes: how long one of these takes here, where it differs from what is usual: a
            trainee's desk is slower. What is said of an activity wins over what is said of its
            service.
        last_start_minutes: instead of the office's, None where the office's holds.
        outside: the system that owns its calendar, None where we do (`booking.outside`).
    """

    code: str
    office: str
    name: Wording
    number: int
    grid: int
    serves: tuple[str, ...]
    own_minutes: Mapping[str, int] = field(default_factory=dict, hash=False)
    last_start_minutes: int | None = None
    outside: str | None = None

    def does(self, activity: Activity) -> bool:
        """Whether the activity is done here."""
        return activity.code in self.serves or activity.service in self.serves

    def minutes_for(self, activity: Activity) -> int:
        """How long the activity takes one person here."""
        own = self.own_minutes
        return own.get(activity.code, own.get(activity.service, activity.minutes))
