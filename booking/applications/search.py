"""Finds applications for those who work on them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, true

from booking.applications.model import Application, ApplicationQuery, Filed
from booking.applications.store import filings, matching
from booking.applications.tables import application_kinds, applications
from booking.citizens import store as citizen_store
from booking.ground.transaction import Transaction

_REFERENCE = re.compile(
    r"(?:(?P<mark>.*[^\d/])/)?(?P<number>\d{1,9})(?:/(?P<year>\d{4}))?", re.ASCII
)


def find(tx: Transaction, query: ApplicationQuery, limit: int) -> list[Filed]:
    """The applications that a query means, the one that changed last first."""
    return filed(tx, matching(tx, _condition(tx, query), limit))


def filed(tx: Transaction, found: Sequence[Application]) -> list[Filed]:
    """These applications with whoever filed them."""
    known = {one.citizen_id for one in found if one.citizen_id is not None}
    people = citizen_store.find_many(tx, known)
    came = filings(tx, [one.id for one in found])
    return [
        Filed(one, None if one.citizen_id is None else people[one.citizen_id], came[one.id])
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class ReferenceParts:
    """What somebody has written of a reference number."""

    mark: str | None
    number: int
    year: int | None


def reference_parts(text: str) -> ReferenceParts | None:
    """The parts of what may be a reference number; None if it is none."""
    match = _REFERENCE.fullmatch(text.replace(" ", ""))
    if match is None:
        return None
    year = match["year"]
    return ReferenceParts(match["mark"], int(match["number"]), None if year is None else int(year))


def folded(text: str) -> str:
    """The text without accents and in lower case: 'Kovářová' is found by 'kovar'."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _condition(tx: Transaction, query: ApplicationQuery) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = []
    if query.states:
        wanted.append(applications.c.state.in_(query.states))
    if query.stages:
        wanted.append(applications.c.stage.in_([stage.value for stage in query.stages]))
    if query.clerks:
        named = applications.c.clerk.in_([one for one in query.clerks if one is not None])
        nobodys = applications.c.clerk.is_(None)
        wanted.append(named | nobodys if None in query.clerks else named)
    if query.channels:
        wanted.append(applications.c.channel.in_([channel.value for channel in query.channels]))
    if query.service:
        wanted.append(application_kinds.c.service == query.service)
    if text := query.text.strip():
        wanted.append(_text(tx, text))
    return and_(true(), *wanted)


def _text(tx: Transaction, text: str) -> ColumnElement[bool]:
    parts = reference_parts(text)
    if parts is not None:
        wanted: list[ColumnElement[bool]] = [applications.c.number == parts.number]
        if parts.year is not None:
            wanted.append(applications.c.year == parts.year)
        if parts.mark is not None:
            wanted.append(func.upper(applications.c.mark) == parts.mark.upper())
        return and_(*wanted)
    # accents cannot be ignored in SQL on both databases; a town's names are read in milliseconds
    words = folded(text).split()
    ids = [
        number
        for number, name in citizen_store.names(tx).items()
        if all(word in folded(name) for word in words)
    ]
    return applications.c.citizen_id.in_(ids)
