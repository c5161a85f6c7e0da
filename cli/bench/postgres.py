"""A PostgreSQL server of one's own, in a temporary folder: for benchmarks and for tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from cli.bench.errors import BenchError

_BASE = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "64MB",
}

CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Where nothing is measured: the machine does not lose power within a test."""


class NoPostgres(BenchError):
    """PostgreSQL is not installed: apt-get install postgresql."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


def programs() -> Path:
    """Where Debian keeps the server's programs; the newest version's.

    Raises:
        NoPostgres: there is none.
    """
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3])
    )
    if not found:
        raise NoPostgres
    return found[-1].parent


@dataclass(frozen=True)
class Server:
    """Runs on a fresh cluster; reached over a socket in its folder only."""

    folder: Path

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://linka@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> str:
        """A new database like another; its address."""
        self.command(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY file_copy')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Whoever still uses it is thrown out."""
        self.command(f'DROP DATABASE "{database}" WITH (FORCE)')

    def command(self, sql: str) -> None:
        """Outside of any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.encode())


@contextmanager
def running(**settings: str) -> Iterator[Server]:
    """A server with these settings; stopped and removed afterwards.

    Raises:
        NoPostgres: PostgreSQL is not installed.
    """
    # the name of a socket has at most 107 characters: too few for a folder deep down
    with TemporaryDirectory(prefix="linka-postgres-") as name:
        folder, data = Path(name), f"{name}/data"
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
        _run(folder, "initdb", "-D", data, "-U", "linka", "-A", "trust", "-E", "UTF8", "-N")
        options = " ".join(f"-c {key}={value}" for key, value in {**_BASE, **settings}.items())
        start = ("-w", "-l", f"{name}/log", "-o", f"{options} -k {name}", "start")
        _run(folder, "pg_ctl", "-D", data, *start)
        try:
            yield Server(folder)
        finally:
            _run(folder, "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(folder: Path, program: str, *arguments: str) -> None:
    command = [str(programs() / program), *arguments]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
