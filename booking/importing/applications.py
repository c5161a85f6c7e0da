"""An application as the town's records system has it, and how it is kept here."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy import select

from booking.applications import changing, desk, kinds, store
from booking.applications.deadlines import Deadline, after_change, deadline_of
from booking.applications.model import (
    Application,
    ApplicationChange,
    ApplicationKind,
    Channel,
    Filing,
)
from booking.applications.receipts import fresh_code
from booking.applications.rules import FIRST_YEAR, LAST_NUMBER, LAST_YEAR
from booking.applications.states import reachable
from booking.applications.tables import applications
from booking.citizens.store import by_code
from booking.errors import NotFound, Refused
from booking.ground.transaction import Transaction
from booking.importing.reports import Outcome

EXTERNAL_ID = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"

_NOON = time(12)

_NO_TEXT = frozenset({"Cc", "Cs"})
"""Control signs, and halves of letters (Unicode's general categories)."""


def _blank(value: Any) -> Any:  # noqa: ANN401  what a cell or a JSON value holds
    return None if isinstance(value, str) and not value.strip() else value


def _plain(value: Any) -> Any:  # noqa: ANN401  what a cell or a JSON value holds
    """Without signs that no person writes; a zero byte cannot even be kept on PostgreSQL."""
    value = _blank(value)
    if isinstance(value, str) and any(unicodedata.category(c) in _NO_TEXT for c in value):
        raise ValueError("has signs that are no text")
    return value


def _day(value: Any) -> Any:  # noqa: ANN401  what a cell or a JSON value holds
    """A day as '2026-11-03', or as Czech systems write it: '3.11.2026', '3. 11. 2026'."""
    value = _blank(value)
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ValueError("is no day; write it as 2026-11-03")  # noqa: TRY004  pydantic wants this one
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(value.replace(" ", ""), form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise ValueError("is no day; write it as 2026-11-03 or as 3.11.2026")


Day = Annotated[date, BeforeValidator(_day)]
Blank = BeforeValidator(_blank)
Plain = BeforeValidator(_plain)


class RecordedApplication(BaseModel):
    """An application in the town's records system.

    The system's own name of the application and its version make the import idempotent: the same
    version again changes nothing, an older one is refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    external_id: str = Field(
        pattern=EXTERNAL_ID, description="The record's stable name in the records system."
    )
    version: int = Field(ge=1, le=2**53, description="Goes up with each change of the record.")
    kind: Annotated[str, Plain] = Field(
        min_length=1, max_length=60, description="The code of the kind in applications.yaml."
    )
    number: int = Field(
        ge=1, le=LAST_NUMBER, description="The sequence number in the reference number."
    )
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, description="The year in the reference number.")
    citizen: Annotated[str | None, Plain] = Field(
        None, max_length=40, description="The code of the applicant; empty where nobody is known."
    )
    state: Annotated[str, Plain] = Field(
        min_length=1, max_length=20, description="The code of one of the kind's states."
    )
    filed_on: Day = Field(description="The day of the filing.")
    deadline: Annotated[Day | None, Blank] = Field(
        None, description="The last day for the decision; empty: it is reckoned from the kind."
    )
    remark: Annotated[str | None, Plain] = Field(
        None, max_length=300, description="A word to the applicant about this change."
    )


REQUIRED = ("external_id", "version", "kind", "number", "year", "state", "filed_on")
OPTIONAL = ("citizen", "deadline", "remark")


def put(tx: Transaction, given: RecordedApplication, by: str) -> Outcome:
    """Keep an application as the records system has it.

    A change of the state tells the applicant, as a clerk's change does; what appears here for the
    first time tells nobody.

    Raises:
        Refused: it is older than what is kept, or it cannot be so; nothing is changed.
    """
    kind = _kind(tx, given)
    _check_days(tx, given)
    tx.lock(f"application-record/{given.external_id}", f"application-number/{given.year}")
    citizen_id = _citizen(tx, given)
    row = tx.one(select(applications).where(applications.c.external_id == given.external_id))
    if row is None:
        row = _same_reference(tx, given, kind)
        if row is None:
            _add(tx, given, kind, citizen_id, by)
            return Outcome.ADDED
        if row.external_id is not None:
            raise Refused("number", "another record has this reference number")
    elif (row.mark, row.number, row.year, row.kind) != (
        kind.mark,
        given.number,
        given.year,
        kind.code,
    ):
        raise Refused("external_id", "this record has another kind or reference number here")
    if row.citizen_id is not None and row.citizen_id != citizen_id:
        raise Refused("citizen", "this application is somebody else's here")
    if row.external_version is not None and given.version <= row.external_version:
        if given.version == row.external_version:
            return Outcome.UNCHANGED
        raise Refused("version", f"is older than version {row.external_version}, which is kept")
    _change(tx, row.id, given, kind, citizen_id, by)
    return Outcome.CHANGED


def _kind(tx: Transaction, given: RecordedApplication) -> ApplicationKind:
    try:
        kind = kinds.kind(tx, given.kind)
        kind.state(given.state)
    except NotFound as error:
        raise Refused(error.field, error.reason) from None
    return kind


def _check_days(tx: Transaction, given: RecordedApplication) -> None:
    if given.filed_on > tx.today:
        raise Refused("filed_on", "the day is still to come")
    if given.filed_on.year < FIRST_YEAR:
        raise Refused("filed_on", f"lies before {FIRST_YEAR}")
    if given.deadline is not None and given.deadline < given.filed_on:
        raise Refused("deadline", "ends before the application was filed")


def _citizen(tx: Transaction, given: RecordedApplication) -> int | None:
    if given.citizen is None:
        return None
    citizen = by_code(tx, given.citizen)
    if citizen is None:
        raise Refused("citizen", "there is no citizen with this code")
    return citizen.id


def _same_reference(tx: Transaction, given: RecordedApplication, kind: ApplicationKind) -> Any:  # noqa: ANN401  a row, or None
    return tx.one(
        select(applications).where(
            applications.c.mark == kind.mark,
            applications.c.number == given.number,
            applications.c.year == given.year,
        )
    )


def _add(
    tx: Transaction,
    given: RecordedApplication,
    kind: ApplicationKind,
    citizen_id: int | None,
    by: str,
) -> None:
    first, state = kind.states[0], kind.state(given.state)
    filed_at = min(datetime.combine(given.filed_on, _NOON, tzinfo=tx.zone), tx.now)
    history = [ApplicationChange(filed_at, first.code, by, None)]
    if state != first:
        history.append(ApplicationChange(tx.now, state.code, by, given.remark))
    reckoned = None if kind.term is None else deadline_of(kind.term, given.filed_on)
    day = given.deadline or reckoned
    made = store.add(
        tx,
        kind,
        number=given.number,
        year=given.year,
        citizen_id=citizen_id,
        filed_on=given.filed_on,
        deadline=after_change(Deadline(day), state.clock, tx.today, given.deadline),
        history=history,
        filing=Filing(Channel.RECORDS),
        receipt_code=fresh_code(store.receipt_codes(tx, given.number, given.year).values()),
        clerk=desk.choose(tx, kind.service),
        external_id=given.external_id,
        external_version=given.version,
    )
    tx.audit(by, "application-imported", f"application:{made}", version=given.version)


def _change(
    tx: Transaction,
    application_id: int,
    given: RecordedApplication,
    kind: ApplicationKind,
    citizen_id: int | None,
    by: str,
) -> None:
    store.lock(tx, application_id)
    before = changing.found(tx, application_id)
    state = kind.state(given.state)
    by_code = {one.code: one for one in kind.states}
    if state.code != before.state and state.code not in reachable(by_code, before.state):
        why = f"an application that is {before.state} never becomes {state.code}"
        raise Refused("state", why)
    store.set_columns(
        tx,
        application_id,
        external_id=given.external_id,
        external_version=given.version,
        citizen_id=citizen_id,
    )
    kept = store.deadline(tx, application_id)
    runs_to = after_change(kept, state.clock, tx.today, given.deadline)
    moved = state.code != before.state
    at = tx.now if moved else before.changed_at
    store.set_state(tx, application_id, state, runs_to, at)
    if moved:
        line = ApplicationChange(tx.now, state.code, by, given.remark)
        store.add_change(tx, application_id, line)
        after: Application = changing.found(tx, application_id)
        changing.tell(tx, after, given.remark)
    tx.audit(by, "application-imported", f"application:{application_id}", version=given.version)
