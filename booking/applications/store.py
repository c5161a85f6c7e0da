"""Applications and their history in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, update

from booking.applications.deadlines import Deadline
from booking.applications.kinds import states_from
from booking.applications.model import (
    Application,
    ApplicationChange,
    ApplicationKind,
    Channel,
    Filing,
)
from booking.applications.states import KindState
from booking.applications.tables import application_changes, application_kinds, applications
from booking.ground.transaction import Transaction
from booking.language import Language, Wording


def _chosen() -> Select[Any]:
    kinds = application_kinds
    return select(
        applications, kinds.c.name.label("kind_name"), kinds.c.service, kinds.c.states
    ).join(kinds, kinds.c.code == applications.c.kind)


_NEWEST = (applications.c.changed_at.desc(), applications.c.id.desc())


def find(tx: Transaction, application_id: int) -> Application | None:
    """The application with this number."""
    return next(iter(matching(tx, applications.c.id == application_id, 1)), None)


def lock(tx: Transaction, application_id: int) -> None:
    """Keep others from changing this application until the transaction ends."""
    tx.one(select(applications.c.id).where(applications.c.id == application_id).with_for_update())


def of_citizen(tx: Transaction, citizen_id: int) -> list[Application]:
    """All of a citizen's applications, the one that changed last first."""
    return matching(tx, applications.c.citizen_id == citizen_id)


def with_number(tx: Transaction, number: int, year: int) -> list[Application]:
    """All with this number and year: the marks before them differ."""
    return matching(tx, _numbered(number, year))


def owners(tx: Transaction, number: int, year: int) -> set[int]:
    """Whose applications have this number and year; the mark before them may differ."""
    known = applications.c.citizen_id.is_not(None)
    rows = tx.all(select(applications.c.citizen_id).where(_numbered(number, year), known))
    return {row.citizen_id for row in rows}


def recent(tx: Transaction, limit: int) -> list[Application]:
    """The ones that changed last."""
    return _applications(tx, tx.all(_chosen().order_by(*_NEWEST).limit(limit)))


def matching(
    tx: Transaction, condition: ColumnElement[bool], limit: int | None = None
) -> list[Application]:
    """The applications of which this is true, the one that changed last first."""
    return _applications(tx, tx.all(_chosen().where(condition).order_by(*_NEWEST).limit(limit)))


def filings(tx: Transaction, ids: Collection[int]) -> dict[int, Filing]:
    """How these applications came in."""
    rows = tx.all(select(applications).where(applications.c.id.in_(ids)))
    return {
        row.id: Filing(Channel(row.channel), row.phone, row.place, row.text, Language(row.language))
        for row in rows
    }


def references(tx: Transaction) -> set[tuple[str, int, int]]:
    """Mark, number and year of every application."""
    columns = (applications.c.mark, applications.c.number, applications.c.year)
    return {(row.mark, row.number, row.year) for row in tx.all(select(*columns))}


def receipt_codes(tx: Transaction, number: int, year: int) -> dict[int, str]:
    """The codes of the receipts of all applications with this number and year."""
    wanted = (_numbered(number, year)) & applications.c.receipt_code.is_not(None)
    rows = tx.all(select(applications.c.id, applications.c.receipt_code).where(wanted))
    return {row.id: row.receipt_code for row in rows}


def set_receipt_code(tx: Transaction, application_id: int, code: str) -> None:
    """Keep the code of an application's receipt."""
    same = applications.c.id == application_id
    tx.execute(update(applications).where(same).values(receipt_code=code))


def last_number(tx: Transaction, mark: str, year: int) -> int:
    """The highest number that was given, nought where none was; the caller holds the lock."""
    same = (applications.c.mark == mark) & (applications.c.year == year)
    return int(tx.connection.scalar(select(func.max(applications.c.number)).where(same)) or 0)


def add(
    tx: Transaction,
    kind: ApplicationKind,
    *,
    number: int,
    year: int,
    citizen_id: int | None,
    filed_on: date,
    deadline: Deadline,
    history: Sequence[ApplicationChange],
    filing: Filing | None = None,
    **more: Any,
) -> int:
    """Keep an application with its history, which begins with its filing.

    `more` are columns: `receipt_code`, `clerk`, `external_id`, `external_version`.
    """
    last = history[-1]
    state = kind.state(last.state)
    came = filing or Filing()
    made = tx.insert(
        applications,
        mark=kind.mark,
        number=number,
        year=year,
        kind=kind.code,
        citizen_id=citizen_id,
        filed_on=filed_on,
        changed_at=last.at,
        channel=came.channel.value,
        phone=came.phone,
        place=came.place,
        text=came.text,
        language=came.language.value,
        **_standing(state, deadline),
        **more,
    )
    for change in history:
        add_change(tx, made, change)
    return made


def set_state(
    tx: Transaction, application_id: int, state: KindState, deadline: Deadline, at: datetime
) -> None:
    """Write the new state; the history is written apart."""
    same = applications.c.id == application_id
    values = _standing(state, deadline)
    tx.execute(update(applications).where(same).values(changed_at=at, **values))


def set_columns(tx: Transaction, application_id: int, **values: Any) -> None:
    """Write columns of an application."""
    tx.execute(update(applications).where(applications.c.id == application_id).values(**values))


def deadline(tx: Transaction, application_id: int) -> Deadline:
    """The deadline, running or standing still."""
    row = tx.one(select(applications).where(applications.c.id == application_id))
    return Deadline() if row is None else Deadline(row.deadline, row.stopped_on, row.stopped_day)


def add_change(tx: Transaction, application_id: int, change: ApplicationChange) -> int:
    """One more line of the history; its number."""
    return tx.insert(
        application_changes,
        application_id=application_id,
        at=change.at,
        state=change.state,
        by=change.by,
        remark=change.remark,
    )


def changes(tx: Transaction, application_id: int) -> list[ApplicationChange]:
    """The whole history, with what was taken back; the oldest first."""
    rows = _changes(tx, [application_id], with_undone=True)
    return rows.get(application_id, [])


def _numbered(number: int, year: int) -> ColumnElement[bool]:
    return (applications.c.number == number) & (applications.c.year == year)


def _standing(state: KindState, deadline: Deadline) -> Mapping[str, Any]:
    return {
        "state": state.code,
        "stage": state.stage.value,
        "is_final": state.is_final,
        "deadline": deadline.day,
        "stopped_on": deadline.stopped_on,
        "stopped_day": deadline.stopped_day,
    }


def _applications(tx: Transaction, rows: Sequence[Row[Any]]) -> list[Application]:
    history = _changes(tx, [row.id for row in rows], with_undone=False)
    return [_application(row, tuple(history.get(row.id, ()))) for row in rows]


def _changes(
    tx: Transaction, ids: Sequence[int], *, with_undone: bool
) -> dict[int, list[ApplicationChange]]:
    found: dict[int, list[ApplicationChange]] = {}
    if not ids:
        return found
    table = application_changes
    wanted = select(table).where(table.c.application_id.in_(ids))
    if not with_undone:
        wanted = wanted.where(table.c.undone_at.is_(None))
    for row in tx.all(wanted.order_by(table.c.at, table.c.id)):
        change = ApplicationChange(row.at, row.state, row.by, row.remark, row.undone_at)
        found.setdefault(row.application_id, []).append(change)
    return found


def _application(row: Row[Any], history: tuple[ApplicationChange, ...]) -> Application:
    state = next(one for one in states_from(row.states) if one.code == row.state)
    return Application(
        id=row.id,
        number=row.number,
        year=row.year,
        mark=row.mark,
        kind=row.kind,
        kind_name=Wording.of(row.kind_name),
        state=row.state,
        state_name=state.name,
        deadline=row.deadline,
        service=row.service,
        citizen_id=row.citizen_id,
        filed_on=row.filed_on,
        changed_at=row.changed_at,
        history=history,
        state_label=state.label,
        stage=state.stage,
        clock=state.clock,
        is_final=state.is_final,
        clerk=row.clerk,
    )
