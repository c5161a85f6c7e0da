"""The staff's pages."""

import asyncio

from booking.api import (
    Backend,
    Database,
    Hashing,
    Privacy,
    Secret,
    read_message_settings,
    read_periods,
)
from cli.context import Context
from cli.keeping.parts import PARTS
from cli.outside import calendars
from cli.processes import Ready, previews
from cli.start.sounds import menus_file
from ivr.menus import read_file
from ivr.routing.api import read_rules
from operator_console.config import ConsoleConfig
from operator_console.server import running


async def serve(context: Context, ready: Ready) -> None:
    """Answer browsers until cancelled. Raises OSError for a port that is taken."""
    database = Database(context.database_url, context.clock)
    ports, town = context.config.ports, context.config.town_folder
    kept = Privacy(database, PARTS, read_periods(town, PARTS))
    config = ConsoleConfig(
        Secret(context.secrets.console),
        ports.console,
        rules=read_rules(context.config.routing_file),
        menus=read_file(menus_file(context)),
        phone_url=context.config.phone_address,
        heard=previews.sound(context.layout.sounds),
        messages=read_message_settings(town),
        message_days=(kept.days("messages"), kept.days("message-counts")),
    )
    try:
        async with calendars(context) as owners:
            backend = Backend(database, context.clock, Hashing(), owners)
            async with running(backend, config):
                ready()
                await asyncio.Event().wait()
    finally:
        database.close()
