"""What each part of Linka says about the personal data in its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, or_

from booking.ground.events import Event, event
from booking.ground.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, and by what else than the number of the citizen rows can be theirs.

    Attributes:
        citizen_id: the citizen.
        phones: in E.164; only those that no other citizen has: families share a number.
        emails: likewise.
        records: what is theirs, as messages and the audit call it: 'visit:7'. What was sent about
            it may have gone to numbers of others, or to such as are theirs no more.
    """

    citizen_id: int
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    records: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The telephone numbers in every form that a network shows them in."""
        return tuple(
            form
            for phone in self.phones
            for form in (phone, phone[1:], f"00{phone[1:]}", phone.removeprefix("+420"))
        )

    def said_in(self, text: Column[Any]) -> ColumnElement[bool]:
        """Whether a column of JSON text names this person."""
        told = [f'"citizen_id":{self.citizen_id},', f'"citizen_id":{self.citizen_id}}}']
        told += [f'"{known}"' for known in (*self.phones, *self.emails)]
        return or_(*(text.contains(one, autoescape=True) for one in told))


Erase = Callable[[Transaction, Person], Mapping[str, int]]
"""Erases what a part holds of a person; how many rows of what."""

Rows = list[dict[str, Any]]
Export = Callable[[Transaction, Person], Mapping[str, Rows]]
"""All that a part holds of a person, by heading."""

Sweep = Callable[[Transaction, datetime, int], int]
"""Takes away or empties rows older than the instant, at most so many; how many it were."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a kind of data is kept.

    Attributes:
        kind: its name in `retention.yaml`.
        days: how long, where the town says nothing.
        why: the reason for that length.
        sweep: ends it, a few rows a transaction.
        least: the shortest that a town may say; below it something would not work.
    """

    kind: str
    days: int
    why: str
    sweep: Sweep
    least: int = 1


def _nothing_erased(_tx: Transaction, _person: Person) -> Mapping[str, int]:
    return {}


def _nothing_held(_tx: Transaction, _person: Person) -> Mapping[str, Rows]:
    return {}


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of Linka contributes; its tables are nobody else's business."""

    rules: Sequence[Rule] = ()
    erase: Erase = _nothing_erased
    export: Export = _nothing_held


@dataclass(frozen=True, slots=True)
class Kept:
    """What is not erased yet.

    Attributes:
        what: of what kind.
        until: when it goes; None where that day is not known yet.
        why: the reason, for the person who asked.
    """

    what: str
    until: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What became of a wish to be erased.

    Attributes:
        citizen: the number that the person had; nobody gets it again.
        erased: rows by kind.
        kept: what stays for now.
    """

    citizen: int
    erased: dict[str, int]
    kept: tuple[Kept, ...]


@event
class CitizenErased(Event):
    """Somebody's data were erased; nothing personal is in here.

    Attributes:
        citizen_id: whose, for systems that hold a copy.
    """

    citizen_id: int
