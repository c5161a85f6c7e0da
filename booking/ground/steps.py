"""Command keys: the same command again returns its first result.

The key is a call and its step, a provider's message id, a form's token or a spool file's name.
It is what makes resumed calls, repeated webhooks and double clicks harmless.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, String, Table, Text, bindparam, insert, select

from booking.ground.codec import from_json, to_json
from booking.ground.prepared import Prepared
from booking.ground.tables import Instant, metadata

T = TypeVar("T")

steps = Table(
    "steps",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("result", Text, nullable=False),
    Column("done_at", Instant, nullable=False),
)

_DONE = Prepared(select(steps.c.result).where(steps.c.key == bindparam("key")))
_REMEMBER = Prepared(insert(steps), ("key", "result", "done_at"))


def once(connection: Connection, now: datetime, key: str, act: Callable[[], T], kind: Any) -> T:  # noqa: ANN401  a type
    """See `Transaction.once`."""
    row = _DONE.one(connection, {"key": key})
    if row is not None:
        value: T = from_json(row.result, kind)
        return value
    result = act()
    _REMEMBER.run(connection, {"key": key, "result": to_json(result, kind), "done_at": now})
    return result
