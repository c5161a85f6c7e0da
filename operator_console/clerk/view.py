"""Applications and ready dates as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from booking.api import (
    RUNNING,
    STATE_NAMES,
    Application,
    ApplicationState,
    Citizen,
    Filed,
    Language,
    ReadyDate,
    Service,
)
from operator_console import formats
from operator_console.desk.view import sentence

SOON = timedelta(days=5)
"""A deadline this near is marked."""

_S = ApplicationState

UNDER_WAY = frozenset({_S.RECEIVED, _S.PROCESSING, _S.AWAITING, _S.SUSPENDED})
"""Somebody still has to do something about these."""

COLOURS: dict[ApplicationState, str] = {
    _S.RECEIVED: "primary",
    _S.PROCESSING: "primary",
    _S.AWAITING: "warning",
    _S.SUSPENDED: "warning",
    _S.READY: "success",
    _S.GRANTED: "success",
    _S.REFUSED: "error",
    _S.STOPPED: "error",
    _S.CLOSED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when it must be decided; `mark` is the key of a text: late, today, soon, or empty."""

    day: str
    mark: str


@dataclass(frozen=True, slots=True)
class Row:
    """An application in the list."""

    id: int
    reference: str
    kind: str
    applicant: str
    state: str
    colour: str
    deadline: Deadline | None
    changed: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change; `by` is empty where it came from the town's records."""

    when: str
    state: str
    colour: str
    by: str
    remark: str


@dataclass(frozen=True, slots=True)
class Whole:
    """An application on its own page."""

    row: Row
    citizen: Citizen
    filed: str
    history: Sequence[HistoryLine]
    state: ApplicationState


@dataclass(frozen=True, slots=True)
class Message:
    """What a citizen will get.

    Attributes:
        sentence: what it says, in the citizen's language.
        language: that language.
        phone: where an SMS goes, empty where there is no verified number.
        email: where a letter goes, empty where there is no verified address.
    """

    sentence: str
    language: Language
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """Up to which day a service's documents are ready.

    Attributes:
        day: as a person writes it, empty where none was written yet.
        iso: the same for the form.
        is_old: nobody has written one today or yesterday.
    """

    service: str
    name: str
    day: str
    iso: str
    written: str
    by: str
    is_old: bool


def row(filed: Filed, language: Language, zone: ZoneInfo, today: date) -> Row:
    """An application in the list."""
    one = filed.application
    return Row(
        id=one.id,
        reference=one.reference,
        kind=one.kind_name[language],
        applicant=filed.citizen.name,
        state=one.state.value,
        colour=COLOURS[one.state],
        deadline=deadline(one, language, today),
        changed=formats.moment(one.changed_at, zone, today, language),
    )


def whole(
    filed: Filed, people: Mapping[str, str], language: Language, zone: ZoneInfo, today: date
) -> Whole:
    """An application with its history, the newest first; `people` tells names by username."""
    one = filed.application
    history = [
        HistoryLine(
            when=formats.moment(change.at, zone, today, language),
            state=change.state.value,
            colour=COLOURS[change.state],
            by=people.get(change.by, ""),
            remark=change.remark or "",
        )
        for change in reversed(one.history)
    ]
    return Whole(
        row=row(filed, language, zone, today),
        citizen=filed.citizen,
        filed=formats.short_day(one.filed_on, language),
        history=history,
        state=one.state,
    )


def deadline(application: Application, language: Language, today: date) -> Deadline | None:
    """The deadline, marked where it is near or past; only while it runs."""
    day = application.deadline
    if day is None:
        return None
    mark = ""
    if application.state in RUNNING and day < today:
        mark = "late"
    elif application.state in RUNNING and day == today:
        mark = "due"
    elif application.state in RUNNING and day <= today + SOON:
        mark = "soon"
    return Deadline(formats.short_day(day, language), mark)


def deadline_after(
    application: Application, after: ApplicationState, new: date | None, language: Language
) -> str:
    """The deadline once the application has become that; empty where none will run."""
    day = new or (application.deadline if after in RUNNING else None)
    return formats.short_day(day, language) if day else ""


def message(filed: Filed, after: ApplicationState) -> Message:
    """What the citizen will be told once the application has become that."""
    citizen, application = filed.citizen, filed.application
    spoken = citizen.language
    return Message(
        sentence=f"{application.kind_name[spoken]} {STATE_NAMES[after][spoken]}.",
        language=spoken,
        phone=citizen.reachable_phone or "",
        email=citizen.reachable_email or "",
    )


def ready_line(
    service: Service,
    people: Mapping[str, str],
    ready: ReadyDate | None,
    language: Language,
    zone: ZoneInfo,
    today: date,
) -> ReadyLine:
    """One service's line; `people` tells names by username."""
    name = sentence(service.name[language])
    if ready is None:
        return ReadyLine(service.code, name, "", "", "", "", is_old=True)
    return ReadyLine(
        service=service.code,
        name=name,
        day=formats.short_day(ready.day, language),
        iso=ready.day.isoformat(),
        written=formats.moment(ready.written_at, zone, today, language),
        by=people.get(ready.by, ""),
        is_old=ready.written_at.astimezone(zone).date() < today,
    )
