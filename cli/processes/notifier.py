"""Messages: events become SMS and letters. Beside them, housekeeping, waiting list, rebooking."""

import asyncio
from contextlib import AsyncExitStack

from booking.api import Backend, Database, Hashing, Secret
from cli import outside
from cli.context import Context
from cli.keeping.housekeeping import housekeeping, keep_house
from cli.keeping.rebooking import keep_rebooking, rebooking_driver
from cli.keeping.topics import keep_topics
from cli.keeping.waiting import keep_waitlist, waitlist_driver
from cli.processes import Ready
from cli.processes.webhooks import links
from notifier.channels.email import MailServer
from notifier.channels.sms import SmsGateway
from notifier.worker import NotifierConfig, channels_for, run

DEMO_ACCOUNT = "AC" + "0" * 32
"""The account at the demo's inbox."""


async def serve(context: Context, ready: Ready) -> None:
    """Send messages until cancelled; what is on its way arrives first."""
    ports = context.config.ports
    database = Database(context.database_url, context.clock)
    gateway = SmsGateway(
        account=DEMO_ACCOUNT,
        token=Secret(context.secrets.sms),
        sender="Linka",
        base_url=f"http://127.0.0.1:{ports.inbox}",
    )
    server = MailServer(host="127.0.0.1", port=ports.smtp, sender="linka@lipov.example")
    owned = AsyncExitStack()
    calendars = await owned.enter_async_context(outside.calendars(context))
    backend = Backend(database, context.clock, Hashing(), calendars)
    beside = [
        asyncio.create_task(keep_house(housekeeping(context, database))),
        asyncio.create_task(keep_waitlist(backend, waitlist_driver(context, backend))),
        asyncio.create_task(keep_rebooking(backend, rebooking_driver(backend))),
        asyncio.create_task(keep_topics(context, backend)),
    ]
    if calendars:
        beside.append(asyncio.create_task(outside.keep_alike(backend.outside, database)))
    config = NotifierConfig(
        domain="lipov.example",
        console=context.config.console_address,
        has_trunk=bool(context.config.trunk.outgoing),
    )
    ready()
    try:
        await run(backend, channels_for(gateway, server, links(context)), config)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.wait(beside)
        await owned.aclose()
        database.close()
