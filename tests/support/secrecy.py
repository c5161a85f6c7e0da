"""Nothing may keep a digit that was keyed while a secret question was open.

A vault remembers which secrets were keyed into a Linka and looks for them in everything that it
has written since: logs, database, recordings, spool, inbox.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

PART = 4
"""So many digits of a secret in a row, standing alone, tell too much."""
_KEY_NAMED = re.compile(r"(?i)(dtmf|digit|keyed|pressed)\W{0,12}[0-9*#]\b")
"""A line that names a single key, whichever it is."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d([.,]\d+)?")
_IGNORED = ("sounds", "exchange", "asterisk/lib", "linka.db")
"""Prompts, the citizen's own telephone, Asterisk's registry of contacts; the database is read as
rows."""
_LOGINS = ("agreements", "login")
"""The one column that holds a login on purpose."""


@dataclass
class Vault:
    """Looks into a data folder."""

    data: Path
    secrets: set[str] = field(default_factory=set)

    def keyed(self, secret: str) -> str:
        """Note that this is being keyed; returns it."""
        self.secrets.add(secret)
        return secret

    def written(self) -> AbstractSet[str]:
        """Every line and row that stands written now, without moments in time."""
        return {_MOMENT.sub("", line) for line in self._lines()}

    def leaks(self) -> list[str]:
        """The lines and rows that hold a secret, or that name a key."""
        return self.told(self.written(), PART + 2)

    def told(self, lines: AbstractSet[str], digits: int = PART) -> list[str]:
        """Those of some lines that hold so many digits of a secret, or that name a key."""
        parts = {
            secret[start : start + digits]
            for secret in self.secrets
            for start in range(max(1, len(secret) - digits + 1))
        }
        if not parts:
            return [line for line in lines if _KEY_NAMED.search(line)]
        spelt = "|".join(r"[\s,;:\"'|-]{0,4}".join(part) for part in parts)
        secret = re.compile(rf"(?<![0-9.])(?:{spelt})(?![0-9])")
        return [line for line in lines if secret.search(line) or _KEY_NAMED.search(line)]

    def _lines(self) -> Iterator[str]:
        for path in sorted(self.data.rglob("*")):
            place = path.relative_to(self.data).as_posix()
            if path.is_file() and not place.startswith(_IGNORED):
                for line in path.read_bytes().decode("latin-1").splitlines():
                    yield f"{place}: {line}"
        yield from self._rows()

    def _rows(self) -> Iterator[str]:
        connection = sqlite3.connect(self.data / "linka.db")
        try:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own tables
                names = [column[0] for column in rows.description]
                for row in rows:
                    shown = {
                        name: value
                        for name, value in zip(names, row, strict=True)
                        if (table, name) != _LOGINS
                    }
                    yield f"{table}: {shown}"
        finally:
            connection.close()
