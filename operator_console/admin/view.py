"""The town and its staff as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from booking.api import Counter, Language, Office, StaffMember, WeeklyHours
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


def _time(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}"
