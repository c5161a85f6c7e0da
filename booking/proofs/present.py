"""Where somebody is told of a record now: contacts change between an event and its message."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, select

from booking.applications.tables import applications
from booking.citizens import store as citizens
from booking.ground.transaction import Transaction
from booking.visits.tables import visits
from booking.waitlist.tables import entries


@dataclass(frozen=True, slots=True)
class PresentContact:
    """Where messages about one record go.

    Attributes:
        phone: in E.164, None where there is none.
        email: the address, None where there is none.
        verified: somebody showed that they are theirs.
    """

    phone: str | None
    email: str | None
    verified: bool


def of_visits(tx: Transaction, ids: Collection[int]) -> dict[int, PresentContact]:
    """By the visits' numbers, as far as they are there."""
    return _own(tx, visits, ids)


def of_entries(tx: Transaction, ids: Collection[int]) -> dict[int, PresentContact]:
    """By the numbers of places on the waiting list, as far as they are there."""
    return _own(tx, entries, ids)


def of_applications(tx: Transaction, ids: Collection[int]) -> dict[int, PresentContact]:
    """The verified contacts of whoever has filed them, after a merge of the one who stays.

    Those that nobody known has filed are not among them.
    """
    found = tx.all(
        select(applications.c.id, applications.c.citizen_id).where(
            applications.c.id.in_(ids), applications.c.citizen_id.is_not(None)
        )
    )
    people = citizens.find_many(tx, {row.citizen_id for row in found})
    return {
        row.id: PresentContact(one.reachable_phone, one.reachable_email, verified=True)
        for row in found
        if (one := people.get(row.citizen_id)) is not None
    }


def _own(tx: Transaction, table: Table, ids: Collection[int]) -> dict[int, PresentContact]:
    columns = (table.c.id, table.c.phone, table.c.email, table.c.verified)
    rows: list[Row[Any]] = tx.all(select(*columns).where(table.c.id.in_(ids)))
    return {row.id: PresentContact(row.phone, row.email, row.verified) for row in rows}
