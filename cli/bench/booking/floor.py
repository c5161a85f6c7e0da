"""The floor under a booking: the same rows in the same two transactions, by hand-written SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Protocol

import psycopg

from booking.api import Database

Run = Callable[[str, Sequence[object]], list[tuple[object, ...]]]

_HOLD = (
    "INSERT INTO holds (counter, office, start, minutes, cells, activity, persons, owner,"
    " parts, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
_TAKE = (
    "INSERT INTO taken_slots (counter, start, day, cell, hold_id, expires_at)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_CALLER = "INSERT INTO hold_callers (hold_id, number) VALUES (?, ?)"
_DAY = (
    "INSERT INTO day_versions (day, version) VALUES (?, ?)"
    " ON CONFLICT (day) DO UPDATE SET version = excluded.version"
)
_STEP = "INSERT INTO steps (key, result, done_at) VALUES (?, ?, ?)"
_VISIT = (
    "INSERT INTO visits (code, activity, office, counter, start, minutes, persons, cells,"
    " part_count, state, language, phone, verified, channel, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
_PART = "INSERT INTO visit_parts (visit_id, position, activity, persons) VALUES (?, ?, ?, ?)"
_KEEP = "UPDATE taken_slots SET hold_id = NULL, visit_id = ?, expires_at = NULL WHERE hold_id = ?"
_FORGET = "DELETE FROM holds WHERE id = ?"
_EVENT = "INSERT INTO events (kind, body, happened_at) VALUES (?, ?, ?)"
_AUDIT = "INSERT INTO audit (at, who, did, about, details) VALUES (?, ?, ?, ?, ?)"

_PARTS = '[["passport.new", 1]]'
_HELD, _BOOKED, _TOLD = ("x" * length for length in (252, 376, 294))
"""As long as what a booking leaves in the two remembered steps and in the event."""
_DETAILS = '{"activity": "passport.new"}'


class Driver(Protocol):
    """A connection of the driver itself."""

    def begin(self) -> None: ...

    def run(self, sql: str, values: Sequence[object]) -> list[tuple[object, ...]]: ...

    def commit(self) -> None: ...

    def close(self) -> None: ...


class Sqlite:
    """With the settings that Linka uses."""

    def __init__(self, database: Database) -> None:
        self._connection = sqlite3.connect(database.url.database or "", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")

    def begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def run(self, sql: str, values: Sequence[object]) -> list[tuple[object, ...]]:
        plain = [str(v) if isinstance(v, datetime) else v for v in values]
        return self._connection.execute(sql, plain).fetchall()

    def commit(self) -> None:
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


class Postgres:
    """A connection of psycopg, as Linka has them."""

    def __init__(self, database: Database) -> None:
        url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(url)

    def begin(self) -> None:
        """Nothing to do: the driver begins by itself."""

    def run(self, sql: str, values: Sequence[object]) -> list[tuple[object, ...]]:
        cursor = self._connection.execute(_as_psycopg(sql), values)
        return cursor.fetchall() if cursor.description else []

    def commit(self) -> None:
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()


@cache
def _as_psycopg(sql: str) -> bytes:
    return sql.replace("?", "%s").encode()


def driver(database: Database) -> Driver:
    """The driver of this kind of database."""
    return Sqlite(database) if database.is_sqlite else Postgres(database)


def book(on: Driver, number: int) -> None:
    """One booking at a counter that nobody else uses, each at a time of its own."""
    now = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    start = now + timedelta(minutes=15 * number)
    day, cell = start.date().isoformat(), number % 96
    key, phone = f"floor-{number}", f"+420777{number:06}"
    on.begin()
    on.run(_DAY, (day, 2 * number))
    slot = ("floor", "lidicka", start, 15, 1, "passport.new", 1)
    hold = on.run(_HOLD, (*slot, key, _PARTS, now))[0][0]
    on.run(_TAKE, ("floor", start, day, cell, hold, now))
    on.run(_CALLER, (hold, phone))
    on.run(_STEP, (f"{key}/hold", _HELD, now))
    on.commit()
    on.begin()
    on.run(_DAY, (day, 2 * number + 1))
    visit = on.run(
        _VISIT,
        (
            *(f"F{number:05}", "passport.new", "lidicka", "floor", start, 15, 1, 1, 1, "booked"),
            *("cs", phone, False, "phone", now),
        ),
    )[0][0]
    on.run(_PART, (visit, 0, "passport.new", 1))
    on.run(_KEEP, (visit, hold))
    on.run(_FORGET, (hold,))
    on.run(_EVENT, ("visit_booked", _TOLD, now))
    on.run(_AUDIT, (now, "phone", "visit-booked", f"visit:{visit}", _DETAILS))
    on.run(_STEP, (f"{key}/confirm", _BOOKED, now))
    on.commit()
