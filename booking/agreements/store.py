"""Agreements in the database."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    select,
    update,
)

from booking.agreements.model import (
    Acting,
    ActingAs,
    Agreement,
    DocumentKind,
    EndReason,
    ShownDocument,
)
from booking.ground.secrets import Secret
from booking.ground.tables import Id, Instant, key, metadata
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing

agreements = Table(
    "agreements",
    metadata,
    key(),
    Column("citizen_id", Id, ForeignKey("citizens.id"), nullable=False),
    Column("login", String(8), nullable=False, unique=True),
    Column("pin_hash", String(200)),
    Column("password_hash", String(200)),
    Column("concluded_at", Instant, nullable=False),
    Column("concluded_by", String(100)),
    Column("document", String(20)),
    Column("document_ending", String(4)),
    Column("acting", String(200)),
    Column("acting_as", String(20)),
    Column("letter_at", Instant),
    Column("letter_by", String(100)),
    Column("ended_at", Instant),
    Column("ended_by", String(100)),
    Column("end_reason", String(20)),
)
"""Without hashes until the letter is printed; the login opens nothing then."""
Index("ix_agreements_citizen_id", agreements.c.citizen_id)

login_salt = Table("login_salt", metadata, key(), Column("salt", String(64), nullable=False))
"""One random row, made at first use: without it a mark could be traced back to a login."""


def find(tx: Transaction, agreement_id: int) -> Agreement | None:
    """The agreement with this number."""
    row = tx.one(select(agreements).where(agreements.c.id == agreement_id))
    return None if row is None else _agreement(row)


def recent(tx: Transaction, limit: int) -> list[Agreement]:
    """The ones that were concluded last, the newest first; those that ended, too."""
    newest = (agreements.c.concluded_at.desc(), agreements.c.id.desc())
    return [_agreement(row) for row in tx.all(select(agreements).order_by(*newest).limit(limit))]


def of_citizens(tx: Transaction, citizen_ids: Collection[int]) -> dict[int, Agreement]:
    """The agreement in force of each of these citizens who has one."""
    rows = tx.all(
        select(agreements).where(
            agreements.c.citizen_id.in_(citizen_ids), agreements.c.ended_at.is_(None)
        )
    )
    return {row.citizen_id: _agreement(row) for row in rows}


def login(tx: Transaction, agreement_id: int) -> Secret:
    """The login, for the letter.

    Raises:
        LookupError: there is no such agreement.
    """
    row = tx.one(select(agreements.c.login).where(agreements.c.id == agreement_id))
    if row is None:
        raise LookupError("no such agreement")
    return Secret(row.login)


def id_in_force(tx: Transaction, login: Secret) -> int | None:
    """The agreement in force with this login."""
    row = tx.one(
        select(agreements.c.id).where(
            agreements.c.login == login.reveal(), agreements.c.ended_at.is_(None)
        )
    )
    return None if row is None else int(row.id)


def has_login(tx: Transaction, login: Secret) -> bool:
    """Whether the login was ever given out; none is given out twice."""
    found = tx.one(select(agreements.c.id).where(agreements.c.login == login.reveal()))
    return found is not None


def hash_in(tx: Transaction, agreement_id: int | None, column: str) -> str | None:
    """The hash in a column of an agreement in force; asked for in the same way where none is."""
    row = tx.one(
        select(agreements.c[column].label("hashed")).where(
            agreements.c.id == (agreement_id or 0), agreements.c.ended_at.is_(None)
        )
    )
    return None if row is None else row.hashed


def replace_hash(
    tx: Transaction, agreement_id: int, column: str, before: str | None, hashed: str
) -> bool:
    """Put a hash in the place of another; False where that stands there no more."""
    done = tx.execute(
        update(agreements)
        .where(
            agreements.c.id == agreement_id,
            agreements.c.ended_at.is_(None),
            agreements.c[column].is_not_distinct_from(before),
        )
        .values({column: hashed})
    )
    return bool(done.rowcount)


def add(
    tx: Transaction,
    citizen_id: int,
    login: Secret,
    *,
    by: str,
    pin_hash: str | None = None,
    shown: ShownDocument | None = None,
    acting: Acting | None = None,
) -> int:
    """Keep a new agreement; its number."""
    return tx.insert(
        agreements,
        citizen_id=citizen_id,
        login=login.reveal(),
        pin_hash=pin_hash,
        concluded_at=tx.now,
        concluded_by=by,
        **_shown(shown),
        acting=acting and acting.name,
        acting_as=acting and acting.capacity.value,
    )


def hand_out(
    tx: Transaction, agreement_id: int, *, pin_hash: str, password_hash: str, by: str
) -> bool:
    """Put the hashes of a letter in force; False unless one is due."""
    done = tx.execute(
        update(agreements)
        .where(
            agreements.c.id == agreement_id,
            agreements.c.ended_at.is_(None),
            agreements.c.pin_hash.is_(None),
        )
        .values(pin_hash=pin_hash, password_hash=password_hash, letter_at=tx.now, letter_by=by)
    )
    return bool(done.rowcount)


def withdraw_secrets(tx: Transaction, agreement_id: int, shown: ShownDocument) -> None:
    """Make PIN and password void; a letter is due."""
    tx.execute(
        update(agreements)
        .where(agreements.c.id == agreement_id)
        .values(pin_hash=None, password_hash=None, **_shown(shown))
    )


def end(tx: Transaction, agreement_id: int, *, by: str, reason: EndReason) -> None:
    """The agreement is over, and what was secret in it is gone."""
    tx.execute(
        update(agreements)
        .where(agreements.c.id == agreement_id)
        .values(
            ended_at=tx.now,
            ended_by=by,
            end_reason=reason.value,
            pin_hash=None,
            password_hash=None,
        )
    )


def of_citizen(tx: Transaction, citizen_id: int) -> Agreement | None:
    """The agreement in force of this citizen."""
    return of_citizens(tx, [citizen_id]).get(citizen_id)


def _shown(shown: ShownDocument | None) -> dict[str, str | None]:
    if shown is None:
        return {"document": None, "document_ending": None}
    return {"document": shown.kind.value, "document_ending": shown.ending}


def _shown_in(row: Row[Any]) -> ShownDocument | None:
    if row.document is None:
        return None
    return ShownDocument(DocumentKind(row.document), row.document_ending)


def _agreement(row: Row[Any]) -> Agreement:
    return Agreement(
        id=row.id,
        citizen_id=row.citizen_id,
        concluded_at=row.concluded_at,
        ended_at=row.ended_at,
        concluded_by=row.concluded_by,
        shown=_shown_in(row),
        acting=Acting(row.acting, ActingAs(row.acting_as)) if row.acting else None,
        has_pin=row.pin_hash is not None,
        letter_at=row.letter_at,
        letter_by=row.letter_by,
        ended_by=row.ended_by,
        end_reason=EndReason(row.end_reason) if row.end_reason else None,
    )


def salt(tx: Transaction) -> str | None:
    """The salt of the marks, None before it was made."""
    row = tx.one(select(login_salt.c.salt).where(login_salt.c.id == _ONLY))
    return None if row is None else str(row.salt)


def make_salt(tx: Transaction) -> str:
    """The salt, made now unless somebody was quicker."""
    insert_missing(tx, login_salt, id=_ONLY, salt=secrets.token_hex(32))
    made = salt(tx)
    if made is None:
        raise LookupError("the salt was written and is gone")
    return made


_ONLY = 1
"""The number of the salt's only row."""
