"""The town, its staff and the audit as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.api import AuditCheck, AuditEntry, Counter, Language, Office, StaffMember, WeeklyHours
from operator_console import formats
from operator_console.desk.view import sentence


@dataclass(frozen=True, slots=True)
class Skill:
    """What somebody knows and how well, from 1 to 5."""

    name: str
    level: int


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody who works here."""

    username: str
    name: str
    role: str
    skills: Sequence[Skill]
    is_active: bool


@dataclass(frozen=True, slots=True)
class OfficeLists:
    """An office with its counters and what is done at each."""

    address: str
    name: str
    counters: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit."""

    id: int
    when: str
    who: str
    did: str
    about: str
    details: str


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """The last check of the audit; `misfit` is empty where all fits."""

    when: str
    rows: int
    seals: int
    unsealed: int
    misfit: str
    seal: str


def staff_rows(members: Sequence[StaffMember], skills: Mapping[str, str]) -> list[StaffRow]:
    """Everybody, those who left last; `skills` tells services and languages by code."""
    rows = [
        StaffRow(
            username=one.username,
            name=one.name,
            role=one.role.value,
            skills=[Skill(skills.get(code, code), level) for code, level in one.skills.items()],
            is_active=one.active,
        )
        for one in members
    ]
    return sorted(rows, key=lambda row: not row.is_active)


def office_lists(
    offices: Sequence[Office],
    counters: Sequence[Counter],
    names: Mapping[str, str],
    language: Language,
) -> list[OfficeLists]:
    """Every office; `names` tells services and activities by code."""
    return [
        OfficeLists(
            address=office.written_address,
            name=sentence(office.name[language]),
            counters=[
                (
                    sentence(counter.name[language]),
                    ", ".join(names.get(code, code) for code in counter.serves),
                )
                for counter in counters
                if counter.office == office.code
            ],
        )
        for office in offices
    ]


def hours(weekly: WeeklyHours) -> list[list[str]]:
    """For each day from Monday its spans, '7:00–17:00'."""
    return [
        [f"{_time(span.opens)}–{_time(span.closes)}" for span in spans] for spans in weekly.days
    ]


def audit_row(entry: AuditEntry, zone: ZoneInfo, today: date, language: Language) -> AuditRow:
    """One line."""
    return AuditRow(
        id=entry.id,
        when=formats.moment(entry.at, zone, today, language),
        who=entry.who,
        did=entry.did,
        about=entry.about,
        details=", ".join(f"{name}: {value}" for name, value in entry.details.items()),
    )


def checked_row(found: AuditCheck, zone: ZoneInfo, today: date, language: Language) -> CheckedRow:
    """What the last check has found."""
    return CheckedRow(
        when=formats.moment(found.at, zone, today, language),
        rows=found.rows,
        seals=found.seals,
        unsealed=found.unsealed,
        misfit="" if found.misfit is None else found.misfit.reason,
        seal=found.last_seal or "",
    )


def day_span(day: str, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """The day's first instant and the next day's; None where this is no day."""
    try:
        chosen = date.fromisoformat(day)
        following = chosen + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    midnight = datetime.min.time()
    first, last = (datetime.combine(one, midnight, zone) for one in (chosen, following))
    return first, last


def _time(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}"
