"""What can be asked by SMS; `reading.parse` makes it of a text.

Slips are forgiven where nothing is lost by it, never for a word that answers a question, stops all
messages or cancels something without its code (`verbs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from booking.api import Language
from notifier.inbound.reading.days import Day


@dataclass(frozen=True, slots=True)
class Command:
    """What all commands have.

    Attributes:
        language: of the word that was used; None where it is the same in several.
    """

    language: Language | None


@dataclass(frozen=True, slots=True)
class AskApplication(Command):
    """'STAV 123/2026', 'STAV 12/2026 472015' with the code of the receipt."""

    number: int
    year: int
    code: str | None


@dataclass(frozen=True, slots=True)
class AskVisit(Command):
    """'STAV 472015'."""

    code: str


@dataclass(frozen=True, slots=True)
class AskVisits(Command):
    """'STAV': what is booked from this number."""


@dataclass(frozen=True, slots=True)
class AskReady(Command):
    """'STAV PAS 3.11.': whether the documents asked for on that day are ready."""

    what: str
    day: Day | None


@dataclass(frozen=True, slots=True)
class Book(Command):
    """'OBJ PAS 2 OSOBY 24.11. 9:00'.

    Attributes:
        what: the words that are left, as they were written, folded.
        unclear: digits were left that are no day and no time.
    """

    what: str
    persons: int = 1
    day: Day | None = None
    time: time | None = None
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Change(Command):
    """'ZMENA 472015 25.11. 10:00'."""

    code: str | None
    day: Day | None
    time: time | None
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Cancel(Command):
    """'ZRUS 472015'; without a code nothing is cancelled."""

    code: str | None


@dataclass(frozen=True, slots=True)
class Answer(Command):
    """'ANO', 'NE', 'ANO 472015', 'ANO OBJ'.

    Attributes:
        agrees: yes or no.
        word: as it was written, folded: 'no' is a Czech half of a yes.
        code: which question is answered, where it was said.
        booking: it is the time that is kept for them ('ANO OBJ').
    """

    agrees: bool
    word: str
    code: str | None = None
    booking: bool = False


@dataclass(frozen=True, slots=True)
class Inform(Command):
    """'INFO PAS': what to bring."""

    what: str


@dataclass(frozen=True, slots=True)
class Wait(Command):
    """'HLIDAT PAS', 'HLIDAT 472015': tell me when something, or something earlier, is free."""

    what: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Leave(Command):
    """'NEHLIDAT', 'NEHLIDAT PAS': off the waiting list."""

    what: str


@dataclass(frozen=True, slots=True)
class CallMe(Command):
    """'ZAVOLAT': an operator is to ring back."""


@dataclass(frozen=True, slots=True)
class Stop(Command):
    """'STOP': no more messages."""


@dataclass(frozen=True, slots=True)
class Start(Command):
    """'START': messages again."""


@dataclass(frozen=True, slots=True)
class Help(Command):
    """'POMOC'."""


class Why(StrEnum):
    """Why a text is no command."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    SECRET = "secret"  # noqa: S105  the name of a reason
    """It holds what looks like a login and a PIN."""


@dataclass(frozen=True, slots=True)
class NotUnderstood(Command):
    """Nothing that is known."""

    why: Why


Understood = (
    AskApplication
    | AskVisit
    | AskVisits
    | AskReady
    | Book
    | Change
    | Cancel
    | Answer
    | Inform
    | Wait
    | Leave
    | CallMe
    | Stop
    | Start
    | Help
    | NotUnderstood
)
