"""Takes a town's folder in: everything is read and checked before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from booking.ground.clock import Clock
from booking.ground.database import Database
from booking.ground.secrets import Hashing
from booking.town.catalogue import apply_catalogue, read_catalogue
from booking.town.people import Added, apply_people, read_people


@dataclass(frozen=True, slots=True)
class Loaded:
    """What taking a town in has done; a second time it does nothing.

    Attributes:
        catalogue_changed: offices, services, counters or hours are not what they were.
        people: how many citizens and so on were new.
    """

    catalogue_changed: bool
    people: Added


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
    changed = await database.write(lambda tx: apply_catalogue(tx, catalogue))
    return Loaded(changed, await apply_people(database, clock, hashing, people))
