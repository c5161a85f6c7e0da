"""Who did what to which record. Append-only: triggers refuse every change (migration 0013).

No person stands in it in clear. A citizen, a telephone number and an address are told by a random
name, whose only tie to them is a row of `audit_names`. With that row the tie is gone for good,
while the audit itself stays as it was written: nothing in it need ever be changed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, Index, String, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from booking.ground.prepared import Prepared
from booking.ground.tables import Instant, key, metadata

audit = Table(
    "audit",
    metadata,
    key(),
    Column("at", Instant, nullable=False),
    Column("who", String(100), nullable=False),
    Column("did", String(60), nullable=False),
    Column("about", String(100), nullable=False),
    Column("details", JSON, nullable=False),
)
Index("ix_audit_at", audit.c.at)
Index("ix_audit_about", audit.c.about)

_LEAVE = Prepared(audit.insert(), ("at", "who", "did", "about", "details"))

audit_names = Table(
    "audit_names",
    metadata,
    Column("subject", String(330), primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
)
"""`subject` is 'citizen:42', 'phone:+420777654321' or 'email:a@b.cz'; `name` is the audit's."""

PERSONS = "persons"
"""In the details: the citizens that a look has shown."""

_CITIZEN = re.compile(r"\b(citizen|citizens-of|applications-of|visits-of|messages-of):(\d+)\b")
_PHONE = re.compile(r"\+\d{8,15}\b")
_EMAIL = re.compile(r"[^\s@:'\",]+@[^\s@:'\",]+\.[^\s@:'\",]+")


def leave(
    connection: Connection, now: datetime, who: str, did: str, about: str, details: dict[str, Any]
) -> None:
    """See `Transaction.audit`."""
    told = {name: _told(connection, now, name, value) for name, value in details.items()}
    _LEAVE.run(
        connection,
        {
            "at": now,
            "who": _hidden(connection, now, who),
            "did": did,
            "about": _hidden(connection, now, about),
            "details": told,
        },
    )


def rows_come_late(connection: Connection) -> bool:
    """Whether a row may become visible after one with a higher number: not with one writer."""
    return connection.dialect.name != "sqlite"


def citizen(citizen_id: int) -> str:
    """The subject that a citizen is."""
    return f"citizen:{citizen_id}"


def phone(number: str) -> str:
    """The subject that a telephone number (E.164) is."""
    return f"phone:{number}"


def email(address: str) -> str:
    """The subject that an e-mail address is."""
    return f"email:{address.lower()}"


def names_of(connection: Connection, subjects: Iterable[str]) -> dict[str, str]:
    """What the audit calls these, as far as it has ever told of them, and still can."""
    wanted = list(subjects)
    rows = connection.execute(select(audit_names).where(audit_names.c.subject.in_(wanted)))
    return {row.subject: row.name for row in rows}


def forget_names(connection: Connection, subjects: Iterable[str]) -> int:
    """Cut the tie between these and what the audit tells of them; how many there were."""
    wanted = list(subjects)
    done = connection.execute(delete(audit_names).where(audit_names.c.subject.in_(wanted)))
    return done.rowcount


def as_written(connection: Connection, text: str) -> str:
    """How a text that names a person stands in the audit; unchanged where nothing stands there."""
    known: dict[str, str] = {}

    def name(subject: str) -> str:
        if subject not in known:
            known.update(names_of(connection, [subject]))
        return known.get(subject, subject)

    return _replaced(text, name)


def _hidden(connection: Connection, now: datetime, text: str) -> str:
    return _replaced(text, lambda subject: _name(connection, now, subject))


def _told(connection: Connection, now: datetime, field: str, value: Any) -> Any:  # noqa: ANN401  what JSON holds
    if field == PERSONS:
        return [_name(connection, now, citizen(number)) for number in value]
    if field == "citizen" and isinstance(value, int):
        return _name(connection, now, citizen(value))
    return _hidden(connection, now, value) if isinstance(value, str) else value


def _replaced(text: str, name: Callable[[str], str]) -> str:
    text = _CITIZEN.sub(lambda found: f"{found[1]}:{name(citizen(int(found[2])))}", text)
    text = _PHONE.sub(lambda found: name(phone(found[0])), text)
    return _EMAIL.sub(lambda found: name(email(found[0])), text)


def _name(connection: Connection, now: datetime, subject: str) -> str:
    """What the audit calls somebody; made up at the first time."""
    known = names_of(connection, [subject])
    if subject not in known:
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        # a letter first, so that no name is ever taken for a number
        values: Mapping[str, Any] = {
            "subject": subject,
            "name": f"{_LETTERS[subject.partition(':')[0]]}{secrets.token_hex(8)}",
            "made_at": now,
        }
        connection.execute(insert(audit_names).values(**values).on_conflict_do_nothing())
        known = names_of(connection, [subject])
    return known[subject]


_LETTERS = {"citizen": "c", "phone": "t", "email": "e"}
