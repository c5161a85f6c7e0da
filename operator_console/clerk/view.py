"""Applications and ready dates as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from textwrap import shorten
from zoneinfo import ZoneInfo

from booking.api import (
    Application,
    ApplicationChange,
    Citizen,
    DeadlineClock,
    Filed,
    Filing,
    FilingChannel,
    KindState,
    Language,
    Note,
    ReadyDate,
    Service,
    Stage,
    Wording,
)
from booking.api import (
    ReadyLine as ReadyDateLine,
)
from operator_console import formats
from operator_console.desk.view import sentence

SOON = timedelta(days=5)
"""A deadline this near is marked."""

LONGEST_EXCERPT = 90
"""Characters of what was said that the list shows."""

COLOURS: dict[Stage, str] = {
    Stage.UNDER_WAY: "primary",
    Stage.WAITING: "warning",
    Stage.SUCCEEDED: "success",
    Stage.FAILED: "error",
    Stage.OVER: "neutral",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when it must be decided; `mark` is the key of a text: late, today, soon, or empty."""

    day: str
    mark: str


@dataclass(frozen=True, slots=True)
class Row:
    """An application in the list; without an applicant where nobody knows who filed it.

    Attributes:
        channel: on which way it came, empty for the counter, as most do.
        place: what it is about, where that is a place.
        text: the beginning of what was said.
    """

    id: int
    reference: str
    kind: str
    applicant: str
    state: str
    label: str
    colour: str
    deadline: Deadline | None
    changed: str
    clerk: str
    channel: str = ""
    place: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change or note; `by` is empty where it came from the town's records.

    Attributes:
        label: the state, empty for an internal note.
        remark: what the applicant was told.
        note: what is only for the house.
        is_undone: it was taken back, and nobody was told.
    """

    at: datetime
    when: str
    label: str
    colour: str
    by: str
    remark: str = ""
    note: str = ""
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """An application on its own page."""

    row: Row
    citizen: Citizen | None
    filing: Filing
    filed: str
    history: Sequence[HistoryLine]


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
        history: what was written before, the newest first: the day, when, by whom, taken back.
    """

    service: str
    name: str
    day: str
    iso: str
    written: str
    by: str
    is_old: bool
    history: Sequence[tuple[str, str, str, bool]] = ()


def row(
    filed: Filed, people: Mapping[str, str], language: Language, zone: ZoneInfo, today: date
) -> Row:
    """An application in the list; `people` tells names by username."""
    one, came = filed.application, filed.filing
    return Row(
        id=one.id,
        reference=one.reference,
        kind=one.kind_name[language],
        applicant=filed.citizen.name if filed.citizen else "",
        state=one.state,
        label=one.state_label[language],
        colour=COLOURS[one.stage],
        deadline=deadline(one, language, today),
        changed=formats.moment(one.changed_at, zone, today, language),
        clerk=people.get(one.clerk or "", one.clerk or ""),
        channel="" if came.channel is FilingChannel.COUNTER else came.channel.value,
        place=came.place or "",
        text=shorten(came.text or "", LONGEST_EXCERPT, placeholder=" …"),
    )


def whole(
    filed: Filed,
    people: Mapping[str, str],
    language: Language,
    zone: ZoneInfo,
    today: date,
    *,
    states: Sequence[KindState] = (),
    changes: Sequence[ApplicationChange] = (),
    notes: Sequence[Note] = (),
) -> Whole:
    """An application with its history, the newest first; `people` tells names by username.

    Without `changes` and `notes` it is what an operator may read to the applicant: neither what
    was taken back nor what is only for the house.
    """
    one = filed.application
    known = {state.code: (state.label, COLOURS[state.stage]) for state in states}
    known.setdefault(one.state, (one.state_label, COLOURS[one.stage]))
    lines = [
        _line(change, known, people, language, zone, today) for change in changes or one.history
    ]
    lines += [
        HistoryLine(
            at=note.at,
            when=formats.moment(note.at, zone, today, language),
            label="",
            colour="neutral",
            by=people.get(note.by, ""),
            note=note.text,
        )
        for note in notes
    ]
    return Whole(
        row=row(filed, people, language, zone, today),
        citizen=filed.citizen,
        filing=filed.filing,
        filed=formats.short_day(one.filed_on, language),
        history=sorted(lines, key=lambda line: line.at)[::-1],
    )


def _line(
    change: ApplicationChange,
    known: Mapping[str, tuple[Wording, str]],
    people: Mapping[str, str],
    language: Language,
    zone: ZoneInfo,
    today: date,
) -> HistoryLine:
    label, colour = known.get(change.state, (Wording(change.state), "neutral"))
    return HistoryLine(
        at=change.at,
        when=formats.moment(change.at, zone, today, language),
        label=label[language],
        colour=colour,
        by=people.get(change.by, ""),
        remark=change.remark or "",
        is_undone=change.undone_at is not None,
    )


def deadline(application: Application, language: Language, today: date) -> Deadline | None:
    """The deadline, marked where it is near or past; only while it runs."""
    day = application.deadline
    if day is None:
        return None
    mark = ""
    if application.clock is DeadlineClock.RUNS:
        if day < today:
            mark = "late"
        elif day == today:
            mark = "due"
        elif day <= today + SOON:
            mark = "soon"
    return Deadline(formats.short_day(day, language), mark)


def message(filed: Filed, after: KindState) -> Message:
    """What the applicant will be told once the application has become that."""
    citizen, application = filed.citizen, filed.application
    spoken = citizen.language if citizen else filed.filing.language
    return Message(
        sentence=f"{application.kind_name[spoken]} {after.name[spoken]}.",
        language=spoken,
        phone=(citizen.reachable_phone if citizen else filed.filing.phone) or "",
        email=(citizen.reachable_email if citizen else None) or "",
    )


def ready_line(
    service: Service,
    people: Mapping[str, str],
    ready: ReadyDate | None,
    language: Language,
    zone: ZoneInfo,
    today: date,
    lines: Sequence[ReadyDateLine] = (),
) -> ReadyLine:
    """One service's line; `people` tells names by username."""
    name = sentence(service.name[language])
    history = [
        (
            formats.short_day(one.written.day, language),
            formats.moment(one.written.written_at, zone, today, language),
            people.get(one.written.by, ""),
            one.undone_at is not None,
        )
        for one in lines
    ]
    if ready is None:
        return ReadyLine(service.code, name, "", "", "", "", is_old=True, history=history)
    return ReadyLine(
        service=service.code,
        name=name,
        day=formats.short_day(ready.day, language),
        iso=ready.day.isoformat(),
        written=formats.moment(ready.written_at, zone, today, language),
        by=people.get(ready.by, ""),
        is_old=ready.written_at.astimezone(zone).date() < today,
        history=history,
    )
