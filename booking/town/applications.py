"""`applications.yaml`: kinds of proceedings, and in a demo the proceedings themselves."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field

from booking.applications import store
from booking.applications.deadlines import Deadline, Term
from booking.applications.kinds import left_behind, put_kind
from booking.applications.model import ApplicationChange, ApplicationKind
from booking.applications.receipts import fresh_code
from booking.applications.rules import FIRST_YEAR, LAST_NUMBER, LAST_YEAR, check_transition
from booking.citizens import store as citizen_store
from booking.errors import Refused, TownFileError
from booking.ground.transaction import Transaction
from booking.language import Wording
from booking.town.citizens import IMPORT
from booking.town.files import Code, Described, Spoken, check_unique
from booking.town.files import read as read_file
from booking.town.states import StateEntry, states_of
from booking.visits.codes import is_well_formed

FILE = "applications.yaml"

NOON = time(12)
"""The files give days; a change is kept at noon of its day, on the town's clock."""


class TermEntry(Described):
    """How long a kind may take; see `Term`."""

    days: int = Field(ge=1, le=3650)
    working: bool = False


class KindEntry(Described):
    """One kind of proceeding."""

    code: Code
    mark: str = Field(pattern=r"^[^\s/]{1,40}$")
    name: Spoken
    service: str | None = None
    states: tuple[StateEntry, ...] | None = None
    term: TermEntry | None = None

    def kind(self) -> ApplicationKind:
        """The kind to keep.

        Raises:
            Refused: a state will not do.
        """
        term = None if self.term is None else Term(self.term.days, self.term.working)
        states = states_of(self.states)
        return ApplicationKind(self.code, self.name, self.mark, self.service, states, term)


class ChangeEntry(Described):
    """One line of a history."""

    day: date
    state: str
    remark: str | None = None


class ApplicationEntry(Described):
    """One application; its history begins with its filing."""

    kind: str
    number: int = Field(ge=1, le=LAST_NUMBER)
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    citizen: str
    receipt: str | None = None
    deadline: date | None = None
    history: tuple[ChangeEntry, ...]

    def check(self, kind: ApplicationKind) -> None:
        """See `read`.

        Raises:
            Refused: the history could not have happened so.
        """
        if self.receipt is not None and not is_well_formed(self.receipt):
            raise Refused("receipt", "a code has six digits, the last one a Damm check digit")
        first, known = kind.states[0].code, {state.code for state in kind.states}
        for change in self.history:
            if change.state not in known:
                raise Refused("history", f"the kind has no state {change.state!r}")
        if not self.history or self.history[0].state != first:
            raise Refused("history", f"it begins with the filing, whose state is {first!r}")
        for before, after in pairwise(self.history):
            if after.day < before.day:
                raise Refused("history", "the days go back")
            check_transition(kind, before.state, after.state)


class ApplicationsFile(Described):
    """The whole file."""

    kinds: tuple[KindEntry, ...]
    applications: tuple[ApplicationEntry, ...] = ()

    def spoken(self) -> list[Wording]:
        """What of it may be spoken."""
        return [entry.name for entry in self.kinds] + [
            state.name for entry in self.kinds for state in entry.kind().states
        ]


def read(
    folder: Path, *, citizens: AbstractSet[str], services: AbstractSet[str]
) -> ApplicationsFile:
    """The town's kinds and applications.

    Raises:
        TownFileError: an entry will not do, or names a citizen, kind or service that is nowhere.
    """
    found = read_file(folder, FILE, ApplicationsFile)
    check_unique(FILE, [entry.code for entry in found.kinds])
    kinds = {entry.code: _kind(entry, services) for entry in found.kinds}
    seen = set()
    for entry in found.applications:
        place = f"{entry.kind} {entry.number}/{entry.year}"
        if entry.kind not in kinds:
            raise TownFileError(FILE, place, "there is no such kind")
        if entry.citizen not in citizens:
            raise TownFileError(FILE, place, f"there is no citizen {entry.citizen!r}")
        if (reference := (kinds[entry.kind].mark, entry.number, entry.year)) in seen:
            raise TownFileError(FILE, place, "another one has the same reference number")
        seen.add(reference)
        try:
            entry.check(kinds[entry.kind])
        except Refused as error:
            raise TownFileError(FILE, place, str(error)) from None
    return found


def _kind(entry: KindEntry, services: AbstractSet[str]) -> ApplicationKind:
    if entry.service is not None and entry.service not in services:
        raise TownFileError(FILE, entry.code, f"there is no service {entry.service!r}")
    try:
        return entry.kind()
    except Refused as error:
        raise TownFileError(FILE, f"{entry.code}: {error.field}", error.reason) from None


def apply(tx: Transaction, file: ApplicationsFile, zone: ZoneInfo) -> int:
    """Keep the kinds, and the applications that are not there yet; how many of these."""
    kinds = {entry.code: entry.kind() for entry in file.kinds}
    for kind in kinds.values():
        put_kind(tx, kind)
        for state, many in left_behind(tx, kind).items():
            why = f"is gone, but {many} applications are in it; keep it until they are not"
            raise TownFileError(FILE, f"{kind.code}: {state}", why)
    there, citizens = store.references(tx), citizen_store.ids_by_code(tx)
    new = [a for a in file.applications if (kinds[a.kind].mark, a.number, a.year) not in there]
    for entry in new:
        store.add(
            tx,
            kinds[entry.kind],
            number=entry.number,
            year=entry.year,
            citizen_id=citizens[entry.citizen],
            filed_on=entry.history[0].day,
            deadline=Deadline(entry.deadline),
            history=[_change(change, zone) for change in entry.history],
            receipt_code=entry.receipt
            or fresh_code(store.receipt_codes(tx, entry.number, entry.year).values()),
        )
    return len(new)


def _change(entry: ChangeEntry, zone: ZoneInfo) -> ApplicationChange:
    at = datetime.combine(entry.day, NOON, tzinfo=zone)
    return ApplicationChange(at, entry.state, IMPORT, entry.remark)
