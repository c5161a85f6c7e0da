"""Citizens, agreements, checks of identity: what is erased of them, and what is given out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, select, update

from booking.agreements import counts
from booking.agreements.counts import pin_counts
from booking.agreements.store import agreements
from booking.citizens import store
from booking.citizens.identity import identity_checks
from booking.citizens.store import citizens
from booking.contacts import parse_phone
from booking.errors import NotFound, Refused
from booking.ground.rows import remove_rows
from booking.ground.tables import Id, Instant, metadata
from booking.ground.transaction import Transaction
from booking.privacy.model import Person, Rows, Rule

erasures = Table(
    "erasures",
    metadata,
    Column("citizen_id", Id, primary_key=True, autoincrement=False),
    Column("asked_at", Instant, nullable=False),
    Column("done_at", Instant),
)
"""Who was erased; `done_at` is empty while the name must stay because of an application."""

CONTACT: dict[str, Any] = {
    "given": None,
    "family": None,
    "phone": None,
    "phone_verified": False,
    "email": None,
    "email_verified": False,
    "language": "cs",
    "slow_speech": False,
    "born": None,
    "street": None,
    "town": None,
    "postcode": None,
    "company_number": None,
    "large_print": False,
}
_SECRET = ("pin_hash", "password_hash", "login")
_EMPTY_AGREEMENT = {
    "document_ending": None,
    "acting": None,
    "pin_hash": None,
    "password_hash": None,
}


def number_of(tx: Transaction, named: str) -> int:
    """See `Privacy.number_of`."""
    is_number = named.isascii() and named.isdecimal()
    same = citizens.c.id == int(named[:18]) if is_number else citizens.c.code == named
    row = tx.one(select(citizens.c.id).where(same))
    if row is not None:
        return int(row.id)
    with_login = agreements.c.login == named
    held = tx.one(
        select(agreements.c.citizen_id).where(with_login, agreements.c.ended_at.is_(None))
    )
    if held is not None:
        return int(held.citizen_id)
    phone = parse_phone(named)
    several = [] if phone is None else [one.id for one in store.find_by_phone(tx, phone)]
    if len(several) > 1:
        numbers = ", ".join(map(str, several))
        raise Refused("citizen", f"several have this telephone number, by their numbers {numbers}")
    if not several:
        raise NotFound("citizen", named)
    return several[0]


def family(tx: Transaction, citizen_id: int) -> list[Person]:
    """The citizen to whom a number leads, and after them the records that were merged into them.

    Each with the numbers and addresses that nobody else has; nothing where there is no such
    citizen.
    """
    citizen = store.find(tx, citizen_id)
    if citizen is None:
        return []
    numbers = [citizen.id, *store.merged_into(tx, citizen.id)]
    rows = {row.id: row for row in tx.all(select(citizens).where(citizens.c.id.in_(numbers)))}
    return [
        Person(
            number,
            tuple(_own(tx, citizens.c.phone, rows[number].phone, numbers)),
            tuple(_own(tx, citizens.c.email, rows[number].email, numbers)),
        )
        for number in numbers
    ]


def _own(tx: Transaction, column: Column[Any], value: str | None, numbers: list[int]) -> list[str]:
    if value is None:
        return []
    other = tx.one(select(citizens.c.id).where(column == value, citizens.c.id.not_in(numbers)))
    return [value] if other is None else []


def erase(tx: Transaction, who: Person, *, keep_name: bool) -> Mapping[str, int]:
    """Empty the citizen and end the agreements; the number stays, that nobody else gets it."""
    number = who.citizen_id
    name = {} if keep_name else {"name": ""}
    # a code of its own: an import of the town's records must not fill the row again
    store.set_missing(tx, number, code=f"erased-{secrets.token_hex(8)}", **CONTACT, **name)
    mine = agreements.c.citizen_id == number
    ids = [row.id for row in tx.all(select(agreements.c.id).where(mine))]
    for one in ids:
        _empty_agreement(tx, agreements.c.id == one)
    open_ = mine & agreements.c.ended_at.is_(None)
    tx.execute(update(agreements).where(open_).values(ended_at=tx.now, end_reason="wish"))
    counted = [counts.of_agreement(one) for one in ids]
    counted += [subject for phone in who.phones for subject in counts.of_number(phone)]
    return {
        "citizens": 1,
        "agreements": len(ids),
        "identity checks": tx.execute(
            delete(identity_checks).where(identity_checks.c.citizen_id == number)
        ).rowcount,
        "wrong PINs": tx.execute(
            delete(pin_counts).where(pin_counts.c.subject.in_(counted))
        ).rowcount,
    }


def records(tx: Transaction, who: Person) -> list[str]:
    """The citizen and the agreements, as messages call what they are about."""
    mine = select(agreements.c.id).where(agreements.c.citizen_id == who.citizen_id)
    return [f"citizen:{who.citizen_id}", *(f"agreement:{row.id}" for row in tx.all(mine))]


def was_erased(tx: Transaction, citizen_id: int) -> bool:
    """Whether it was done already."""
    return tx.one(select(erasures).where(erasures.c.citizen_id == citizen_id)) is not None


def note(tx: Transaction, citizen_id: int, *, done: bool) -> None:
    """Keep that the citizen was erased, and whether the name has gone, too."""
    done_at = tx.now if done else None
    tx.execute(erasures.insert().values(citizen_id=citizen_id, asked_at=tx.now, done_at=done_at))


def finish(tx: Transaction, holds: ColumnElement[bool]) -> int:
    """Erase the names that had to stay, of those for whom `holds` is not true any more."""
    waiting = select(erasures.c.citizen_id).where(erasures.c.done_at.is_(None), ~holds)
    ids = [row.citizen_id for row in tx.all(waiting)]
    for number in ids:
        store.set_missing(tx, number, name="")
        tx.execute(update(erasures).where(erasures.c.citizen_id == number).values(done_at=tx.now))
    return len(ids)


def export(tx: Transaction, who: Person) -> Mapping[str, Rows]:
    """What is known, without hashes: they would only help to guess the PIN."""
    number = who.citizen_id
    return {
        "Osoba (person)": told_rows(tx, citizens, citizens.c.id == number, but=("revision",)),
        "Dohody (agreements)": told_rows(
            tx, agreements, agreements.c.citizen_id == number, but=_SECRET
        ),
        "Ověření totožnosti (identity checks)": told_rows(
            tx, identity_checks, identity_checks.c.citizen_id == number
        ),
    }


def told_rows(
    tx: Transaction, table: Table, where: ColumnElement[bool], *, but: tuple[str, ...] = ()
) -> Rows:
    """The rows of which this is true, as an export gives them."""
    columns = [column for column in table.c if column.name not in but]
    order = list(table.primary_key.columns)
    rows = tx.all(select(*columns).where(where).order_by(*order))
    return [dict(row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public name for it


def _empty_agreement(tx: Transaction, which: ColumnElement[bool]) -> None:
    # no login is given out twice, and this is none
    login = f"x{secrets.token_hex(4)[1:]}"
    tx.execute(update(agreements).where(which).values(login=login, **_EMPTY_AGREEMENT))


def _old_agreements(tx: Transaction, before: datetime, limit: int) -> int:
    ended = (agreements.c.ended_at < before) & ~agreements.c.login.startswith("x")
    rows = tx.all(select(agreements.c.id).where(ended).limit(limit))
    for row in rows:
        _empty_agreement(tx, agreements.c.id == row.id)
    return len(rows)


def _old_checks(tx: Transaction, before: datetime, limit: int) -> int:
    return remove_rows(tx, identity_checks.c.id, identity_checks.c.until < before, limit)


def _old_counts(tx: Transaction, before: datetime, limit: int) -> int:
    return remove_rows(tx, pin_counts.c.subject, pin_counts.c.failed_at < before, limit)


_THREE_YEARS = 3 * 365

RULES = (
    Rule(
        "agreements",
        _THREE_YEARS,
        "claims from an ended agreement lapse after three years (civil code, s. 629)",
        _old_agreements,
    ),
    Rule(
        "identity-checks",
        30,
        "a complaint that somebody else was let in comes within weeks",
        _old_checks,
    ),
    Rule(
        "log-in-counts",
        3,
        "locks last a day at most, and are forgiven a day later",
        _old_counts,
        least=2,
    ),
)
