"""`applications.yaml`: kinds of proceedings, and in a demo the proceedings themselves."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from booking.applications import store
from booking.applications.model import ApplicationChange, ApplicationKind, ApplicationState
from booking.applications.rules import check_transition
from booking.citizens import store as citizen_store
from booking.errors import Refused, TownFileError
from booking.ground.transaction import Transaction
from booking.language import Wording
from booking.town.citizens import IMPORT
from booking.town.files import Described, Spoken
from booking.town.files import read as read_file

FILE = "applications.yaml"

NOON = time(12)
"""The files give days; a change is kept at noon of its day, on the town's clock."""


class KindEntry(Described):
    """One kind of proceeding."""

    code: str
    mark: str
    name: Spoken
    service: str | None = None

    def kind(self) -> ApplicationKind:
        """The kind to keep."""
        return ApplicationKind(self.code, self.name, self.mark, self.service)


class ChangeEntry(Described):
    """One line of a history."""

    day: date
    state: ApplicationState
    remark: str | None = None


class ApplicationEntry(Described):
    """One application; its history begins with its filing."""

    kind: str
    number: int
    year: int
    citizen: str
    deadline: date | None = None
    history: tuple[ChangeEntry, ...]

    def check(self) -> None:
        """See `read`.

        Raises:
            Refused: the history could not have happened so.
        """
        if not self.history or self.history[0].state is not ApplicationState.RECEIVED:
            raise Refused("history", "it begins with the filing, whose state is 'received'")
        for before, after in pairwise(self.history):
            if after.day < before.day:
                raise Refused("history", "the days go back")
            check_transition(before.state, after.state)


class ApplicationsFile(Described):
    """The whole file."""

    kinds: tuple[KindEntry, ...]
    applications: tuple[ApplicationEntry, ...] = ()

    def spoken(self) -> list[Wording]:
        """What of it may be spoken."""
        return [entry.name for entry in self.kinds]


def read(
    folder: Path, *, citizens: AbstractSet[str], services: AbstractSet[str]
) -> ApplicationsFile:
    """The town's kinds and applications.

    Raises:
        TownFileError: an entry will not do, or names a citizen, kind or service that is nowhere.
    """
    found = read_file(folder, FILE, ApplicationsFile)
    kinds = {entry.code: entry for entry in found.kinds}
    for kind in found.kinds:
        if kind.service is not None and kind.service not in services:
            raise TownFileError(FILE, kind.code, f"there is no service {kind.service!r}")
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
            entry.check()
        except Refused as error:
            raise TownFileError(FILE, place, str(error)) from None
    return found


def apply(tx: Transaction, file: ApplicationsFile, zone: ZoneInfo) -> int:
    """Keep the kinds, and the applications that are not there yet; how many of these."""
    kinds = {entry.code: entry.kind() for entry in file.kinds}
    for kind in kinds.values():
        store.put_kind(tx, kind)
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
            deadline=entry.deadline,
            history=[_change(change, zone) for change in entry.history],
        )
    return len(new)


def _change(entry: ChangeEntry, zone: ZoneInfo) -> ApplicationChange:
    at = datetime.combine(entry.day, NOON, tzinfo=zone)
    return ApplicationChange(at, entry.state, IMPORT, entry.remark)
