"""The staff's pages."""

import asyncio

from booking.api import Backend, Database, Hashing, Secret
from cli.context import Context
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
    ports = context.config.ports
    config = ConsoleConfig(
        Secret(context.secrets.console),
        ports.console,
        rules=read_rules(context.config.routing_file),
        menus=read_file(menus_file(context)),
        phone_url=context.config.phone_address,
        heard=previews.sound(context.layout.sounds),
    )
    try:
        async with calendars(context) as owners:
            backend = Backend(database, context.clock, Hashing(), owners)
            async with running(backend, config):
                ready()
                await asyncio.Event().wait()
    finally:
        database.close()
