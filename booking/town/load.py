"""Takes a town's folder in: everything is read and checked before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from booking.catalogue import store as catalogue_store
from booking.ground.clock import Clock
from booking.ground.database import Database
from booking.ground.secrets import Hashing
from booking.ground.transaction import Transaction
from booking.town.catalogue import apply_catalogue, read_catalogue
from booking.town.people import Added, apply_people, read_people
from booking.town.phone_filing import check_kinds
from booking.visits.fallen import fallen_visits
from booking.visits.fallen_out import FallenVisit


@dataclass(frozen=True, slots=True)
class Loaded:
    """What taking a town in has done; a second time it does nothing.

    Attributes:
        catalogue_changed: offices, services, counters or hours are not what they were.
        people: how many citizens and so on were new.
        fallen_out: the visits still to come that the description does not carry any more, be it
            since now or for longer. None of them was changed.
    """

    catalogue_changed: bool
    people: Added
    fallen_out: tuple[FallenVisit, ...] = ()


async def load_town(database: Database, clock: Clock, hashing: Hashing, folder: Path) -> Loaded:
    """Take in the town that the files in this folder describe.

    Raises:
        TownFileError: a file will not do; nothing was changed.
    """
    catalogue = read_catalogue(folder)
    people = read_people(
        folder,
        services={service.code for service in catalogue.services},
        activities={activity.code for activity in catalogue.activities},
    )

    check_kinds(catalogue.town.phone_filing, people.applications)

    def apply(tx: Transaction) -> tuple[bool, list[FallenVisit]]:
        changed = apply_catalogue(tx, catalogue)
        return changed, fallen_visits(tx, catalogue_store.load(tx))

    changed, fallen = await database.write(apply)
    added = await apply_people(database, clock, hashing, people)
    return Loaded(changed, added, tuple(fallen))
