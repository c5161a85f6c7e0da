"""Transactions as plain functions, run in threads, on SQLite or PostgreSQL.

Measured before it was chosen: on SQLite one writer thread gives three times the throughput of
an asynchronous driver at a third of the processor time; on PostgreSQL both are level. No network
call can slip into a transaction, and a hang-up cannot cut one in half.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError

from booking.errors import Unavailable
from booking.ground.clock import Clock
from booking.ground.transaction import Transaction

T = TypeVar("T")

CHANNEL = "linka"
"""PostgreSQL's name for the wake-up; it carries nothing."""

_WAKE = text(
    f"SELECT pg_notify('{CHANNEL}', '') WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
)
"""Nothing where the transaction has changed nothing, or looking would wake whoever looks."""

BUSY_SECONDS = 15.0
"""How long a writer of one process waits for the writer of another."""


class Database:
    """Runs transactions; knows the dialect, so that nobody else must.

    With `inline` every transaction runs at once in the caller's thread: for tests on a virtual
    clock, where a thread's time would not be counted.
    """

    def __init__(self, url: str, clock: Clock, *, inline: bool = False) -> None:
        self.url = make_url(url)
        self.clock = clock
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._inline = inline
        self.engine = _engine(self.address, self.is_sqlite)
        writers = 1 if self.is_sqlite else 4
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="database-write")
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="database-read")
        self._aside = ThreadPoolExecutor(2, thread_name_prefix="aside")

    @classmethod
    def on_file(cls, path: Path, clock: Clock, *, inline: bool = False) -> Database:
        """A SQLite database in a file."""
        return cls(f"sqlite:///{path}", clock, inline=inline)

    @property
    def address(self) -> str:
        """The whole URL, password included, for another process that is to use it too."""
        return self.url.render_as_string(hide_password=False)

    async def write(self, act: Callable[[Transaction], T]) -> T:
        """Run a transaction that may change rows; it is committed when `act` returns.

        It always finishes, also when whoever waits for it is cancelled.

        Raises:
            Unavailable: the database is away, full, read-only or locked for too long.
        """
        return await self._run(self._writers, act, immediate=True)

    async def read(self, look: Callable[[Transaction], T]) -> T:
        """Run a transaction that only looks.

        Raises:
            Unavailable: as for `write`.
        """
        return await self._run(self._readers, look, immediate=False)

    async def _run(
        self, pool: ThreadPoolExecutor, act: Callable[[Transaction], T], *, immediate: bool
    ) -> T:
        if self._inline:
            return self.run(act, immediate=immediate)
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(pool, lambda: self.run(act, immediate=immediate))
        return await asyncio.shield(work)

    def run(self, act: Callable[[Transaction], T], *, immediate: bool = True) -> T:
        """The same in this thread; for the command line and for migrations' data."""
        try:
            connection = self.engine.connect().execution_options(immediate=immediate)
            with connection, connection.begin():
                result = act(Transaction(connection, self.clock))
                if immediate and not self.is_sqlite:
                    connection.execute(_WAKE)
                return result
        except DBAPIError as error:
            if _is_outage(error):
                raise Unavailable(str(error.orig)) from error
            raise

    async def aside(self, work: Callable[[], T]) -> T:
        """Run slow work that needs no transaction, such as hashing, beside the event loop.

        A crowd of callers waits here for its turn and holds up neither the loop nor the database.
        """
        if self._inline:
            return work()
        running = asyncio.get_running_loop().run_in_executor(self._aside, work)
        return await asyncio.shield(running)

    def close(self) -> None:
        """Wait for running transactions, then let go of the database."""
        self._aside.shutdown(wait=True)
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.engine.dispose()


def _is_outage(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.OperationalError | psycopg.OperationalError):
        return True
    if (
        type(error.orig) is sqlite3.DatabaseError
    ):  # no subclass: the file is damaged, or no database
        return True
    return bool(error.connection_invalidated)


def _engine(url: str, is_sqlite: bool) -> Engine:
    # parameters are hidden in errors, for one of them may be a login and errors go to logs
    if not is_sqlite:
        engine = create_engine(
            url.replace("postgresql://", "postgresql+psycopg://"), pool_size=8, hide_parameters=True
        )
        event.listen(engine, "handle_error", _hide_detail)
        return engine
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _hide_detail(context: ExceptionContext) -> None:
    """PostgreSQL adds the row that it refused, which may hold a login: keep the first line only."""
    original, error = context.original_exception, context.sqlalchemy_exception
    if isinstance(original, psycopg.Error) and error is not None:
        terse = original.diag.message_primary or str(original).partition("\n")[0]
        original.args = (terse,)
        error.args = (f"({type(original).__name__}) {terse}",)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401  SQLAlchemy's
    connection.isolation_level = None  # or the driver opens transactions of its own
    for pragma in (
        "journal_mode=WAL",  # readers never wait for the writer
        "synchronous=FULL",  # a visit that was confirmed outlives a power cut
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401  SQLAlchemy's event
    immediate = connection.get_execution_options().get("immediate", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
