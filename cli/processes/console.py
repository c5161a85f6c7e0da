"""The staff's pages."""

import asyncio

from booking.api import Backend, Database, Hashing, Secret
from cli.context import Context
from cli.processes import Ready
from operator_console.server import ConsoleConfig, running


async def serve(context: Context, ready: Ready) -> None:
    """Answer browsers until cancelled. Raises OSError for a port that is taken."""
    database = Database(context.database_url, context.clock)
    backend = Backend(database, context.clock, Hashing())
    config = ConsoleConfig(Secret(context.secrets.console), context.config.ports.console)
    try:
        async with running(backend, config):
            ready()
            await asyncio.Event().wait()
    finally:
        database.close()
