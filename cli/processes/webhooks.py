"""The web application that providers and mail programs call."""

import asyncio

from booking.api import Database, Secret
from cli.context import Context
from cli.processes import Ready
from notifier.web.links import Links
from notifier.web.server import WebConfig, running
from notifier.web.signing import Signer


def links(context: Context) -> Links:
    """The addresses that are given to providers and put into letters."""
    return Links(context.config.public_address, Signer(Secret(context.secrets.links)))


async def serve(context: Context, ready: Ready) -> None:
    """Take what providers tell until cancelled. Raises OSError for a port that is taken."""
    database = Database(context.database_url, context.clock)
    secrets = context.secrets
    config = WebConfig(
        links(context),
        tokens=(Secret(secrets.sms), Secret(secrets.sms_before)),
        number=context.config.number,
        port=context.config.ports.webhooks,
    )
    try:
        async with running(database, config):
            ready()
            await asyncio.Event().wait()
    finally:
        database.close()
