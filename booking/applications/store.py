"""Applications, their kinds and their history in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    UniqueConstraint,
    select,
    update,
)

from booking.applications.model import (
    Application,
    ApplicationChange,
    ApplicationKind,
    ApplicationState,
)
from booking.applications.rules import STATE_NAMES
from booking.ground.tables import Id, Instant, key, metadata
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing
from booking.language import Wording

application_kinds = Table(
    "application_kinds",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("name", JSON, nullable=False),
    Column("mark", String(40), nullable=False),
    Column("service", String(60)),
)

applications = Table(
    "applications",
    metadata,
    key(),
    Column("mark", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("year", Integer, nullable=False),
    Column("kind", String(60), ForeignKey("application_kinds.code"), nullable=False),
    Column("citizen_id", Id, ForeignKey("citizens.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("deadline", Date),
    Column("filed_on", Date, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("mark", "number", "year"),
)
Index("ix_applications_citizen_id", applications.c.citizen_id)
Index("ix_applications_changed_at", applications.c.changed_at)

application_changes = Table(
    "application_changes",
    metadata,
    key(),
    Column("application_id", Id, ForeignKey("applications.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", String(20), nullable=False),
    Column("by", String(100), nullable=False),
    Column("remark", String(500)),
)
Index("ix_application_changes_application_id", application_changes.c.application_id)


def _chosen() -> Select[Any]:
    kinds = application_kinds
    return select(applications, kinds.c.name.label("kind_name"), kinds.c.service).join(
        kinds, kinds.c.code == applications.c.kind
    )


def find(tx: Transaction, application_id: int) -> Application | None:
    """The application with this number."""
    rows = tx.all(_chosen().where(applications.c.id == application_id))
    return next(iter(_applications(tx, rows)), None)


def lock(tx: Transaction, application_id: int) -> None:
    """Keep others from changing this application until the transaction ends."""
    tx.one(select(applications.c.id).where(applications.c.id == application_id).with_for_update())


def of_citizen(tx: Transaction, citizen_id: int) -> list[Application]:
    """All of a citizen's applications, the one that changed last first."""
    mine = applications.c.citizen_id == citizen_id
    newest = (applications.c.changed_at.desc(), applications.c.id.desc())
    return _applications(tx, tx.all(_chosen().where(mine).order_by(*newest)))


def by_reference(tx: Transaction, citizen_id: int, number: int, year: int) -> Application | None:
    """A citizen's application by what callers key of its reference number."""
    rows = tx.all(
        _chosen()
        .where(
            applications.c.citizen_id == citizen_id,
            applications.c.number == number,
            applications.c.year == year,
        )
        .order_by(applications.c.id)
    )
    return next(iter(_applications(tx, rows)), None)


def owners(tx: Transaction, number: int, year: int) -> set[int]:
    """Whose applications have this number and year; the mark before them may differ."""
    wanted = (applications.c.number == number) & (applications.c.year == year)
    return {row.citizen_id for row in tx.all(select(applications.c.citizen_id).where(wanted))}


def recent(tx: Transaction, limit: int) -> list[Application]:
    """The ones that changed last."""
    newest = (applications.c.changed_at.desc(), applications.c.id.desc())
    return _applications(tx, tx.all(_chosen().order_by(*newest).limit(limit)))


def matching(tx: Transaction, condition: ColumnElement[bool], limit: int) -> list[Application]:
    """The applications of which this is true, the one that changed last first."""
    newest = (applications.c.changed_at.desc(), applications.c.id.desc())
    return _applications(tx, tx.all(_chosen().where(condition).order_by(*newest).limit(limit)))


def references(tx: Transaction) -> set[tuple[str, int, int]]:
    """Mark, number and year of every application."""
    columns = (applications.c.mark, applications.c.number, applications.c.year)
    return {(row.mark, row.number, row.year) for row in tx.all(select(*columns))}


def add(
    tx: Transaction,
    kind: ApplicationKind,
    *,
    number: int,
    year: int,
    citizen_id: int,
    filed_on: date,
    deadline: date | None,
    history: Sequence[ApplicationChange],
) -> int:
    """Keep an application with its history, which begins with its filing."""
    last = history[-1]
    made = tx.insert(
        applications,
        mark=kind.mark,
        number=number,
        year=year,
        kind=kind.code,
        citizen_id=citizen_id,
        state=last.state.value,
        deadline=deadline,
        filed_on=filed_on,
        changed_at=last.at,
    )
    for change in history:
        add_change(tx, made, change)
    return made


def set_state(
    tx: Transaction,
    application_id: int,
    state: ApplicationState,
    deadline: date | None,
    at: datetime,
) -> None:
    """Write the new state; the history is written apart."""
    tx.execute(
        update(applications)
        .where(applications.c.id == application_id)
        .values(state=state.value, deadline=deadline, changed_at=at)
    )


def add_change(tx: Transaction, application_id: int, change: ApplicationChange) -> None:
    """One more line of the history."""
    tx.insert(
        application_changes,
        application_id=application_id,
        at=change.at,
        state=change.state.value,
        by=change.by,
        remark=change.remark,
    )


def kinds(tx: Transaction) -> list[ApplicationKind]:
    """All that can be applied for."""
    rows = tx.all(select(application_kinds).order_by(application_kinds.c.code))
    return [ApplicationKind(r.code, Wording.of(r.name), r.mark, r.service) for r in rows]


def put_kind(tx: Transaction, kind: ApplicationKind) -> None:
    """Keep a kind, in place of what it was before."""
    values = {"name": kind.name.by_language(), "mark": kind.mark, "service": kind.service}
    insert_missing(tx, application_kinds, code=kind.code, **values)
    tx.execute(
        update(application_kinds).where(application_kinds.c.code == kind.code).values(**values)
    )


def _applications(tx: Transaction, rows: Sequence[Row[Any]]) -> list[Application]:
    history = _histories(tx, [row.id for row in rows])
    return [_application(row, tuple(history.get(row.id, ()))) for row in rows]


def _histories(tx: Transaction, ids: Sequence[int]) -> dict[int, list[ApplicationChange]]:
    found: dict[int, list[ApplicationChange]] = {}
    if not ids:
        return found
    changes = application_changes
    wanted = select(changes).where(changes.c.application_id.in_(ids))
    for row in tx.all(wanted.order_by(changes.c.at, changes.c.id)):
        change = ApplicationChange(row.at, ApplicationState(row.state), row.by, row.remark)
        found.setdefault(row.application_id, []).append(change)
    return found


def _application(row: Row[Any], history: tuple[ApplicationChange, ...]) -> Application:
    state = ApplicationState(row.state)
    return Application(
        id=row.id,
        number=row.number,
        year=row.year,
        mark=row.mark,
        kind=row.kind,
        kind_name=Wording.of(row.kind_name),
        state=state,
        state_name=STATE_NAMES[state],
        deadline=row.deadline,
        service=row.service,
        citizen_id=row.citizen_id,
        filed_on=row.filed_on,
        changed_at=row.changed_at,
        history=history,
    )
