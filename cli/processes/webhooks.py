"""The web application that providers and mail programs call."""

import asyncio
from contextlib import AsyncExitStack

from booking.api import Database, Secret
from cli.context import Context
from cli.processes import Ready, gateways
from notifier.bounces.listening import listening
from notifier.hearing.keeper import Keeper
from notifier.web.server import WebConfig, running


async def serve(context: Context, ready: Ready) -> None:
    """Take what providers tell until cancelled. Raises OSError for a port that is taken."""
    database = Database(context.database_url, context.clock)
    secrets = context.secrets
    config = WebConfig(
        gateways.links(context),
        tokens=(Secret(secrets.sms), Secret(secrets.sms_before)),
        number=context.config.number,
        port=context.config.ports.webhooks,
    )
    try:
        async with AsyncExitStack() as open_ports:
            await open_ports.enter_async_context(running(database, config))
            if addresses := gateways.returns(context):
                port = context.config.ports.returns
                letters = listening(Keeper(database), addresses, port)
                await open_ports.enter_async_context(letters)
            ready()
            await asyncio.Event().wait()
    finally:
        database.close()
