"""A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, on a free port."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import psycopg

from booking.ground.clock import SetClock
from booking.ground.database import Database
from booking.ground.schema import upgrade
from booking.town.load import load_town
from tests.support.databases import CHEAP_HASHING, LIPOV, MORNING

_SETTINGS = {
    "fsync": "off",  # the machine does not lose power within a test
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "32MB",
}


def programs() -> Path:
    """Where Debian keeps the server's programs. The newest version is taken."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    assert found, "./linka test installs PostgreSQL first"
    return found[-1].parent


def _version(initdb: Path) -> int:
    return int(initdb.parent.parent.name)


@dataclass
class Cluster:
    """Reached over a socket in its folder only. Templates as in `databases.Templates`."""

    folder: Path
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    @classmethod
    def running(cls) -> Iterator[Self]:
        """Started; stopped and removed afterwards."""
        # the name of a socket has at most 107 characters, too few for a test's own folder
        with TemporaryDirectory(prefix="linka-postgres-") as folder:
            started = cls(Path(folder))
            started.start()
            try:
                yield started
            finally:
                started.stop()

    def start(self) -> None:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", self._data, "-U", "linka", "-A", "trust", "-E", "UTF8", "-N")
        options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
        options = options.replace("listen_addresses=", "listen_addresses=''")
        self._run(
            "pg_ctl", "-D", self._data, "-w", "-l", f"{self.folder}/log",
            "-o", f"{options} -k {self.folder}", "start",
        )  # fmt: skip
        self._make_templates()

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def url(self, database: str) -> str:
        return f"postgresql://linka@/{database}?host={self.folder}"

    def copy(self, template: str) -> str:
        """A database like the template; its address."""
        name = f"{template}_{next(self._numbers)}"
        self._command(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return self.url(name)

    def drop(self, url: str) -> None:
        name = url.split("/")[3].partition("?")[0]
        self._command(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _make_templates(self) -> None:
        clock = SetClock(MORNING)
        self._command("CREATE DATABASE empty")
        empty = Database(self.url("empty"), clock)
        upgrade(empty)
        empty.close()
        self._command("CREATE DATABASE lipov TEMPLATE empty")
        lipov = Database(self.url("lipov"), clock)
        asyncio.run(load_town(lipov, clock, CHEAP_HASHING, LIPOV))
        lipov.close()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _command(self, sql: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.encode())

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(programs() / program), *arguments]
        if os.geteuid() == 0:
            command = [
                "setpriv",
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                *command,
            ]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)
