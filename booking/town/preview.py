"""What taking a town's folder in would do, told before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from booking.catalogue import store
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.town.catalogue import TownCatalogue, check_grids, read_catalogue
from booking.town.messages import read_message_settings
from booking.town.people import read_people
from booking.town.phone_filing import check_kinds
from booking.visits.fallen import fallen_visits
from booking.visits.fallen_out import FallenVisit


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a planned description would leave behind.

    Attributes:
        fallen_out: the visits that have their place now and would lose it, the nearest first.
        already: how many have none now, and would have none then.
    """

    fallen_out: tuple[FallenVisit, ...]
    already: int


def check_town(folder: Path) -> None:
    """Let a folder pass that could be taken in.

    Raises:
        TownFileError: a file will not do; names file, place and reason.
    """
    _read(folder)


async def preview_town(database: Database, folder: Path) -> Preview:
    """Look what would become of the visits that are booked; changes nothing.

    Raises:
        TownFileError: a file will not do, or a counter's grid would change under visits.
    """
    planned = _read(folder)
    return await database.read(lambda tx: _preview(tx, planned))


def _preview(tx: Transaction, planned: TownCatalogue) -> Preview:
    if store.revision(tx) is None:
        return Preview((), 0)  # a town that was never taken in has no visits
    check_grids(tx, planned)
    now = {fallen.visit.id for fallen in fallen_visits(tx, store.load(tx))}
    then = fallen_visits(tx, planned.directory(store.ordered_closures(tx)))
    new = tuple(fallen for fallen in then if fallen.visit.id not in now)
    return Preview(new, len(then) - len(new))


def _read(folder: Path) -> TownCatalogue:
    catalogue = read_catalogue(folder)
    people = read_people(
        folder,
        services={service.code for service in catalogue.services},
        activities={activity.code for activity in catalogue.activities},
    )
    check_kinds(catalogue.town.phone_filing, people.applications)
    read_message_settings(folder)
    return catalogue
