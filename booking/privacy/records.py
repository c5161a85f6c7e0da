"""Visits, applications, rings, events and steps: what is erased of them, and what is given out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select, tuple_, update

from booking.applications.tables import application_changes, application_notes, applications
from booking.citizens.store import citizens
from booking.ground.audit import audit_names
from booking.ground.events import events
from booking.ground.rows import empty_rows, remove_rows, unreferenced
from booking.ground.steps import steps
from booking.ground.transaction import Transaction
from booking.privacy.model import Kept, Person, Rows, Rule
from booking.privacy.people import erasures, finish, told_rows
from booking.rebooking.tables import rebookings
from booking.rings.forgetting import forget
from booking.rings.model import RingState
from booking.rings.store import rings
from booking.visits.model import VisitState
from booking.visits.tables import holds, taken_slots, visit_parts, visits

_VISIT: dict[str, Any] = {
    "citizen_id": None,
    "phone": None,
    "email": None,
    "name": None,
    "verified": False,
}
_RING: dict[str, Any] = {"phone": "", "note": None, "speech": None, "about": None}
_INNER = ("event_id", "before")
_EVENT: dict[str, Any] = {"kind": "erased", "body": "{}"}

NOBODY = "nobody"
"""The code of the citizen whose applications are that have been cut off from theirs."""

_FILING: dict[str, Any] = {"phone": None, "place": None, "text": None}
"""What an unknown filer said of themselves and their matter."""


def erase(tx: Transaction, who: Person) -> Mapping[str, int]:
    """Empty all that leads to the person; what counts and how long stays, for the statistics."""
    theirs = _theirs(who)
    told_of = who.said_in(events.c.body)
    waiting = told_of & events.c.handled_at.is_(None)
    tx.execute(update(events).where(waiting).values(handled_at=tx.now))
    mine = select(visits.c.id).where(theirs)
    asked = tx.all(select(rebookings.c.ring_id).where(rebookings.c.visit_id.in_(mine)))
    # of what is theirs, to whichever number: it may be one that they have given up
    called = rings.c.phone.in_(who.phones) | rings.c.about.in_(who.records)
    tx.execute(update(rings).where(called).values(state=RingState.DONE.value))
    return {
        "rings about lost visits": forget(tx, (row.ring_id for row in asked)),
        "visits": empty_rows(tx, visits.c.id, theirs, **_VISIT),
        "rings": empty_rows(tx, rings.c.id, called, **_RING),
        "numbers of filings": empty_rows(
            tx, applications.c.id, applications.c.phone.in_(who.phones), phone=None
        ),
        "events": empty_rows(tx, events.c.id, told_of, **_EVENT),
        "steps": tx.execute(delete(steps).where(who.said_in(steps.c.result))).rowcount,
    }


def kept(tx: Transaction, who: Person, days: int) -> tuple[Kept, ...]:
    """The applications that must keep their applicant for now."""
    wanted = select(applications.c.is_final, applications.c.changed_at)
    rows = tx.all(wanted.where(applications.c.citizen_id == who.citizen_id))
    why = "a proceeding and its file are kept by law (GDPR, article 17(3)(b))"
    return tuple(
        Kept(
            "application",
            (row.changed_at + timedelta(days=days)).date() if row.is_final else None,
            why if row.is_final else f"{why}; it is not closed yet",
        )
        for row in rows
    )


def of_person(tx: Transaction, who: Person) -> list[str]:
    """The records that are the person's, as the audit tells of them."""
    found = [f"visit:{row.id}" for row in tx.all(select(visits.c.id).where(_theirs(who)))]
    mine = applications.c.citizen_id == who.citizen_id
    return found + [
        f"application:{row.id}" for row in tx.all(select(applications.c.id).where(mine))
    ]


def export(tx: Transaction, who: Person) -> Mapping[str, Rows]:
    """All of it; of an application its history, too."""
    mine = (applications.c.citizen_id == who.citizen_id) | applications.c.phone.in_(who.phones)
    ids = select(applications.c.id).where(mine)
    return {
        "Objednávky (visits)": told_rows(tx, visits, _theirs(who)),
        "Úkony při objednaných návštěvách (parts of visits)": told_rows(
            tx,
            visit_parts,
            visit_parts.c.visit_id.in_(select(visits.c.id).where(_theirs(who))),
        ),
        "Žádosti (applications)": told_rows(tx, applications, mine),
        "Průběh žádostí (changes of applications)": told_rows(
            tx, application_changes, application_changes.c.application_id.in_(ids), but=_INNER
        ),
        "Interní poznámky (notes on applications)": told_rows(
            tx, application_notes, application_notes.c.application_id.in_(ids)
        ),
        "Žádosti o zavolání (rings)": told_rows(tx, rings, rings.c.phone.in_(who.phones)),
        "Události (events)": told_rows(tx, events, who.said_in(events.c.body)),
    }


def _theirs(who: Person) -> ColumnElement[bool]:
    return (
        (visits.c.citizen_id == who.citizen_id)
        | visits.c.phone.in_(who.phones)
        | func.lower(visits.c.email).in_([one.lower() for one in who.emails])
    )


def _old_visits(tx: Transaction, before: datetime, limit: int) -> int:
    return empty_rows(tx, visits.c.id, visits.c.start < before, limit, **_VISIT)


def _cancelled_visits(tx: Transaction, before: datetime, limit: int) -> int:
    # when it was cancelled is not kept; it was booked before that
    gone = (visits.c.state == VisitState.CANCELLED.value) & (visits.c.created_at < before)
    return empty_rows(tx, visits.c.id, gone, limit, **_VISIT)


def _old_holds(tx: Transaction, before: datetime, limit: int) -> int:
    cells = (taken_slots.c.expires_at < before) & taken_slots.c.visit_id.is_(None)
    held = exists().where(taken_slots.c.hold_id == holds.c.id)
    return (
        remove_rows(tx, taken_slots.c.hold_id, cells, limit)
        + _remove_freed(tx, cells, limit)
        + remove_rows(tx, holds.c.id, (holds.c.expires_at < before) & ~held, limit)
    )


def _remove_freed(tx: Transaction, over: ColumnElement[bool], limit: int) -> int:
    """Cell by cell: a visit that was moved and then cancelled has freed some later than others."""
    cell = tuple_(taken_slots.c.counter, taken_slots.c.start)
    chosen = select(taken_slots.c.counter, taken_slots.c.start)
    old = chosen.where(over, taken_slots.c.freed_by.is_not(None)).limit(limit)
    return tx.execute(delete(taken_slots).where(cell.in_(old))).rowcount


def _old_rings(tx: Transaction, before: datetime, limit: int) -> int:
    over = rings.c.state.in_([RingState.DONE.value, RingState.ENDED.value])
    done = (rings.c.requested_at < before) & over
    return empty_rows(tx, rings.c.id, done, limit, **_RING)


def _old_events(tx: Transaction, before: datetime, limit: int) -> int:
    over = events.c.handled_at < before
    gone = remove_rows(tx, events.c.id, over & unreferenced(events), limit)
    return gone + empty_rows(tx, events.c.id, over, limit, **_EVENT)


def _old_steps(tx: Transaction, before: datetime, limit: int) -> int:
    return remove_rows(tx, steps.c.key, steps.c.done_at < before, limit)


def _old_names(tx: Transaction, before: datetime, limit: int) -> int:
    other = ~audit_names.c.subject.startswith("citizen:")
    return remove_rows(tx, audit_names.c.subject, (audit_names.c.made_at < before) & other, limit)


def _old_applications(tx: Transaction, before: datetime, limit: int) -> int:
    """Cut closed ones off from whoever filed them; then the names of those to be erased can go."""
    nobody = tx.connection.scalar(select(citizens.c.id).where(citizens.c.code == NOBODY))
    closed = (
        (applications.c.changed_at < before)
        & applications.c.is_final
        & applications.c.citizen_id.is_distinct_from(nobody or 0)  # nor NULL: filed by one unknown
    )
    ids = [row.id for row in tx.all(select(applications.c.id).where(closed).limit(limit))]
    if ids:
        theirs = application_changes.c.application_id.in_(ids)
        tx.execute(update(application_changes).where(theirs).values(remark=None))
        tx.execute(delete(application_notes).where(application_notes.c.application_id.in_(ids)))
        cut = update(applications).where(applications.c.id.in_(ids))
        tx.execute(cut.values(citizen_id=nobody or _make_nobody(tx), **_FILING))
    left = exists().where(applications.c.citizen_id == erasures.c.citizen_id)
    return max(len(ids), finish(tx, left))


def _make_nobody(tx: Transaction) -> int:
    return tx.insert(
        citizens,
        code=NOBODY,
        kind="person",
        name="",
        phone_verified=False,
        email_verified=False,
        language="cs",
        slow_speech=False,
    )


RULES = (
    Rule(
        "visits",
        30,
        "a complaint about a visit comes within a month; later only numbers count",
        _old_visits,
    ),
    Rule(
        "cancelled-visits",
        90,
        "a booking reaches three months ahead at most, and whoever cancelled may ask until then",
        _cancelled_visits,
    ),
    Rule("holds", 1, "a hold that ran out serves nobody", _old_holds),
    Rule("rings", 90, "as for calls: who asked to be rung, and whether it was done", _old_rings),
    Rule(
        "events",
        30,
        "what was to follow has followed; a month to look into faults",
        _old_events,
        least=2,
    ),
    Rule(
        "steps",
        7,
        "a command is repeated within minutes; a spool file within days",
        _old_steps,
        least=2,
    ),
    Rule(
        "applications",
        3 * 365,
        "the file itself is in the records system; here it is told of for three years",
        _old_applications,
    ),
    Rule(
        "audit-numbers",
        365,
        "which telephone number stands behind a name of the audit: for a year's complaints",
        _old_names,
    ),
)
