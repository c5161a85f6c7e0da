"""Proofs, consents, wishes, representatives, merges: what is erased of them, and what given out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update

from booking.citizens import store
from booking.citizens.store import citizens
from booking.ground.rows import remove_rows
from booking.ground.transaction import Transaction
from booking.merging.acts import UNDO_FOR
from booking.merging.store import distinct_citizens, merges
from booking.privacy.model import Person, Rows, Rule
from booking.privacy.people import CONTACT, told_rows
from booking.proofs.store import contact_proofs
from booking.representations.store import representations
from booking.wishes.store import consents, message_wishes, quiet_hours

_OF_CITIZEN = {
    "contact proofs": contact_proofs,
    "consents": consents,
    "wishes for messages": message_wishes,
    "quiet hours": quiet_hours,
}


def erase(tx: Transaction, who: Person) -> Mapping[str, int]:
    """All of it; of a merge the row stays, which holds numbers only."""
    number = who.citizen_id
    erased = {
        what: tx.execute(delete(table).where(table.c.citizen_id == number)).rowcount
        for what, table in _OF_CITIZEN.items()
    }
    erased["representations"] = tx.execute(
        delete(representations).where(_represents(number))
    ).rowcount
    told_apart = (distinct_citizens.c.first_id == number) | (
        distinct_citizens.c.second_id == number
    )
    tx.execute(delete(distinct_citizens).where(told_apart))
    return erased


def records(tx: Transaction, who: Person) -> list[str]:
    """The proofs of contacts, as messages call what they are about."""
    mine = select(contact_proofs.c.id).where(contact_proofs.c.citizen_id == who.citizen_id)
    return [f"contact-proof:{row.id}" for row in tx.all(mine)]


def export(tx: Transaction, who: Person) -> Mapping[str, Rows]:
    """All of it, without what makes a code."""
    number = who.citizen_id
    return {
        "Ověření kontaktů (contact proofs)": told_rows(
            tx, contact_proofs, contact_proofs.c.citizen_id == number, but=("seed",)
        ),
        "Souhlasy (consents)": told_rows(tx, consents, consents.c.citizen_id == number),
        "Přání ke zprávám (wishes for messages)": told_rows(
            tx, message_wishes, message_wishes.c.citizen_id == number
        ),
        "Doba klidu (quiet hours)": told_rows(tx, quiet_hours, quiet_hours.c.citizen_id == number),
        "Zastoupení (representations)": told_rows(tx, representations, _represents(number)),
        "Sloučení záznamů (merges)": told_rows(
            tx, merges, or_(merges.c.kept_id == number, merges.c.gone_id == number)
        ),
    }


def _represents(number: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (representations.c.represented_id == number) | (
        representations.c.representative_id == number
    )
    return found


def _old_proofs(tx: Transaction, before: datetime, limit: int) -> int:
    return remove_rows(tx, contact_proofs.c.id, contact_proofs.c.until < before, limit)


def _old_consents(tx: Transaction, before: datetime, limit: int) -> int:
    """What was said before the last word on a purpose, and a last word that takes it back."""
    later = consents.alias("later")
    newer = exists().where(
        later.c.citizen_id == consents.c.citizen_id,
        later.c.purpose == consents.c.purpose,
        later.c.id > consents.c.id,
    )
    over = (consents.c.at < before) & (newer | consents.c.given.is_(False))
    return remove_rows(tx, consents.c.id, over, limit)


def _old_representations(tx: Transaction, before: datetime, limit: int) -> int:
    table = representations
    over = (table.c.ended_at < before) | (table.c.until < before.date())
    return remove_rows(tx, table.c.id, over, limit)


def _old_merged(tx: Transaction, before: datetime, limit: int) -> int:
    """Empty the records that were merged into others and can be brought back no more."""
    final = exists().where(
        merges.c.gone_id == citizens.c.id, merges.c.undone_at.is_(None), merges.c.at < before
    )
    full = citizens.c.merged_into.is_not(None) & (citizens.c.name != "")
    rows = tx.all(select(citizens.c.id).where(full, final).limit(limit))
    revision = store.next_revision(tx) if rows else 0
    values: dict[str, Any] = {**CONTACT, "name": "", "revision": revision}
    for row in rows:
        tx.execute(update(citizens).where(citizens.c.id == row.id).values(**values))
    return len(rows)


_THREE_YEARS = 3 * 365

RULES = (
    Rule("contact-proofs", 1, "a code lasts ten minutes; asking is limited by day", _old_proofs),
    Rule(
        "consents",
        _THREE_YEARS,
        "that a consent was given must be shown (GDPR, article 7(1)), until claims lapse",
        _old_consents,
    ),
    Rule(
        "representations",
        _THREE_YEARS,
        "who acted for whom is asked until claims lapse (civil code, s. 629)",
        _old_representations,
    ),
    Rule(
        "merged-citizens",
        UNDO_FOR.days,
        "a merge can be taken back for a month; then the second record is empty",
        _old_merged,
        least=UNDO_FOR.days,
    ),
)
