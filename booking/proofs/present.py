"""Where somebody is told of a record now: contacts change between an event and its message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
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


_LookUp = Callable[[Transaction, Collection[int]], Mapping[int, PresentContact]]

_KINDS: Mapping[str, _LookUp] = {
    "visit": of_visits,
    "waitlist": of_entries,
    "application": of_applications,
}
"""Records by whose contact people are told. The word that a contact was changed, codes and
agreements are about something else: the contacts from before shall hear of it."""


def of_records(tx: Transaction, records: Collection[str]) -> dict[str, PresentContact]:
    """By record, 'visit:12'. Those of other kinds, or that are not there, are not among them."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for one in records:
        kind, _, number = one.partition(":")
        if kind in _KINDS and number.isdecimal():
            by_kind[kind].add(int(number))
    return {
        f"{kind}:{number}": contact
        for kind, numbers in by_kind.items()
        for number, contact in _KINDS[kind](tx, numbers).items()
    }


def is_given_up(contact: str, now: PresentContact | None) -> bool:
    """Whether a number or an address that a record had is not its contact any more.

    It may be somebody else's by now, or in the hands of a thief. Of a record that nobody known has
    filed, and of one that is gone, nobody can say so.
    """
    return now is not None and contact not in (now.phone, now.email)


def _own(tx: Transaction, table: Table, ids: Collection[int]) -> dict[int, PresentContact]:
    columns = (table.c.id, table.c.phone, table.c.email, table.c.verified)
    rows: list[Row[Any]] = tx.all(select(*columns).where(table.c.id.in_(ids)))
    return {row.id: PresentContact(row.phone, row.email, row.verified) for row in rows}
