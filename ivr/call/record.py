"""The row of a call, as the conversation changes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, update

from booking.api import Language, Transaction
from ivr.call.behind import Behind
from ivr.call.rows import NODE, call_journal, calls


def end_abandoned(tx: Transaction, call_id: str, outcome: str) -> None:
    """End a call that no conversation will end; nothing where it is ended already."""
    still_open = (calls.c.id == call_id) & calls.c.ended_at.is_(None)
    tx.execute(update(calls).where(still_open).values(outcome=outcome, ended_at=tx.now))
    _forget_journal(tx, call_id)


def _forget_journal(tx: Transaction, call_id: str) -> None:
    """What was settled dies with the call: numbers keyed, and what was looked up, are personal."""
    tx.execute(delete(call_journal).where(call_journal.c.call_id == call_id))


NUMBER_MOST = 32
"""Characters of a number that are kept; the dialled one is whatever was sent to us."""

PATH_MOST = 2000
"""Characters of the path that are kept; a caller who wanders longer is not worth more."""


@dataclass(slots=True)
class Record:
    """Who rings and what is known of them; every change is written behind.

    Attributes:
        behind: where writes go.
        call_id: the channel's id.
        caller: the calling number as the network gave it, None when it is hidden.
        dialled: the number that was rung.
        menu_revision: the menus that this call began with and keeps.
        language: spoken now.
        slow: prompts are slow and time-outs long.
        citizen_id: who was verified in this call.
        path: menus and dialogs passed.
        service: the agenda that the call is about now.
        subject: the code of what was chosen in it.
        keyed: what was keyed and looked at, by name, the newest last; never a secret.
        resumed: the conversation was interrupted and goes on.
        node: which node holds the call.
    """

    behind: Behind
    call_id: str
    caller: str | None
    dialled: str
    menu_revision: str
    language: Language = Language.CS
    slow: bool = False
    citizen_id: int | None = None
    path: list[str] = field(default_factory=list)
    service: str | None = None
    subject: str | None = None
    keyed: dict[str, str] = field(default_factory=dict)
    resumed: bool = False
    node: str = NODE

    @property
    def topic(self) -> str | None:
        """The last dialog that the caller was in, for whoever rings back."""
        places = [place for place in self.path if place != "person"]
        return places[-1] if places else None

    def begin(self) -> None:
        """The call was taken."""
        values = {
            "id": self.call_id,
            "caller": self.caller and self.caller[:NUMBER_MOST],
            "dialled": self.dialled[:NUMBER_MOST],
            "menu_revision": self.menu_revision,
            "language": self.language.value,
            "slow": self.slow,
            "path": "",
            "node": self.node,
        }

        def write(tx: Transaction) -> None:
            tx.execute(calls.insert().values(**values, started_at=tx.now))

        self.behind.put(write)

    def speak(self, language: Language) -> None:
        """The caller chose another language."""
        self.language = language
        self._change(language=language.value)

    def slow_down(self, slow: bool) -> None:
        """The caller wants slower prompts, or no longer."""
        self.slow = slow
        self._change(slow=slow)

    def verify(self, citizen_id: int) -> None:
        """Login and PIN were right."""
        self.citizen_id = citizen_id
        self._change(citizen_id=citizen_id)

    def pass_by(self, place: str) -> None:
        """The caller came to a menu or a dialog. Written with the next change or at the end."""
        self.path.append(place)

    def end(self, outcome: str) -> None:
        """The call is over."""
        values = {"outcome": outcome, "path": self.way}

        def write(tx: Transaction) -> None:
            row = calls.c.id == self.call_id
            tx.execute(update(calls).where(row).values(**values, ended_at=tx.now))
            _forget_journal(tx, self.call_id)

        self.behind.put(write)

    def _change(self, **values: Any) -> None:
        values["path"] = self.way

        def write(tx: Transaction) -> None:
            tx.execute(update(calls).where(calls.c.id == self.call_id).values(**values))

        self.behind.put(write)

    @property
    def way(self) -> str:
        """The path as one line."""
        return " > ".join(self.path)[-PATH_MOST:]
