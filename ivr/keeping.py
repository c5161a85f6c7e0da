"""What the rows of calls and of routing tell of persons, and how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select

from booking.api import (
    Part,
    Person,
    Rows,
    Rule,
    Transaction,
    empty_rows,
    forget_rings_asked_in,
    remove_rows,
    told_rows,
)
from ivr.call.rows import call_journal, calls
from ivr.routing.rows import contact_requests, offers, routing_decisions
from ivr.routing.softphones import softphones

_CALL: dict[str, Any] = {"caller": None, "citizen_id": None}
_REQUEST: dict[str, Any] = {"caller": None, "citizen_id": None, "path": ""}


def _erase(tx: Transaction, who: Person) -> Mapping[str, int]:
    """All but a call that is on at this moment: it ends, and retention finds it."""
    ended = _of(calls, who) & calls.c.ended_at.is_not(None)
    mine = select(calls.c.id).where(_of(calls, who))
    over = exists().where(calls.c.id == call_journal.c.call_id, calls.c.ended_at.is_not(None))
    journal = delete(call_journal).where(call_journal.c.call_id.in_(mine), over)
    rows = tx.execute(journal).rowcount
    asked = _of(contact_requests, who) & contact_requests.c.ended_at.is_not(None)
    rung = select(calls.c.id).where(calls.c.citizen_id == who.citizen_id)
    return {
        "call-backs asked for in calls": forget_rings_asked_in(tx, rung),
        "call journal": rows,
        "contact requests": _empty_requests(tx, asked),
        "calls": empty_rows(tx, calls.c.id, ended, **_CALL),
    }


def _export(tx: Transaction, who: Person) -> Mapping[str, Rows]:
    return {
        "Hovory (calls)": told_rows(tx, calls, _of(calls, who)),
        "Přepojení k operátorovi (contact requests)": told_rows(
            tx, contact_requests, _of(contact_requests, who)
        ),
    }


def _of(table: Any, who: Person) -> ColumnElement[bool]:  # noqa: ANN401  a table with both columns
    found: ColumnElement[bool] = (table.c.citizen_id == who.citizen_id) | table.c.caller.in_(
        who.numbers
    )
    return found


def _empty_requests(tx: Transaction, where: ColumnElement[bool], limit: int | None = None) -> int:
    table = contact_requests
    full = table.c.caller.is_not(None) | table.c.citizen_id.is_not(None) | (table.c.path != "")
    chosen = select(table.c.id).where(where, full).order_by(table.c.id).limit(limit)
    emptied = table.update().where(table.c.id.in_(chosen))
    return tx.execute(emptied.values(**_REQUEST, keyed={}, topic=None)).rowcount


def _old_calls(tx: Transaction, before: datetime, limit: int) -> int:
    return empty_rows(tx, calls.c.id, calls.c.ended_at < before, limit, **_CALL)


def _old_journal(tx: Transaction, before: datetime, limit: int) -> int:
    return remove_rows(tx, call_journal.c.call_id, call_journal.c.at < before, limit)


def _old_requests(tx: Transaction, before: datetime, limit: int) -> int:
    return _empty_requests(tx, contact_requests.c.ended_at < before, limit)


def _old_decisions(tx: Transaction, before: datetime, limit: int) -> int:
    settled = (offers.c.offered_at < before) & offers.c.outcome.is_not(None)
    gone = remove_rows(tx, offers.c.id, settled, limit)
    needed = exists().where(offers.c.decision_id == routing_decisions.c.id)
    old = (routing_decisions.c.at < before) & ~needed
    return gone + remove_rows(tx, routing_decisions.c.id, old, limit)


def _old_softphones(tx: Transaction, before: datetime, limit: int) -> int:
    return remove_rows(tx, softphones.c.username, softphones.c.expires_at < before, limit)


PART = Part(
    rules=(
        Rule("calls", 90, "a complaint about a call comes within a quarter", _old_calls),
        Rule(
            "call-journal",
            1,
            "it dies with its call; this takes what a broken machine has left",
            _old_journal,
        ),
        Rule("contact-requests", 90, "as for calls", _old_requests),
        Rule(
            "routing-decisions",
            90,
            "why a call went to whom is asked with a complaint about it; no person is in it",
            _old_decisions,
        ),
        Rule("softphones", 1, "the password of a telephone whose log-in is over", _old_softphones),
    ),
    erase=_erase,
    export=_export,
)
