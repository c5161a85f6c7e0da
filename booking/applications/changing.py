"""A change of how an application stands; and taking it back while nobody was told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from booking.applications import kinds, rules, store
from booking.applications.deadlines import Deadline, after_change
from booking.applications.events import ApplicationStatusChanged
from booking.applications.model import Application, ApplicationChange
from booking.applications.tables import application_changes
from booking.citizens import store as citizen_store
from booking.errors import NotFound, Refused
from booking.ground.codec import from_json, to_json
from booking.ground.events import events, mark_handled, still_unhandled
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.staff import notices


@dataclass(frozen=True, slots=True)
class NewStatus:
    """What shall be changed; see `Applications.change_status`."""

    state: str
    by: str
    remark: str | None
    deadline: date | None
    expected: str | None
    hold: timedelta


@dataclass(frozen=True, slots=True)
class Before:
    """What an application was, to be brought back."""

    state: str
    deadline: Deadline
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Undoable:
    """A change that can still be taken back.

    Attributes:
        change_id: which one.
        until: then its message goes.
    """

    change_id: int
    until: datetime


def found(tx: Transaction, application_id: int) -> Application:
    """The application with this number.

    Raises:
        NotFound: there is none.
    """
    one = store.find(tx, application_id)
    if one is None:
        raise NotFound("application", application_id)
    return one


def change(tx: Transaction, application_id: int, new: NewStatus) -> Application:
    """Change it and let the applicant be told."""
    store.lock(tx, application_id)
    before = found(tx, application_id)
    if new.expected is not None and before.state != new.expected:
        raise Refused("expected", "somebody has changed the application meanwhile")
    kind = kinds.kind(tx, before.kind)
    state = rules.check_transition(kind, before.state, new.state)
    kept = store.deadline(tx, application_id)
    runs_to = after_change(kept, state.clock, tx.today, new.deadline)
    store.set_state(tx, application_id, state, runs_to, tx.now)
    line = ApplicationChange(tx.now, state.code, new.by, new.remark)
    change_id = store.add_change(tx, application_id, line)
    after = found(tx, application_id)
    clerk_email = notices.address_for(tx, after.clerk, new.by)
    event_id = tell(tx, after, new.remark, new.hold, clerk_email)
    _remember(tx, change_id, event_id, Before(before.state, kept, before.changed_at))
    tx.audit(
        new.by,
        "status-changed",
        f"application:{application_id}",
        before=before.state,
        after=state.code,
    )
    return after


def tell(
    tx: Transaction,
    application: Application,
    remark: str | None,
    hold: timedelta = timedelta(),
    clerk_email: str | None = None,
) -> int:
    """Let the applicant be told how it stands, and the clerk; the event's number.

    Whoever filed it without being known gets no remark: nobody has verified their number.
    """
    due = tx.now + hold if hold else None
    if application.citizen_id is None:
        filing = store.filings(tx, [application.id])[application.id]
        told = _changed(application, None, "", filing.language, filing.phone, None)
        answered = remark is not None
        return tx.append(replace(told, is_answered=answered, clerk_email=clerk_email), due)
    citizen = citizen_store.find(tx, application.citizen_id)
    if citizen is None:
        raise NotFound("citizen", application.citizen_id)
    phone, email = citizen.reachable_phone, citizen.reachable_email
    told = _changed(application, remark, citizen.name, citizen.language, phone, email)
    return tx.append(replace(told, clerk_email=clerk_email), due)


def undoable(tx: Transaction, application_id: int) -> Undoable | None:
    """The last change, while its message has not gone."""
    table = application_changes
    newest = select(table, events.c.due_at, events.c.handled_at).outerjoin(
        events, events.c.id == table.c.event_id
    )
    mine = (table.c.application_id == application_id) & table.c.undone_at.is_(None)
    row = tx.one(newest.where(mine).order_by(table.c.at.desc(), table.c.id.desc()).limit(1))
    if row is None or row.before is None or row.due_at is None:
        return None
    if row.handled_at is not None or row.due_at <= tx.now:
        return None
    return Undoable(row.id, row.due_at)


def undo(tx: Transaction, application_id: int, change_id: int, by: str) -> Application:
    """See `Applications.undo`."""
    store.lock(tx, application_id)
    one = found(tx, application_id)
    last = undoable(tx, application_id)
    if last is None or last.change_id != change_id:
        raise Refused("change", "its message has gone, or something else has happened since")
    table = application_changes
    row = tx.one(select(table).where(table.c.id == change_id))
    if row is None or row.event_id not in still_unhandled(tx.connection, [row.event_id]):
        raise Refused("change", "its message has gone, or something else has happened since")
    mark_handled(tx.connection, tx.now, [row.event_id])
    before: Before = from_json(row.before, Before)
    state = kinds.kind(tx, one.kind).state(before.state)
    store.set_state(tx, application_id, state, before.deadline, before.changed_at)
    tx.execute(update(table).where(table.c.id == change_id).values(undone_at=tx.now))
    tx.audit(
        by,
        "status-change-undone",
        f"application:{application_id}",
        before=one.state,
        after=before.state,
    )
    return found(tx, application_id)


def _remember(tx: Transaction, change_id: int, event_id: int, before: Before) -> None:
    same = application_changes.c.id == change_id
    values = {"event_id": event_id, "before": to_json(before)}
    tx.execute(update(application_changes).where(same).values(**values))


def _changed(
    one: Application,
    remark: str | None,
    name: str,
    language: Language,
    phone: str | None,
    email: str | None,
) -> ApplicationStatusChanged:
    return ApplicationStatusChanged(
        application_id=one.id,
        reference=one.reference,
        kind_name=one.kind_name,
        state=one.state,
        state_name=one.state_name,
        deadline=one.deadline,
        remark=remark,
        citizen_id=one.citizen_id,
        citizen_name=name,
        language=language,
        phone=phone,
        email=email,
        is_answered=remark is not None,
    )
