"""An application and its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from booking.citizens.model import Citizen
from booking.ground.events import Event, event
from booking.language import Language, Wording


class ApplicationState(StrEnum):
    """How an application stands."""

    RECEIVED = "received"
    PROCESSING = "processing"
    AWAITING = "awaiting"
    SUSPENDED = "suspended"
    READY = "ready"
    GRANTED = "granted"
    REFUSED = "refused"
    STOPPED = "stopped"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ApplicationKind:
    """What is applied for.

    Attributes:
        code: the town's stable name.
        name: begins the sentence that tells the state: 'Žádost o kácení dřevin'.
        mark: the originator's mark in the reference number.
        service: the service it belongs to, None where it belongs to none that can be booked.
    """

    code: str
    name: Wording
    mark: str
    service: str | None


@dataclass(frozen=True, slots=True)
class ApplicationChange:
    """One line of the history."""

    at: datetime
    state: ApplicationState
    by: str
    remark: str | None


@dataclass(frozen=True, slots=True)
class Application:
    """A proceeding.

    Attributes:
        id: the number in this database.
        number: the sequence number in the reference number; callers key this and the year.
        year: the period in the reference number.
        mark: the originator's mark in it.
        kind: the code of what is applied for.
        kind_name: its name.
        state: how it stands.
        state_name: the rest of the sentence that begins with the name: 'se vyřizuje'.
        deadline: the day by which it must be decided, None where none runs.
        service: the service it belongs to.
        citizen_id: whose it is.
        filed_on: the day it was filed.
        changed_at: the last change.
        history: all changes, the oldest first.
    """

    id: int
    number: int
    year: int
    mark: str
    kind: str
    kind_name: Wording
    state: ApplicationState
    state_name: Wording
    deadline: date | None
    service: str | None
    citizen_id: int
    filed_on: date
    changed_at: datetime
    history: tuple[ApplicationChange, ...]

    @property
    def reference(self) -> str:
        """The reference number as it is written on a letter."""
        return f"{self.mark}/{self.number:06d}/{self.year}"


@dataclass(frozen=True, slots=True)
class Filed:
    """An application with whoever filed it; for those who work on it."""

    application: Application
    citizen: Citizen


@dataclass(frozen=True, slots=True)
class ApplicationQuery:
    """Which applications a clerk wants to see; without anything, all.

    Attributes:
        states: only in one of these states; empty means in any.
        service: only of this service.
        text: a part of the name, in any case and with or without accents, or of the reference
            number: '123', '123/2026', 'MULI/000123/2026'.
    """

    states: frozenset[ApplicationState] = frozenset()
    service: str | None = None
    text: str = ""


@event
class ApplicationStatusChanged(Event):
    """An application stands differently; holds what a message to the citizen needs.

    Attributes:
        phone: the citizen's verified number, None where there is none.
        email: the citizen's verified address, None where there is none.
        remark: the clerk's word to the citizen.
    """

    application_id: int
    reference: str
    kind_name: Wording
    state: ApplicationState
    state_name: Wording
    deadline: date | None
    remark: str | None
    citizen_id: int
    citizen_name: str
    language: Language
    phone: str | None
    email: str | None


@event
class StatusMessageAsked(Event):
    """A verified caller wants the state of an application in writing.

    Attributes:
        phone: where to, in E.164; the caller chose it.
        language: which language.
    """

    application_id: int
    reference: str
    kind_name: Wording
    state: ApplicationState
    state_name: Wording
    deadline: date | None
    citizen_id: int
    language: Language
    phone: str
