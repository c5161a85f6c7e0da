"""The catalogue in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, Table, select, update

from booking.calendars import store as calendar_store
from booking.calendars.model import NEVER, CounterCalendar, DayException, DayHours, Timetable
from booking.catalogue import tables
from booking.catalogue.directory import Directory
from booking.catalogue.model import Activity, Counter, Office, Service, Town
from booking.closures import store as closure_store
from booking.errors import NotFound
from booking.ground.codec import from_json, to_json
from booking.ground.prepared import Prepared
from booking.ground.sync import sync
from booking.ground.transaction import Transaction
from booking.language import Wording

_REVISION = Prepared(select(tables.town.c.revision))


def revision(tx: Transaction) -> int | None:
    """The revision of the town's description, None where none was taken in yet."""
    row = tx.one(_REVISION)
    return None if row is None else int(row.revision)


def load(tx: Transaction) -> Directory:
    """The whole description.

    Raises:
        NotFound: no town was taken in yet.
    """
    row = tx.one(select(tables.town))
    if row is None:
        raise NotFound("town")
    listed: set[str] = set()
    activities = {r.code: _activity(r) for r in _rows(tx, tables.activities, listed)}
    services = {r.code: _service(r, activities) for r in _rows(tx, tables.services, listed)}
    offices = {r.code: _office(r) for r in _rows(tx, tables.offices, listed)}
    counters = {r.code: _counter(r) for r in _rows(tx, tables.counters, listed)}
    described = calendar_store.load_exceptions(tx)
    return Directory(
        revision=row.revision,
        town=from_json(row.body, Town),
        services=services,
        activities=activities,
        offices=offices,
        counters=counters,
        listed=frozenset(listed),
        calendars=calendars_of(
            counters.values(), calendar_store.load_weekly(tx), [*described, *ordered_closures(tx)]
        ),
    )


def put_town(tx: Transaction, town: Town, *, changed: bool) -> bool:
    """Keep what is true of the town as a whole; a new revision if that or anything else changed.

    Returns:
        Whether there is a new revision.
    """
    body = to_json(town)
    row = tx.one(select(tables.town))
    if row is None:
        tx.execute(tables.town.insert().values(id=1, revision=1, body=body))
        return True
    if not changed and row.body == body:
        return False
    tx.execute(update(tables.town).values(revision=row.revision + 1, body=body))
    return True


def renew(tx: Transaction) -> None:
    """Make a new revision: something beside the files has changed, and all must read again."""
    tx.execute(update(tables.town).values(revision=tables.town.c.revision + 1))


def ordered_closures(tx: Transaction) -> list[DayException]:
    """The closures that people have made, as calendars know them."""
    return [closure.closing.exception() for closure in closure_store.in_force(tx)]


def put_services(
    tx: Transaction, services: Iterable[Service], activities: Iterable[Activity]
) -> bool:
    """Keep these, retire others; whether anything had to be changed."""
    changed = _put(tx, tables.services, services, leave_out={"activities"})
    return _put(tx, tables.activities, activities) or changed


def put_offices(tx: Transaction, offices: Iterable[Office]) -> bool:
    """Keep these, retire others; whether anything had to be changed."""
    return _put(tx, tables.offices, offices)


def put_counters(tx: Transaction, counters: Iterable[Counter]) -> bool:
    """Keep these, retire others; whether anything had to be changed."""
    return _put(tx, tables.counters, counters)


def _put(
    tx: Transaction, table: Table, things: Iterable[Any], leave_out: set[str] | None = None
) -> bool:
    rows = [
        {
            column: list(value) if isinstance(value, tuple) else value
            for column, value in asdict(thing).items()
            if column not in (leave_out or set())
        }
        | {"position": position}
        for position, thing in enumerate(things)
    ]
    return sync(tx, table, rows, by=("code",), retire=True)


def _rows(tx: Transaction, table: Table, listed: set[str]) -> list[Row[Any]]:
    rows = tx.all(select(table).order_by(table.c.position, table.c.code))
    listed.update(row.code for row in rows if row.active)
    return rows


def _activity(row: Row[Any]) -> Activity:
    return Activity(
        code=row.code,
        service=row.service,
        name=Wording(**row.name),
        minutes=row.minutes,
        max_persons=row.max_persons,
        bring=Wording(**row.bring),
        collects=row.collects,
        lead_days=row.lead_days,
        lead_minutes=row.lead_minutes,
        horizon_days=row.horizon_days,
        last_start_minutes=row.last_start_minutes,
    )


def _service(row: Row[Any], activities: Mapping[str, Activity]) -> Service:
    own = tuple(a.code for a in activities.values() if a.service == row.code)
    return Service(row.code, Wording(**row.name), own)


def _office(row: Row[Any]) -> Office:
    return Office(
        code=row.code,
        name=Wording(**row.name),
        address=Wording(**row.address),
        short_address=Wording(**row.short_address),
        written_address=row.written_address,
        last_start_minutes=row.last_start_minutes,
    )


def _counter(row: Row[Any]) -> Counter:
    return Counter(
        code=row.code,
        office=row.office,
        name=Wording(**row.name),
        number=row.number,
        grid=row.grid,
        serves=tuple(row.serves),
        own_minutes=row.own_minutes,
        last_start_minutes=row.last_start_minutes,
        outside=row.outside,
    )


def calendars_of(
    counters: Iterable[Counter],
    weekly: Mapping[calendar_store.Owner, Timetable],
    exceptions: Iterable[DayException],
) -> dict[str, CounterCalendar]:
    """When each of these counters is open."""
    known = list(exceptions)
    return {counter.code: _calendar(counter, weekly, known) for counter in counters}


def _calendar(
    counter: Counter,
    weekly: Mapping[calendar_store.Owner, Timetable],
    exceptions: Iterable[DayException],
) -> CounterCalendar:
    def of(is_break: bool) -> DayHours:
        return weekly.get((counter.office, counter.code, is_break), NEVER)

    concerned = tuple(e for e in exceptions if e.at(counter.office, counter.code))
    return CounterCalendar(
        counter.office, counter.code, counter.grid, of(False), of(True), concerned
    )
