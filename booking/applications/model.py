"""An application and its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from booking.applications.deadlines import Term
from booking.applications.standard import STANDARD
from booking.applications.states import DeadlineClock, KindState, Stage
from booking.citizens.model import Citizen
from booking.errors import NotFound
from booking.language import Language, Wording


class ApplicationState(StrEnum):
    """The standard states; a kind may have others, so what is kept is the code."""

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
        states: how it may stand, the one it begins in first.
        term: how long it may take, None where nothing is prescribed.
    """

    code: str
    name: Wording
    mark: str
    service: str | None
    states: tuple[KindState, ...] = STANDARD
    term: Term | None = None

    def state(self, code: str) -> KindState:
        """The state with this code.

        Raises:
            NotFound: the kind has none.
        """
        for state in self.states:
            if state.code == code:
                return state
        raise NotFound("state", code)


class Channel(StrEnum):
    """How an application came in."""

    COUNTER = "counter"
    PHONE = "phone"
    OPERATOR = "operator"
    WEB = "web"
    RECORDS = "records"
    """It was imported from the town's records system."""


@dataclass(frozen=True, slots=True)
class ApplicationChange:
    """One line of the history.

    Attributes:
        state: the code of what it became.
        by: which clerk said so.
        remark: the word to the applicant; what is only for the house is a `Note`.
        undone_at: when the clerk took it back, None where it holds.
    """

    at: datetime
    state: str
    by: str
    remark: str | None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """An internal remark: clerks see it, and nobody else ever does."""

    at: datetime
    by: str
    text: str


_NO_LABEL = Wording("")


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
        state: the code of how it stands.
        state_name: the rest of the sentence that begins with the name: 'se vyřizuje'.
        deadline: the day by which it must be decided, None where none runs.
        service: the service it belongs to.
        citizen_id: whose it is, None where whoever filed it is not known.
        filed_on: the day it was filed.
        changed_at: the last change.
        history: all changes that hold, the oldest first.
        state_label: how lists of the staff call the state.
        stage: whose turn it is.
        clock: what becomes of the deadline.
        is_final: nothing comes after this state.
        clerk: the username of whoever works on it, None where nobody does yet.
    """

    id: int
    number: int
    year: int
    mark: str
    kind: str
    kind_name: Wording
    state: str
    state_name: Wording
    deadline: date | None
    service: str | None
    citizen_id: int | None
    filed_on: date
    changed_at: datetime
    history: tuple[ApplicationChange, ...]
    state_label: Wording = _NO_LABEL
    stage: Stage = Stage.UNDER_WAY
    clock: DeadlineClock = DeadlineClock.RUNS
    is_final: bool = False
    clerk: str | None = None

    @property
    def reference(self) -> str:
        """The reference number as it is written on a letter."""
        return f"{self.mark}/{self.number:06d}/{self.year}"


@dataclass(frozen=True, slots=True)
class Filing:
    """How an application came in, and what came with it.

    Attributes:
        channel: on which way.
        phone: the number of whoever filed it without being known, in E.164; nobody has verified it.
        place: what it is about, where that is a place.
        text: what was said or written.
        language: the language of whoever filed it without being known.
    """

    channel: Channel = Channel.COUNTER
    phone: str | None = None
    place: str | None = None
    text: str | None = None
    language: Language = Language.CS


@dataclass(frozen=True, slots=True)
class Filed:
    """An application with whoever filed it; for those who work on it.

    Attributes:
        citizen: whose it is, None where whoever filed it is not known.
    """

    application: Application
    citizen: Citizen | None
    filing: Filing = Filing()


@dataclass(frozen=True, slots=True)
class ApplicationQuery:
    """Which applications a clerk wants to see; without anything, all.

    Attributes:
        states: only in a state with one of these codes; empty means in any.
        stages: only at one of these stages; empty means at any.
        clerks: only those that one of these works on; a None among them means nobody.
        service: only of this service.
        channels: only those that came in on one of these ways; empty means on any.
        text: a part of the name, in any case and with or without accents, or of the reference
            number: '123', '123/2026', 'MULI/000123/2026'.
    """

    states: frozenset[str] = frozenset()
    stages: frozenset[Stage] = frozenset()
    service: str | None = None
    clerks: frozenset[str | None] = frozenset()
    channels: frozenset[Channel] = frozenset()
    text: str = ""
