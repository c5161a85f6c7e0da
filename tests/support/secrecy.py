"""Nothing may keep a digit that was keyed while a secret question was open.

A vault remembers which secrets were keyed into a Linka and looks for them in everything that it
has written since: logs, database, recordings, spool, inbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LOGINS_TABLE = "agreements"
_NAMED = re.compile(rb"(?i)(dtmf|digit|keyed|pressed)\W{0,12}[0-9*#]\b")
"""A log line that names a single key, whichever it is."""
_IGNORED = ("sounds", "exchange", "asterisk/lib")
"""Prompts, the citizen's own telephone, and Asterisk's registry of contacts."""


@dataclass
class Vault:
    """Looks into a data folder."""

    data: Path
    secrets: set[str] = field(default_factory=set)

    def keyed(self, secret: str) -> str:
        """Note that this is being keyed; returns it."""
        self.secrets.add(secret)
        return secret

    def leaks(self) -> list[str]:
        """Where one of the secrets, or the name of a key, stands written."""
        found = []
        for path, content in self._written():
            text = content.decode("latin-1")
            found += [f"{path}: a secret" for secret in self.secrets if _spelt(secret, text)]
            if path.suffix == ".log" and (match := _NAMED.search(content)):
                found.append(f"{path}: {match.group().decode('latin-1')!r}")
        return found

    def _written(self) -> Iterator[tuple[Path, bytes]]:
        for path in sorted(self.data.rglob("*")):
            place = path.relative_to(self.data).as_posix()
            if path.is_file() and not place.startswith(_IGNORED):
                yield path, path.read_bytes()


def _spelt(secret: str, text: str) -> bool:
    """Whether the digits stand there in a row, or one by one with little between them."""
    apart = r"[\s,;:\"'\[\](){}|-]{0,4}".join(secret)
    return re.search(rf"(?<![0-9]){apart}(?![0-9])", text) is not None
