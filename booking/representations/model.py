"""One may act for another, by a document, within a scope, for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from booking.ground.events import Event, event


class Scope(StrEnum):
    """In what matters."""

    ALL = "all"
    VISITS = "visits"
    APPLICATIONS = "applications"


class Mandate(StrEnum):
    """The document that shows it."""

    POWER_OF_ATTORNEY = "power-of-attorney"
    REGISTER = "register"
    """An extract from the register of companies: statutory body or procurist."""
    COURT = "court"
    """A guardian, appointed by a court."""
    PARENT = "parent"
    """A birth certificate."""


@dataclass(frozen=True, slots=True)
class Representation:
    """Somebody may act for somebody.

    Attributes:
        represented_id: a person or a company.
        representative_id: the person who acts; logs in with their own login and PIN.
        scope: in what matters.
        mandate: which document was shown.
        since: the first day.
        until: the last day; None where no end is set.
        made_by: who saw the document.
        ended_at: when it was ended early, None while it was not.
    """

    id: int
    represented_id: int
    representative_id: int
    scope: Scope
    mandate: Mandate
    since: date
    until: date | None
    made_at: datetime
    made_by: str
    ended_at: datetime | None = None
    ended_by: str | None = None

    def holds(self, on: date, scope: Scope) -> bool:
        """Whether it covers such a matter on that day."""
        in_time = self.since <= on and (self.until is None or on <= self.until)
        return self.ended_at is None and in_time and self.scope in {Scope.ALL, scope}


@event
class RepresentationAdded(Event):
    """Somebody may act for somebody from now on, or from a day on."""

    representation_id: int
    represented_id: int
    representative_id: int


@event
class RepresentationEnded(Event):
    """Somebody may act for somebody no more."""

    representation_id: int
    represented_id: int
    representative_id: int
