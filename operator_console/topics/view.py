"""Topics as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from booking.api import (
    Language,
    Role,
    StaffMember,
    Topic,
    TopicLine,
    TopicRevision,
    TopicSettings,
    TopicStanding,
)
from operator_console import formats
from operator_console.desk.view import sentence

COLOURS: Mapping[str, str] = {
    "told": "success",
    "ends-soon": "warning",
    "unchecked": "error",
    "outdated": "error",
    "draft": "warning",
    "waits": "primary",
    "edited": "neutral",
    "conflict": "error",
    "demo": "neutral",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A topic in the list; `marks` are keys of texts with their colours, the most urgent first."""

    code: str
    title: str
    group: str
    owner: str
    marks: Sequence[tuple[str, str]]
    told_until: str
    checked: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A revision; `is_told` marks the one that callers hear."""

    number: int
    when: str
    by: str
    why: str
    checked: str
    is_told: bool


def row(line: TopicLine, settings: TopicSettings, language: Language) -> Row:
    """A topic in the list."""
    topic = line.topic
    group = next((one for one in settings.groups if one.code == topic.group), None)
    return Row(
        code=topic.code,
        title=sentence(topic.title[language]),
        group="" if group is None else sentence(group.name[language]),
        owner=topic.owner,
        marks=[(mark, COLOURS[mark]) for mark in marks(line)],
        told_until=formats.short_day(line.told_until, language) if line.told_until else "",
        checked=formats.short_day(topic.checked_on, language) if topic.checked_on else "",
    )


def marks(line: TopicLine) -> list[str]:
    """How a topic stands, in words of the console."""
    also = {
        "conflict": line.conflict,
        "draft": line.is_draft,
        "waits": line.waits,
        "edited": line.edited,
        "demo": line.topic.demo,
    }
    return [line.standing.value, *(mark for mark, holds in also.items() if holds)]


def urgent_first(lines: Sequence[TopicLine]) -> list[TopicLine]:
    """Those that somebody must do something about before the others, each in their order."""
    order = [
        TopicStanding.OUTDATED,
        TopicStanding.UNCHECKED,
        TopicStanding.ENDS_SOON,
        TopicStanding.TOLD,
    ]
    return sorted(lines, key=lambda line: (order.index(line.standing), not line.conflict))


def may_edit(member: StaffMember, topic: Topic, settings: TopicSettings) -> bool:
    """Whether this one may change the topic: a clerk of the department that answers for it, or an
    administrator.
    """
    if member.role is Role.ADMINISTRATOR:
        return True
    department = settings.department(topic.owner)
    return (
        member.role is Role.CLERK and department is not None and member.username in department.staff
    )


def history_line(
    revision: TopicRevision,
    told: int,
    people: Mapping[str, str],
    language: Language,
    zone: ZoneInfo,
    today: date,
) -> HistoryLine:
    """A revision; `people` tells names by username."""
    checked = revision.topic.checked_on
    return HistoryLine(
        number=revision.number,
        when=formats.moment(revision.at, zone, today, language),
        by=people.get(revision.by, ""),
        why=revision.why.value,
        checked=formats.short_day(checked, language) if checked else "",
        is_told=revision.number == told,
    )
