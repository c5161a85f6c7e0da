"""Command keys: the same command again returns its first result.

The key is a call and its step, a provider's message id, a form's token or a spool file's name.
It is what makes resumed calls, repeated webhooks and double clicks harmless.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Column, Connection, String, Table, Text, bindparam, select, update

from booking.errors import Refused
from booking.ground.adding import adding_if_missing
from booking.ground.codec import from_json, to_json
from booking.ground.prepared import Prepared
from booking.ground.tables import Instant, metadata

steps = Table(
    "steps",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("result", Text, nullable=False),
    Column("done_at", Instant, nullable=False),
)

_CLAIM = adding_if_missing(steps, ("key", "result", "done_at"))
_SETTLE = Prepared(update(steps).where(steps.c.key == bindparam("of")), ("result",))
_RESULT = Prepared(select(steps.c.result).where(steps.c.key == bindparam("key")))

_UNDER_WAY = ""
"""Stands for the result until there is one; nobody else ever sees it."""


def claim(connection: Connection, now: datetime, key: str) -> bool:
    """Whether this transaction is the first with the key; waits for another that may be, too."""
    return _CLAIM.run(connection, {"key": key, "result": _UNDER_WAY, "done_at": now}) == 1


def settle(connection: Connection, key: str, result: Any, kind: Any) -> None:  # noqa: ANN401  a value and its type
    """Remember the result of a command that was claimed."""
    _SETTLE.run(connection, {"of": key, "result": to_json(result, kind)})


def result_of(connection: Connection, key: str, kind: Any) -> Any:  # noqa: ANN401  a value of that type
    """The first result of a command that was not to be claimed any more.

    Raises:
        Refused: the key was another command's, whose result is something else.
    """
    try:
        return from_json(_RESULT.one(connection, {"key": key}).result, kind)
    except ValidationError:
        raise Refused("key", "another command has had it") from None
