"""What seals are made of. Pure.

Rows are sealed in batches, after they are committed, by one task: whoever writes an audit row waits
for nobody. A seal lists its rows by number, each with a keyed digest, so that it does not matter in
which order rows became visible, and a check can name the very row that does not fit.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from booking.ground.secrets import Secret

DIGEST = 16
"""Hexadecimal digits of a row's digest: 64 bits under a key are not hit by trying."""

NOTHING = "0" * 64
"""Stands before the first seal."""


@dataclass(frozen=True, slots=True)
class Seal:
    """One link of the chain; see `tables.audit_seals`."""

    number: int
    at: datetime
    first_row: int
    last_row: int
    rows: str
    before: str
    mark: str

    def digests(self) -> dict[int, str]:
        """The digest of each of its rows by the row's number."""
        pairs = (line.split() for line in self.rows.splitlines())
        return {int(number): digest for number, digest in pairs}

    def is_readable(self) -> bool:
        """Whether its list of rows has the form that we write."""
        try:
            self.digests()
        except ValueError:
            return False
        return True


def digest(key: Secret, row: Row[Any]) -> str:
    """The digest of a row of the audit, over all that it says."""
    said = [row.id, _instant(row.at), row.who, row.did, row.about, row.details]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _keyed(key, "row", text)[:DIGEST]


def sealed(key: Secret, at: datetime, rows: Sequence[Row[Any]], last: Seal | None) -> Seal:
    """The next link, over these rows; ordered by number, not none."""
    number = 1 if last is None else last.number + 1
    before = NOTHING if last is None else last.mark
    first, highest = rows[0].id, max(rows[-1].id, 0 if last is None else last.last_row)
    lines = "\n".join(f"{row.id} {digest(key, row)}" for row in rows)
    open_ = Seal(number, at, first, highest, lines, before, "")
    return replace(open_, mark=mark(key, open_))


def mark(key: Secret, seal: Seal) -> str:
    """What seals a seal."""
    head = f"{seal.number} {_instant(seal.at)} {seal.first_row} {seal.last_row} {seal.before}"
    return _keyed(key, "seal", f"{head}\n{seal.rows}")


def release_mark(key: Secret, row: int, seal: int, before: str) -> str:
    """What seals how far retention has taken the audit."""
    return _keyed(key, "released", f"{row} {seal} {before}")


def same(one: str, other: str) -> bool:
    """Whether two marks are the same, told in the same time for all that are not."""
    return hmac.compare_digest(one.encode(), other.encode())


def _keyed(key: Secret, purpose: str, text: str) -> str:
    return hmac.new(
        key.reveal().encode(), f"{purpose}\n{text}".encode(), hashlib.sha256
    ).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
