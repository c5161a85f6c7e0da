"""The database at this version's schema, with the town in it."""

import asyncio
from dataclasses import dataclass

from booking.api import Backend, Database, Hashing, Town, Wording, upgrade
from booking.town.load import load_town
from cli.context import Context


@dataclass(frozen=True)
class Described:
    """The town, and all of its wording that can be said to a caller."""

    town: Town
    spoken: tuple[Wording, ...]


async def take_in(context: Context) -> Described:
    """Bring the database up to date and the town's files into it; a second time changes nothing.

    Raises NewerSchema, TownFileError, Unavailable.
    """
    clock, hashing = context.clock, Hashing()
    database = Database(context.database_url, clock)
    try:
        await asyncio.to_thread(upgrade, database)
        await load_town(database, clock, hashing, context.config.town_folder)
        catalogue = Backend(database, clock, hashing).catalogue
        return Described(await catalogue.town(), tuple(await catalogue.spoken_texts()))
    finally:
        database.close()
