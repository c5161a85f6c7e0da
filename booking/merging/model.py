"""Two records that may be one person, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from booking.citizens.model import Citizen
from booking.ground.events import Event, event


class Sign(StrEnum):
    """Why two records may be the same person."""

    NAME = "name"
    BORN = "born"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    COMPANY_NUMBER = "company-number"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two citizens who may be one.

    Attributes:
        first: the one with the lower number.
        score: at most 100.
        signs: what they have in common.
    """

    first: Citizen
    second: Citizen
    score: float
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Holdings:
    """What hangs on a citizen, before somebody decides.

    Attributes:
        counts: rows by table.
        agreement_id: the agreement in force, None where there is none.
    """

    citizen: Citizen
    counts: Mapping[str, int]
    agreement_id: int | None


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge as it is written down.

    Attributes:
        kept_id: the citizen who stays.
        gone_id: the number that leads to the one who stays.
        moved: the numbers of the rows that changed hands, by table and column.
        filled: what the one who stays had not, and got from the other.
        ended_agreement: the agreement that had to end because both had one.
        undone_at: when it was taken back, None while it was not.
    """

    id: int
    kept_id: int
    gone_id: int
    at: datetime
    by: str
    moved: Mapping[str, list[int]] = field(default_factory=dict)
    filled: tuple[str, ...] = ()
    ended_agreement: int | None = None
    undone_at: datetime | None = None
    undone_by: str | None = None


@event
class CitizensMerged(Event):
    """Two records became one; other systems follow the number.

    Attributes:
        citizen_id: who stays.
        gone_id: the number that leads there from now on.
    """

    merge_id: int
    citizen_id: int
    gone_id: int


@event
class MergeUndone(Event):
    """They are two again."""

    merge_id: int
    citizen_id: int
    gone_id: int
