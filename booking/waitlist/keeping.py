"""What the waiting list holds of persons, and how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from booking.ground.rows import empty_rows
from booking.ground.transaction import Transaction
from booking.privacy.model import Person, Rows, Rule
from booking.privacy.people import told_rows
from booking.rings.forgetting import forget
from booking.waitlist import store
from booking.waitlist.model import EntryState, OfferState
from booking.waitlist.tables import LIVE_STATES, entries, offers

_EMPTY: dict[str, Any] = {
    "citizen_id": None,
    "phone": None,
    "email": None,
    "name": None,
    "verified": False,
}


def erase(tx: Transaction, who: Person) -> Mapping[str, int]:
    """Take them off the list and empty their entries; how long people wait stays countable.

    What was kept for them is passed on by whoever drives the list, as after a refusal.
    """
    theirs = _theirs(who)
    store.lock(tx)
    mine = select(entries.c.id).where(theirs)
    tx.execute(
        update(offers)
        .where(offers.c.entry_id.in_(mine), offers.c.state == OfferState.OPEN.value)
        .values(state=OfferState.WITHDRAWN.value, ended_at=tx.now)
    )
    tx.execute(
        update(entries)
        .where(theirs, entries.c.state.in_(LIVE_STATES))
        .values(state=EntryState.LEFT.value, ended_at=tx.now)
    )
    asked = tx.all(select(offers.c.ring_id).where(offers.c.entry_id.in_(mine)))
    return {
        "rings about offers": forget(tx, (row.ring_id for row in asked)),
        "waiting list": empty_rows(tx, entries.c.id, theirs, **_EMPTY),
    }


def records(tx: Transaction, who: Person) -> list[str]:
    """Their entries, as messages call what they are about."""
    mine = select(entries.c.id).where(_theirs(who))
    return [f"waitlist:{row.id}" for row in tx.all(mine)]


def export(tx: Transaction, who: Person) -> Mapping[str, Rows]:
    """Their entries, and what was offered to them."""
    theirs = _theirs(who)
    mine = offers.c.entry_id.in_(select(entries.c.id).where(theirs))
    return {
        "Čekací listina (waiting list)": told_rows(tx, entries, theirs),
        "Nabídky termínů (offers)": told_rows(tx, offers, mine),
    }


def _theirs(who: Person) -> ColumnElement[bool]:
    return (
        (entries.c.citizen_id == who.citizen_id)
        | entries.c.phone.in_(who.phones)
        | func.lower(entries.c.email).in_([one.lower() for one in who.emails])
    )


def _old(tx: Transaction, before: datetime, limit: int) -> int:
    return empty_rows(tx, entries.c.id, entries.c.ended_at < before, limit, **_EMPTY)


RULES = (
    Rule(
        "waiting-list",
        90,
        "as for cancelled visits: whoever was passed over may ask; later only numbers count",
        _old,
    ),
)
