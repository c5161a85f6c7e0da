"""Lines of the audit in words; codes that have none are shown as they are."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from booking.api import AuditCheck, AuditEntry, Language
from operator_console import formats

LOOKED = "looked"

Say = Callable[..., str]

REASONS = {
    "the desk": "desk",
    "the card of the call": "card",
    "the caller's panel": "panel",
    "the list of the day": "day",
    "the list of duplicates": "duplicates",
    "the list of locks": "locks",
    "the list": "list",
    "the list of messages": "messages",
    "the message's page": "message",
    "the waiting list": "waitlist",
    "the counter": "counter",
    "the audit": "audit",
    "the citizen's page": "citizen",
    "two records side by side": "pair",
    "a search": "search",
    "a search for a representative": "representative",
    "the agreement": "agreement",
    "whom a clos": "closure",
    "before an agreement is concluded": "conclude",
    "before a reset": "reset",
    "before its end": "end",
    "the receipt of the filing": "receipt",
    "the application's page": "application",
    "before a change of the status": "change",
    "somebody shows the code at the counter": "code",
}
"""Why somebody looked: how the written reason begins, and its word."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line.

    Attributes:
        details: name and value of each.
        raw: the line as it is written, for whoever compares.
    """

    id: int
    when: str
    who: str
    did: str
    about: str
    details: list[tuple[str, str]]
    raw: str


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """The last check of the audit; `misfit` is empty where all fits."""

    when: str
    rows: int
    seals: int
    unsealed: int
    misfit: str
    seal: str


def acts(say: Say, texts: Collection[str]) -> list[tuple[str, str]]:
    """Every action that can be asked for, with its words, by the alphabet."""
    start = "audit.did."
    found = [(key.removeprefix(start), say(key)) for key in texts if key.startswith(start)]
    return sorted(found, key=lambda one: one[1].casefold())


def row(
    entry: AuditEntry,
    say: Say,
    texts: Collection[str],
    zone: ZoneInfo,
    today: date,
    language: Language,
) -> AuditRow:
    """One line."""

    def named(family: str, code: str) -> str:
        key = f"audit.{family}.{code}"
        return say(key) if key in texts else code

    told = ", ".join(f"{name}: {value}" for name, value in entry.details.items())
    return AuditRow(
        id=entry.id,
        when=formats.moment(entry.at, zone, today, language),
        who=_record(entry.who, named) if ":" in entry.who else named("who", entry.who),
        did=named("did", entry.did),
        about=_record(entry.about, named),
        details=[
            (named("detail", name), _value(entry, name, value, named))
            for name, value in entry.details.items()
        ],
        raw=f"{entry.who} · {entry.did} · {entry.about}" + (f" · {told}" if told else ""),
    )


def reason_of(written: str) -> str | None:
    """The word for a reason; None where it has none."""
    starts = [start for start in REASONS if written.startswith(start)]
    return REASONS[max(starts, key=len)] if starts else None


def _record(about: str, named: Callable[[str, str], str]) -> str:
    """'žádost 12'; what only has a kind is the whole list of it."""
    kind, colon, rest = about.partition(":")
    return f"{named('record', kind)} {rest}" if colon else named("record", about)


def _value(entry: AuditEntry, name: str, value: str, named: Callable[[str, str], str]) -> str:
    if name == "reason" and entry.did == LOOKED:
        known = reason_of(value)
        return value if known is None else named("why", known)
    return value


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
