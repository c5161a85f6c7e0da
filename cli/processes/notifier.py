"""Messages: events become SMS and letters. Beside them, housekeeping, waiting list, rebooking."""

import asyncio
from contextlib import AsyncExitStack

import structlog

from booking.api import Backend, Database, Hashing, MessageSettings, read_message_settings
from cli import outside
from cli.context import Context
from cli.keeping.housekeeping import housekeeping, keep_house
from cli.keeping.rebooking import keep_rebooking, rebooking_driver
from cli.keeping.reminders import keep_reminders, reminder_driver
from cli.keeping.topics import keep_topics
from cli.keeping.waiting import keep_waitlist, waitlist_driver
from cli.processes import Ready, gateways
from notifier.channels.shape import Channel
from notifier.figures import endpoint
from notifier.gate.gate import TownGate
from notifier.outbox import ChannelKind
from notifier.worker import NotifierConfig, run


async def serve(context: Context, ready: Ready) -> None:
    """Send messages until cancelled; what is on its way arrives first."""
    database = Database(context.database_url, context.clock)
    owned = AsyncExitStack()
    calendars = await owned.enter_async_context(outside.calendars(context))
    backend = Backend(database, context.clock, Hashing(), calendars)
    beside = [
        asyncio.create_task(keep_house(housekeeping(context, database))),
        asyncio.create_task(keep_waitlist(backend, waitlist_driver(context, backend))),
        asyncio.create_task(keep_rebooking(backend, rebooking_driver(backend))),
        asyncio.create_task(keep_reminders(reminder_driver(context, backend))),
        asyncio.create_task(keep_topics(context, backend)),
    ]
    if calendars:
        beside.append(asyncio.create_task(outside.keep_alike(backend.outside, database)))
    settings, ways = read_message_settings(context.config.town_folder), gateways.ways(context)
    config = NotifierConfig(
        domain=context.config.mail.domain,
        console=context.config.console_address,
        has_trunk=bool(context.config.trunk.outgoing),
        can_reply=settings.can_reply,
    )
    await _tell_figures(owned, context, database, settings, ways)
    ready()
    try:
        await run(backend, ways, config, gate=TownGate(database, settings))
    finally:
        for task in beside:
            task.cancel()
        await asyncio.wait(beside)
        await owned.aclose()
        database.close()


async def _tell_figures(
    owned: AsyncExitStack,
    context: Context,
    database: Database,
    settings: MessageSettings,
    ways: dict[ChannelKind, list[Channel]],
) -> None:
    """Answer Prometheus. Where that cannot be, messages go all the same."""
    providers = {kind: [one.provider for one in several] for kind, several in ways.items()}
    config = endpoint.MetricsConfig(settings, providers, context.config.ports.metrics)
    try:
        await owned.enter_async_context(endpoint.running(database, config))
    except OSError as error:
        structlog.get_logger("notifier").warning("no figures for Prometheus", error=str(error))
