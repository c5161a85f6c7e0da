"""The database at this version's schema, with the town in it."""

import asyncio
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from booking.api import (
    Backend,
    Clock,
    Database,
    FallenVisit,
    Hashing,
    Town,
    Wording,
    load_town,
    read_message_settings,
    read_periods,
    upgrade,
)
from cli.context import Context
from cli.keeping.parts import PARTS


@dataclass(frozen=True)
class Described:
    """The town, all of its wording that can be said to a caller, and whom it leaves behind."""

    town: Town
    spoken: tuple[Wording, ...]
    fallen_out: tuple[FallenVisit, ...] = ()
    owned: Mapping[str, str] = field(default_factory=dict)

    def ownerless(self, known: Container[str]) -> dict[str, str]:
        """Counters that belong to an outside system which is not among the known ones."""
        return {code: owner for code, owner in self.owned.items() if owner not in known}


async def take_in(context: Context) -> Described:
    """Bring the database up to date and the town's files into it; a second time changes nothing.

    Raises NewerSchema, TownFileError, Unavailable.
    """
    if not context.config.database_url:
        context.layout.keep_database_private()
    read_periods(context.config.town_folder, PARTS)  # else the notifier would be told, at its start
    read_message_settings(context.config.town_folder)  # for the same reason
    described = await describe(context.database_url, context.clock, context.config.town_folder)
    log = structlog.get_logger("supervisor")
    for fallen in described.fallen_out:
        visit = fallen.visit
        log.warning(
            "a visit has lost its place",
            visit=visit.id,
            start=visit.start.isoformat(),
            counter=visit.counter,
            why=fallen.why.value,
        )
    for counter, owner in described.ownerless(context.config.outside_calendars).items():
        log.warning("a calendar's owner is not set up", counter=counter, owner=owner)
    return described


async def describe(database_url: str, clock: Clock, folder: Path) -> Described:
    """See `take_in`; of any town, in any database."""
    hashing = Hashing()
    database = Database(database_url, clock)
    try:
        await asyncio.to_thread(upgrade, database)
        loaded = await load_town(database, clock, hashing, folder)
        backend = Backend(database, clock, hashing)
        catalogue = backend.catalogue
        spoken = tuple(await catalogue.spoken_texts())
        owned = await backend.outside.unknown()
        return Described(await catalogue.town(), spoken, loaded.fallen_out, owned)
    finally:
        database.close()
