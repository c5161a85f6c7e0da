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
from booking.ground.among import among
from booking.ground.prepared import Prepared
from booking.ground.tables import Id, key, metadata
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
    Column("merged_into", Id),
)
"""`merged_into` leads from a number that is no more to the citizen who stays.

`revision` goes up with each change of anybody, so that a search need read only what is new."""
Index("ix_citizens_phone", citizens.c.phone)
Index("ix_citizens_revision", citizens.c.revision)
Index("ix_citizens_company_number", citizens.c.company_number)
Index("ix_citizens_merged_into", citizens.c.merged_into)

_MOST_IDS = 500
"""A statement takes only so many values."""

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


_ITSELF = citizens.c.merged_into.is_(None)
"""Who was not merged into another."""

_PROVEN = Prepared(
    lambda dialect: select(citizens.c.phone, citizens.c.merged_into).where(
        among(dialect, citizens.c.phone, "phones"), citizens.c.phone_verified
    )
)
"""With those who were merged into others: if it had to leave them out, SQLite would look for all
who were not, rather than for the numbers."""


def find(tx: Transaction, citizen_id: int) -> Citizen | None:
    """The citizen to whom this number leads: after a merge, the one who stays."""
    row = tx.one(select(citizens).where(citizens.c.id == citizen_id))
    while row is not None and row.merged_into is not None:
        row = tx.one(select(citizens).where(citizens.c.id == row.merged_into))
    return None if row is None else _citizen(row)


def find_many(tx: Transaction, ids: Collection[int]) -> dict[int, Citizen]:
    """The citizens to whom these numbers lead, by these numbers."""
    found: dict[int, Citizen] = {}
    wanted = sorted(ids)
    for begins in range(0, len(wanted), _MOST_IDS):
        some = citizens.c.id.in_(wanted[begins : begins + _MOST_IDS])
        for row in tx.all(select(citizens).where(some)):
            citizen = _citizen(row) if row.merged_into is None else find(tx, row.merged_into)
            if citizen is not None:
                found[row.id] = citizen
    return found


def find_itself(tx: Transaction, citizen_id: int) -> Citizen | None:
    """The citizen with this number, None where it leads to another."""
    row = tx.one(select(citizens).where(citizens.c.id == citizen_id, _ITSELF))
    return None if row is None else _citizen(row)


def find_merged(tx: Transaction, citizen_id: int) -> Citizen | None:
    """The record with this number as it was, None where it leads to nobody else."""
    row = tx.one(select(citizens).where(citizens.c.id == citizen_id, ~_ITSELF))
    return None if row is None else _citizen(row)


def merged_into(tx: Transaction, citizen_id: int) -> list[int]:
    """All numbers that lead to this citizen besides their own, in one step or several."""
    found: list[int] = []
    ahead = [citizen_id]
    while ahead:
        rows = tx.all(select(citizens.c.id).where(citizens.c.merged_into.in_(ahead)))
        ahead = [int(row.id) for row in rows]
        found += ahead
    return found


def all_of(tx: Transaction) -> list[Citizen]:
    """Everybody, by number."""
    return [
        _citizen(row) for row in tx.all(select(citizens).where(_ITSELF).order_by(citizens.c.id))
    ]


def names(tx: Transaction) -> dict[int, str]:
    """Everybody's name by number; what a search by name looks through."""
    rows = tx.all(select(citizens.c.id, citizens.c.name).where(_ITSELF))
    return {row.id: row.name for row in rows}


def find_by_phone(tx: Transaction, phone: str) -> list[Citizen]:
    """All who gave this number: families share one, and so do companies and their owners."""
    rows = tx.all(
        select(citizens).where(citizens.c.phone == phone, _ITSELF).order_by(citizens.c.id)
    )
    return [_citizen(row) for row in rows]


def proven_phones(tx: Transaction, phones: Collection[str]) -> set[str]:
    """Those of these numbers (E.164) that some citizen has shown to be theirs."""
    found = tx.all(_PROVEN, phones=phones)
    return {row.phone for row in found if row.merged_into is None}


def owners_of(tx: Transaction, contact: str) -> list[Citizen]:
    """All whose verified number (E.164) or verified address this is."""
    phone = (citizens.c.phone == contact) & citizens.c.phone_verified
    email = (func.lower(citizens.c.email) == contact.lower()) & citizens.c.email_verified
    theirs = email if "@" in contact else phone
    rows = tx.all(select(citizens).where(theirs, _ITSELF).order_by(citizens.c.id))
    return [_citizen(row) for row in rows]


def find_company(tx: Transaction, number: str) -> Citizen | None:
    """The company with this number (IČO)."""
    row = tx.one(select(citizens).where(citizens.c.company_number == number, _ITSELF))
    return None if row is None else _citizen(row)


def by_code(tx: Transaction, code: str) -> Citizen | None:
    """The citizen to whom this name of the records leads."""
    row = tx.one(select(citizens.c.id).where(citizens.c.code == code))
    return None if row is None else find(tx, row.id)


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
        revision=next_revision(tx),
    )


def set_missing(tx: Transaction, citizen_id: int, **values: object) -> None:
    """Write what was not known before: `born`, `street`, `town`."""
    values["revision"] = next_revision(tx)
    tx.execute(update(citizens).where(citizens.c.id == citizen_id).values(**values))


def change(tx: Transaction, before: Citizen, after: Citizen) -> tuple[str, ...]:
    """Write what has changed of a citizen (`CHANGEABLE`); the names of those fields."""
    changed = {
        name: getattr(after, name)
        for name in CHANGEABLE
        if getattr(after, name) != getattr(before, name)
    }
    if changed:
        values = {**changed, "language": after.language.value, "revision": next_revision(tx)}
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
        citizens.c.merged_into,
    )
    newer = citizens.c.revision > revision
    return tx.all(select(*wanted).where(newer).order_by(citizens.c.revision))


def next_revision(tx: Transaction) -> int:
    """The revision of whatever is written about a citizen now."""
    tx.lock("citizens")  # or a later number could be seen before an earlier one
    return last_revision(tx) + 1


def last_revision(tx: Transaction) -> int:
    """The revision of what was written last about any citizen; 0 where there are none."""
    return int(tx.connection.scalar(select(func.max(citizens.c.revision))) or 0)


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
