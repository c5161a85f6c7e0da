"""Kinds of applications in the database."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Row, func, select, update

from booking.applications.deadlines import Term
from booking.applications.model import ApplicationKind
from booking.applications.standard import STANDARD
from booking.applications.states import KindState
from booking.applications.tables import application_kinds, applications
from booking.errors import NotFound
from booking.ground.codec import from_json, to_json
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing
from booking.language import Wording

_STATES = tuple[KindState, ...]


def kinds(tx: Transaction) -> list[ApplicationKind]:
    """All that can be applied for."""
    return [_kind(row) for row in tx.all(select(application_kinds).order_by("code"))]


def kind(tx: Transaction, code: str) -> ApplicationKind:
    """The kind with this code.

    Raises:
        NotFound: there is none.
    """
    row = tx.one(select(application_kinds).where(application_kinds.c.code == code))
    if row is None:
        raise NotFound("kind", code)
    return _kind(row)


def put_kind(tx: Transaction, kind: ApplicationKind) -> None:
    """Keep a kind, in place of what it was before; its applications follow what it says now."""
    term = kind.term
    values: dict[str, Any] = {
        "name": kind.name.by_language(),
        "mark": kind.mark,
        "service": kind.service,
        "states": None if kind.states == STANDARD else to_json(kind.states, _STATES),
        "term_days": None if term is None else term.days,
        "term_working": term is not None and term.working,
    }
    insert_missing(tx, application_kinds, code=kind.code, **values)
    same = application_kinds.c.code == kind.code
    (there,) = tx.all(select(application_kinds).where(same))
    if any(getattr(there, column) != value for column, value in values.items()):
        tx.execute(update(application_kinds).where(same).values(**values))
    for state in kind.states:
        standing = (applications.c.kind == kind.code) & (applications.c.state == state.code)
        told = {"stage": state.stage.value, "is_final": state.is_final}
        other = (applications.c.stage != told["stage"]) | (
            applications.c.is_final != told["is_final"]
        )
        tx.execute(update(applications).where(standing & other).values(**told))


def left_behind(tx: Transaction, kind: ApplicationKind) -> dict[str, int]:
    """Applications of this kind in states that it does not have (any more): how many in which."""
    known = [state.code for state in kind.states]
    strange = (applications.c.kind == kind.code) & applications.c.state.not_in(known)
    rows = tx.all(
        select(applications.c.state, func.count().label("many"))
        .where(strange)
        .group_by(applications.c.state)
    )
    return {row.state: row.many for row in rows}


@lru_cache(256)  # every application that is read asks for its kind's states
def states_from(text: str | None) -> tuple[KindState, ...]:
    """What is kept of a kind's states; nothing means the standard ones."""
    if text is None:
        return STANDARD
    found: tuple[KindState, ...] = from_json(text, _STATES)
    return found


def _kind(row: Row[Any]) -> ApplicationKind:
    return ApplicationKind(
        row.code,
        Wording.of(row.name),
        row.mark,
        row.service,
        states_from(row.states),
        None if row.term_days is None else Term(row.term_days, row.term_working),
    )
