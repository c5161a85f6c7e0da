"""The clerks' side of applications: notes for the house, who works on what."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update

from booking.applications import assignment, store
from booking.applications.assignment import Worker
from booking.applications.changing import found
from booking.applications.events import ClerkMessageAsked
from booking.applications.model import Application, Note
from booking.applications.states import UNFINISHED
from booking.applications.tables import application_notes, applications
from booking.errors import Refused
from booking.ground.transaction import Transaction
from booking.staff import absences, notices
from booking.staff import store as staff_store
from booking.staff.model import Role

LONGEST_NOTE = 2000


def workers(tx: Transaction) -> list[Worker]:
    """The clerks with what they know, what they have to do, and whether they are there today."""
    unfinished = applications.c.stage.in_([stage.value for stage in UNFINISHED])
    counted = (
        select(applications.c.clerk, func.count().label("many"))
        .where(unfinished, applications.c.clerk.is_not(None))
        .group_by(applications.c.clerk)
    )
    loads = {row.clerk: row.many for row in tx.all(counted)}
    today = tx.today
    away = {one.username: one for one in absences.everybody(tx, today) if one.covers(today)}
    return [
        Worker(
            one.username,
            one.services(),
            loads.get(one.username, 0),
            one.username in away,
            away[one.username].substitute if one.username in away else None,
        )
        for one in staff_store.all_members(tx)
        if one.active and one.role is Role.CLERK
    ]


def choose(tx: Transaction, service: str | None) -> str | None:
    """Who gets a new application of this service."""
    return assignment.choose(service, workers(tx))


def assign(
    tx: Transaction, application_id: int, clerk: str | None, by: str, expected: str | None
) -> Application:
    """See `Applications.assign`."""
    store.lock(tx, application_id)
    one = found(tx, application_id)
    if one.clerk != expected:
        raise Refused("expected", "somebody has given the application to another clerk meanwhile")
    if clerk is not None and clerk not in {one.username for one in workers(tx)}:
        raise Refused("clerk", f"{clerk!r} is no clerk who works here")
    same = applications.c.id == application_id
    tx.execute(update(applications).where(same).values(clerk=clerk))
    about = f"application:{application_id}"
    tx.audit(by, "application-assigned", about, before=expected, after=clerk)
    after = found(tx, application_id)
    tell_clerk(tx, after, by)
    return after


def tell_clerk(tx: Transaction, application: Application, by: str | None) -> None:
    """Let whoever works on it now be told that it came to them, if they want to be."""
    email = notices.address_for(tx, application.clerk, by)
    if email is not None:
        tx.append(
            ClerkMessageAsked(
                application_id=application.id,
                reference=application.reference,
                kind_name=application.kind_name,
                state_name=application.state_name,
                email=email,
            )
        )


def hand_out(tx: Transaction, by: str) -> int:
    """Give every unfinished application that nobody works on to a clerk; how many got one."""
    unfinished = applications.c.stage.in_([stage.value for stage in UNFINISHED])
    nobodys = store.matching(tx, unfinished & applications.c.clerk.is_(None))
    given = 0
    for one in sorted(nobodys, key=lambda one: one.id):
        if (clerk := choose(tx, one.service)) is not None:
            assign(tx, one.id, clerk, by, None)
            given += 1
    return given


def add_note(tx: Transaction, application_id: int, text: str, by: str) -> Note:
    """See `Applications.note`."""
    told = text.strip()
    if not 0 < len(told) <= LONGEST_NOTE:
        raise Refused("text", f"has between 1 and {LONGEST_NOTE} characters")
    found(tx, application_id)
    values = {"application_id": application_id, "at": tx.now, "by": by, "text": told}
    tx.insert(application_notes, **values)
    tx.audit(by, "application-noted", f"application:{application_id}")
    return Note(tx.now, by, told)


def notes(tx: Transaction, application_id: int) -> Sequence[Note]:
    """The internal remarks, the oldest first."""
    table = application_notes
    rows = tx.all(
        select(table).where(table.c.application_id == application_id).order_by(table.c.id)
    )
    return [Note(row.at, row.by, row.text) for row in rows]
