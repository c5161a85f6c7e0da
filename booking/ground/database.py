"""Transactions as plain functions, run in threads, on SQLite or PostgreSQL.

Measured before it was chosen: on SQLite one writer thread gives three times the throughput of
an asynchronous driver at a third of the processor time; on PostgreSQL both are level. No network
call can slip into a transaction, and a hang-up cannot cut one in half.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from booking.errors import Unavailable
from booking.ground import driver
from booking.ground.clock import Clock
from booking.ground.failures import hide_detail, is_outage
from booking.ground.threads import finished_by
from booking.ground.transaction import Transaction

T = TypeVar("T")

CHANNEL = "linka"
"""PostgreSQL's name for the wake-up; it carries nothing."""

_WAKE_AND_COMMIT = (
    f"SELECT pg_notify('{CHANNEL}', '') WHERE pg_current_xact_id_if_assigned() IS NOT NULL; COMMIT"
)
"""In one way to PostgreSQL and back. Nobody is woken where nothing was changed, or looking would
wake whoever looks."""

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
        self._idle: list[Connection] = []
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

    async def once(self, key: str | None, act: Callable[[Transaction], T], kind: Any) -> T:  # noqa: ANN401  a type
        """Run a command as one transaction; see `Transaction.once` for its key and `kind`.

        Raises:
            Unavailable: as for `write`.
        """
        return await self.write(lambda tx: tx.once(key, lambda: act(tx), kind))

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
        return await finished_by(pool, lambda: self.run(act, immediate=immediate))

    def run(self, act: Callable[[Transaction], T], *, immediate: bool = True) -> T:
        """The same in this thread; for the command line and for migrations' data."""
        try:
            with self._transaction(immediate) as connection:
                return act(Transaction(connection, self.clock))
        except DBAPIError as error:
            if is_outage(error):
                raise Unavailable(str(error.orig)) from error
            raise

    @contextmanager
    def _transaction(self, immediate: bool) -> Iterator[Connection]:
        """One on a connection that is idle: SQLAlchemy's pool takes 10 µs each time.

        After any error of the database none is used again, for the others may be broken too.
        """
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self.engine.connect()
        try:
            if self.is_sqlite:  # the other driver begins by itself
                driver.execute(connection, "BEGIN IMMEDIATE" if immediate else "BEGIN")
            try:
                yield connection
            except DBAPIError:
                raise  # with its connection the transaction goes
            except BaseException:
                driver.roll_back(connection)
                raise
            if immediate and not self.is_sqlite:
                driver.execute(connection, _WAKE_AND_COMMIT)
            driver.commit(connection)
        except DBAPIError:
            connection.close()
            self._close_idle()
            raise
        except BaseException:
            self._idle.append(connection)
            raise
        self._idle.append(connection)

    def _close_idle(self) -> None:
        while self._idle:
            with suppress(IndexError):  # another thread was quicker
                self._idle.pop().close()

    async def aside(self, work: Callable[[], T]) -> T:
        """Run slow work that needs no transaction, such as hashing, beside the event loop.

        A crowd of callers waits here for its turn and holds up neither the loop nor the database.
        """
        if self._inline:
            return work()
        return await finished_by(self._aside, work)

    def close(self) -> None:
        """Wait for running transactions, then let go of the database."""
        self._aside.shutdown(wait=True)
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._close_idle()
        self.engine.dispose()


def _engine(url: str, is_sqlite: bool) -> Engine:
    # parameters are hidden in errors, for one of them may be a login and errors go to logs
    if not is_sqlite:
        engine = create_engine(
            url.replace("postgresql://", "postgresql+psycopg://"),
            pool_size=8,
            hide_parameters=True,
            paramstyle="format",  # values in their order: names cost the driver time
        )
        event.listen(engine, "handle_error", hide_detail)
        return engine
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401  SQLAlchemy's
    connection.isolation_level = None  # or the driver opens transactions of its own
    for pragma in (
        "journal_mode=WAL",  # readers never wait for the writer
        "synchronous=FULL",  # a visit that was confirmed outlives a power cut
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """For those who ask the engine itself: elsewhere a transaction is open by then."""
    if not driver.in_transaction(connection):
        driver.execute(connection, "BEGIN IMMEDIATE")
