"""What a transaction can do: look, change, remember its command, tell what happened."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar, overload
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, CursorResult, Row
from sqlalchemy.sql import Executable

from booking.ground import audit, events, locks, steps
from booking.ground.clock import Clock
from booking.ground.events import Event
from booking.ground.prepared import Prepared
from booking.ground.tables import new_id

T = TypeVar("T")

_MARK_BITS = 62
"""Fits into a column, and hits the same number twice in no lifetime of a town."""


class Transaction:
    """One open transaction. `now` is one instant for all that happens in it.

    It is read once the transaction is open, and anew after waiting for locks (`ground.locks`).

    `mark` is a number that no other transaction has, not even one that was undone.
    """

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.connection = connection
        self.now: datetime = clock.now()
        self._clock = clock
        self._mark: int | None = None

    @property
    def mark(self) -> int:
        """For rows that shall tell whether anybody has changed them since."""
        if self._mark is None:
            self._mark = secrets.randbits(_MARK_BITS)
        return self._mark

    def read_clock(self) -> None:
        """Bring `now` up to date: time has passed while waiting for others."""
        self.now = self._clock.now()

    @property
    def today(self) -> date:
        """The town's calendar day at `now`."""
        return self.now.astimezone(self._clock.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        """The town's time zone."""
        return self._clock.zone

    @property
    def dialect(self) -> str:
        """'sqlite' or 'postgresql'; for `booking/ground` only."""
        return self.connection.dialect.name

    def execute(self, statement: Executable, rows: Any = None) -> CursorResult[Any]:  # noqa: ANN401  one mapping or many
        """Run a statement; with `rows`, once for each mapping in it."""
        return self.connection.execute(statement, rows)

    @overload
    def one(self, statement: Executable) -> Row[Any] | None: ...

    @overload
    def one(self, statement: Prepared, **values: Any) -> Any: ...  # noqa: ANN401  a named tuple, or None

    def one(self, statement: Executable | Prepared, **values: Any) -> Any:
        """The first row, None where there is none."""
        if isinstance(statement, Prepared):
            return statement.one(self.connection, values)
        return self.connection.execute(statement).first()

    @overload
    def all(self, statement: Executable) -> list[Row[Any]]: ...

    @overload
    def all(self, statement: Prepared, **values: Any) -> list[Any]: ...

    def all(self, statement: Executable | Prepared, **values: Any) -> list[Any]:
        """All rows."""
        if isinstance(statement, Prepared):
            return statement.all(self.connection, values)
        return list(self.connection.execute(statement))

    def run(self, statement: Prepared, **values: Any) -> int:
        """Change rows by a prepared statement; how many."""
        return statement.run(self.connection, values)

    def insert(self, table: Any, **values: Any) -> int:  # noqa: ANN401  a table and its values
        """Add a row; the number it got."""
        result = self.connection.execute(table.insert().values(**values))
        return new_id(result)

    def lock(self, *names: str) -> bool:
        """Keep others from what these names stand for, to the end; then read the clock anew.

        Returns:
            Whether somebody else may have changed what was seen before: look again.
        """
        locks.wait_for(self.connection, names)
        return self.has_waited()

    def has_waited(self) -> bool:
        """To be told after a statement that may have waited for others: reads the clock anew.

        Returns:
            As `lock`. On SQLite a writer waits before it begins, and never later.
        """
        if self.dialect == "sqlite":
            return False
        self.read_clock()
        return True

    def once(self, key: str | None, act: Callable[[], T], kind: Any) -> T:  # noqa: ANN401  a type
        """Run `act` the first time this key is seen; later give its first result.

        Args:
            key: the command's key; None for a command that nobody will ever repeat.
            act: the effect; its errors are not remembered, so that a refused command may come
                again.
            kind: the result's type, to bring it back from JSON.
        """
        if key is None:
            return act()
        first = steps.claim(self.connection, self.now, key)
        self.has_waited()  # the same command may have been under way elsewhere
        if not first:
            known: T = steps.result_of(self.connection, key, kind)
            return known
        result = act()
        steps.settle(self.connection, key, result, kind)
        return result

    def append(self, event: Event, due_at: datetime | None = None) -> int:
        """Record what has happened, in this very transaction; the event's number.

        With `due_at` nobody is told before then, and until then it can be taken back.
        """
        return events.append(self.connection, self.now, event, due_at)

    def audit(self, who: str, did: str, about: str, **details: Any) -> None:
        """Leave a trace: who did what to which record, and why."""
        audit.leave(self.connection, self.now, who, did, about, details)
