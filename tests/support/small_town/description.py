"""What the small town's files say, once for the files and once for the model to reckon with.

Its week has a Sunday on which the clocks change at night, while an office is open, and a Wednesday
that is a public holiday.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from booking.ground.clock import PRAGUE
from booking.town.catalogue import TownCatalogue, read_catalogue

BEGINS = datetime(2026, 10, 23, 7, 0, tzinfo=PRAGUE)
"""A Friday."""
HOLIDAYS = {date(2026, 10, 28)}
CHANGED_HOUR = (date(2026, 10, 25), 120, 180)
"""The hour that is there twice: its day, and from which minute to which."""

LEAD_MINUTES = 30
HORIZON_DAYS = 6
HOLD_MINUTES = 10
FREED_MINUTES = 20
LIMITS = {
    "owner_holds": 4,
    "number_holds": 3,
    "number_visits": 3,
    "number_bookings_day": 5,
    "citizen_visits": 2,
    "citizen_service_day": 1,
    "number_messages_day": None,
    "number_waits": None,
    "number_unanswered": None,
}
KEPT_FOR = ("operator", "walk-in")
KEPT_OFFICE = "north"
"""Half of what its counters have a day is kept for those, until noon of the day before."""
KEPT_UNTIL = 12 * 60
OWNED = "south-1"
"""The counter whose calendar a ticket machine owns, where there is one."""
MACHINE = "tickets"

Span = tuple[int, int]
"""Minutes after midnight."""


@dataclass(frozen=True)
class Desk:
    """A counter as the model knows it."""

    office: str
    grid: int
    does: frozenset[str]
    slow: dict[str, int] = field(default_factory=dict, hash=False)
    """What takes other minutes here."""

    def minutes(self, activity: str) -> int:
        """How long it takes one person here."""
        return self.slow.get(activity, ACTIVITIES[activity][0])


@dataclass(frozen=True)
class Exceptional:
    """A day that differs."""

    day: date
    spans: tuple[Span, ...]
    opens: bool
    at: tuple[str | None, str | None]
    """Office and counter."""


@dataclass(frozen=True)
class Calendar:
    """When the town is open: weekly hours by office, breaks by counter, and exceptions."""

    hours: dict[str, dict[int, Span]]
    breaks: dict[str, dict[int, Span]]
    exceptions: tuple[Exceptional, ...] = ()
    shares: bool = False
    """Whether the office in the north keeps a part of its time for staff."""


DESKS = {
    "north-1": Desk("north", 15, frozenset({"cards.new", "cards.loss"})),
    "north-2": Desk("north", 15, frozenset({"cards.new", "waste.pay"})),
    "south-1": Desk(
        "south", 20, frozenset({"cards.new", "cards.loss", "waste.pay"}), {"cards.new": 20}
    ),
}
ACTIVITIES = {"cards.new": (15, 3), "cards.loss": (25, 1), "waste.pay": (20, 2)}
"""Minutes for one person, and how many may come at once."""

_NORTH = {
    0: (8 * 60, 9 * 60),
    2: (8 * 60, 9 * 60),
    4: (8 * 60, 9 * 60),
    6: (60 + 30, 3 * 60 + 30),
}
_SOUTH = {0: (8 * 60 + 10, 9 * 60 + 10), 4: (8 * 60, 8 * 60 + 50)}
_BREAKS = {"north-1": {0: (8 * 60 + 35, 8 * 60 + 40)}}
_MONDAY, _FRIDAY, _SATURDAY = date(2026, 10, 26), date(2026, 10, 23), date(2026, 10, 24)

CALENDARS = (
    Calendar({"north": _NORTH, "south": _SOUTH}, _BREAKS, shares=True),
    Calendar(
        {"north": _NORTH, "south": _SOUTH},
        _BREAKS,
        (Exceptional(_MONDAY, (), opens=False, at=(None, None)),),
    ),
    Calendar(
        {"north": _NORTH, "south": _SOUTH},
        _BREAKS,
        (
            Exceptional(_FRIDAY, ((510, 540),), opens=False, at=("north", "north-1")),
            Exceptional(_SATURDAY, ((600, 645),), opens=True, at=("north", None)),
        ),
        shares=True,
    ),
    Calendar({"north": {**_NORTH, 0: (510, 570)}, "south": {0: (780, 840)}}, {}),
)


def files(folder: Path, calendar: Calendar, *, owned: bool = False, **booking: Any) -> Path:
    """Write such a town's files; `owned` where a ticket machine has a calendar of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    town = {
        "name": _text("Lhotka"),
        "genitive": _text("Lhotky"),
        "locative": {"cs": "ve Lhotce", "en": "in Lhotka", "uk": "у Лготці"},
        "number": "844000000",
        "sms_signature": "Lhotka",
        "operators": {"hours": {"mon": "07:00-17:00"}},
        "limits": {**LIMITS, "hidden_bookings_hour": None},
        "booking": {
            "lead_days": 0,
            "lead_minutes": LEAD_MINUTES,
            "horizon_days": HORIZON_DAYS,
            "hold_minutes": HOLD_MINUTES,
            "freed_minutes": FREED_MINUTES,
            "shares": _shares(calendar),
            **booking,
        },
    }
    offices = [
        {
            "code": code,
            "name": _text("úřad"),
            "address": _text("Náves"),
            "short_address": _text("Náves"),
            "written_address": "Náves 1",
        }
        for code in ("north", "south")
    ]
    services = [
        {
            "code": service,
            "name": _text(service),
            "activities": [
                {
                    "code": code,
                    "name": _text("úkon"),
                    "minutes": minutes,
                    "max_persons": persons,
                    "bring": _text("Přineste doklad."),
                }
                for code, (minutes, persons) in ACTIVITIES.items()
                if code.startswith(service)
            ],
        }
        for service in ("cards", "waste")
    ]
    counters = [
        {
            "code": code,
            "office": desk.office,
            "name": _text(("první", "druhá", "třetí")[number - 1]),
            "number": number,
            "grid": desk.grid,
            "serves": [{"code": one, "minutes": desk.minutes(one)} for one in sorted(desk.does)],
            **({"outside": MACHINE} if owned and code == OWNED else {}),
        }
        for number, (code, desk) in enumerate(DESKS.items(), 1)
    ]
    _write(folder / "town.yaml", town)
    _write(folder / "offices.yaml", {"offices": offices})
    _write(folder / "services.yaml", {"services": services})
    _write(folder / "counters.yaml", {"counters": counters})
    _write(folder / "hours.yaml", _hours(calendar))
    return folder


def catalogues(folder: Path, *, owned: bool = False) -> tuple[TownCatalogue, ...]:
    """The town as each of its calendars has it, read from files as any town is."""
    return tuple(
        read_catalogue(files(folder / str(number), calendar, owned=owned))
        for number, calendar in enumerate(CALENDARS)
    )


def _shares(calendar: Calendar) -> list[dict[str, Any]]:
    kept = {
        "office": KEPT_OFFICE,
        "channels": list(KEPT_FOR),
        "percent": 50,
        "until": KEPT_UNTIL,
        "days_before": 1,
    }
    return [kept] if calendar.shares else []


def _hours(calendar: Calendar) -> dict[str, Any]:
    exceptions = []
    for one in calendar.exceptions:
        entry: dict[str, Any] = {"day": one.day, "open": one.opens, "reason": "změna"}
        entry |= {"hours": [_span(span) for span in one.spans]} if one.spans else {}
        entry |= {"office": one.at[0]} if one.at[0] else {}
        entry |= {"counter": one.at[1]} if one.at[1] else {}
        exceptions.append(entry)
    return {
        "offices": {office: {"hours": _week(days)} for office, days in calendar.hours.items()},
        "counters": {code: {"breaks": _week(days)} for code, days in calendar.breaks.items()},
        "exceptions": exceptions,
    }


def _week(days: dict[int, Span]) -> dict[str, str]:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return {names[day]: _span(span) for day, span in days.items()}


def _span(span: Span) -> str:
    opens, closes = span
    return f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


def _text(czech: str) -> dict[str, str]:
    return {"cs": czech, "en": czech, "uk": czech}


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
