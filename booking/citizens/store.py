"""Citizens in the database."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    Row,
    String,
    Table,
    false,
    func,
    select,
    update,
)

from booking.citizens.model import Citizen, CitizenKind
from booking.ground.tables import key, metadata
from booking.ground.transaction import Transaction
from booking.language import Language

citizens = Table(
    "citizens",
    metadata,
    key(),
    Column("code", String(40), nullable=False, unique=True),
    Column("kind", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("given", String(100)),
    Column("family", String(100)),
    Column("phone", String(20)),
    Column("phone_verified", Boolean, nullable=False),
    Column("email", String(254)),
    Column("email_verified", Boolean, nullable=False),
    Column("language", String(5), nullable=False),
    Column("slow_speech", Boolean, nullable=False),
    Column("born", Date),
    Column("street", String(200)),
    Column("town", String(100)),
    Column("postcode", String(10)),
    Column("company_number", String(8)),
    Column("large_print", Boolean, nullable=False, server_default=false()),
    Column("revision", Integer, nullable=False, server_default="1"),
)
"""`revision` goes up with each change of anybody, so that a search need read only what is new."""
Index("ix_citizens_phone", citizens.c.phone)
Index("ix_citizens_revision", citizens.c.revision)
Index("ix_citizens_company_number", citizens.c.company_number)

CHANGEABLE = (
    "phone",
    "phone_verified",
    "email",
    "email_verified",
    "language",
    "slow_speech",
    "born",
    "street",
    "town",
    "postcode",
    "company_number",
    "large_print",
)
"""What a citizen can have changed at the counter; a name comes from the records."""


def find(tx: Transaction, citizen_id: int) -> Citizen | None:
    """The citizen with this number."""
    row = tx.one(select(citizens).where(citizens.c.id == citizen_id))
    return None if row is None else _citizen(row)


def find_many(tx: Transaction, ids: Collection[int]) -> dict[int, Citizen]:
    """The citizens with these numbers."""
    rows = tx.all(select(citizens).where(citizens.c.id.in_(ids)))
    return {row.id: _citizen(row) for row in rows}


def names(tx: Transaction) -> dict[int, str]:
    """Everybody's name by number; what a search by name looks through."""
    return {row.id: row.name for row in tx.all(select(citizens.c.id, citizens.c.name))}


def find_by_phone(tx: Transaction, phone: str) -> list[Citizen]:
    """All who gave this number: families share one, and so do companies and their owners."""
    rows = tx.all(select(citizens).where(citizens.c.phone == phone).order_by(citizens.c.id))
    return [_citizen(row) for row in rows]


def find_company(tx: Transaction, number: str) -> Citizen | None:
    """The company with this number (IČO)."""
    row = tx.one(select(citizens).where(citizens.c.company_number == number))
    return None if row is None else _citizen(row)


def ids_by_code(tx: Transaction) -> dict[str, int]:
    """Every citizen's number by the name in the records."""
    return {row.code: row.id for row in tx.all(select(citizens.c.code, citizens.c.id))}


def add(tx: Transaction, citizen: Citizen) -> int:
    """Keep a new citizen; the number given here, not the one in `citizen`."""
    return tx.insert(
        citizens,
        code=citizen.code,
        kind=citizen.kind.value,
        name=citizen.name,
        given=citizen.given,
        family=citizen.family,
        phone=citizen.phone,
        phone_verified=citizen.phone_verified,
        email=citizen.email,
        email_verified=citizen.email_verified,
        language=citizen.language.value,
        slow_speech=citizen.slow_speech,
        born=citizen.born,
        street=citizen.street,
        town=citizen.town,
        postcode=citizen.postcode,
        company_number=citizen.company_number,
        large_print=citizen.large_print,
        revision=_next_revision(tx),
    )


def set_missing(tx: Transaction, citizen_id: int, **values: object) -> None:
    """Write what was not known before: `born`, `street`, `town`."""
    values["revision"] = _next_revision(tx)
    tx.execute(update(citizens).where(citizens.c.id == citizen_id).values(**values))


def change(tx: Transaction, before: Citizen, after: Citizen) -> tuple[str, ...]:
    """Write what has changed of a citizen (`CHANGEABLE`); the names of those fields."""
    changed = {
        name: getattr(after, name)
        for name in CHANGEABLE
        if getattr(after, name) != getattr(before, name)
    }
    if changed:
        values = {**changed, "language": after.language.value, "revision": _next_revision(tx)}
        tx.execute(update(citizens).where(citizens.c.id == before.id).values(**values))
    return tuple(changed)


def set_speech(tx: Transaction, citizen_id: int, language: Language, *, slow: bool) -> bool:
    """Keep how the citizen wants to be spoken to; False where there is no such citizen."""
    done = tx.execute(
        update(citizens)
        .where(citizens.c.id == citizen_id)
        .values(language=language.value, slow_speech=slow)
    )
    return bool(done.rowcount)


def count(tx: Transaction) -> int:
    """How many there are."""
    return int(tx.connection.scalar(select(func.count()).select_from(citizens)) or 0)


def changed_since(tx: Transaction, revision: int) -> list[Row[Any]]:
    """What a search needs of those who are new or have changed, the earliest first."""
    wanted = (
        citizens.c.id,
        citizens.c.name,
        citizens.c.born,
        citizens.c.street,
        citizens.c.town,
        citizens.c.phone,
        citizens.c.revision,
    )
    newer = citizens.c.revision > revision
    return tx.all(select(*wanted).where(newer).order_by(citizens.c.revision))


def _next_revision(tx: Transaction) -> int:
    tx.lock("citizens")  # or a later number could be seen before an earlier one
    return int(tx.connection.scalar(select(func.max(citizens.c.revision))) or 0) + 1


def _citizen(row: Row[Any]) -> Citizen:
    return Citizen(
        id=row.id,
        code=row.code,
        kind=CitizenKind(row.kind),
        name=row.name,
        given=row.given,
        family=row.family,
        phone=row.phone,
        phone_verified=row.phone_verified,
        email=row.email,
        email_verified=row.email_verified,
        language=Language(row.language),
        slow_speech=row.slow_speech,
        born=row.born,
        street=row.street,
        town=row.town,
        postcode=row.postcode,
        company_number=row.company_number,
        large_print=row.large_print,
    )
