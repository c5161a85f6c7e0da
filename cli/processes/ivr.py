"""Calls: the dialogs, and the health of the lines."""

import asyncio
from collections.abc import Mapping

from booking.api import Database, OutsideCalendar
from cli.context import Context
from cli.outside import calendars
from cli.processes import Ready
from cli.start.asterisk import APPLICATION
from cli.start.sounds import menus_file
from ivr import app
from ivr.ari import Address
from ivr.health import AmiAddress, Watch
from ivr.rings.trunk import Numbers, Trunk
from ivr.routing.rules import read_rules


async def serve(context: Context, ready: Ready) -> None:
    """Hold calls until cancelled. Raises ApplicationReplaced."""
    async with calendars(context) as owners:
        await _serve(context, ready, owners)


async def _serve(context: Context, ready: Ready, owners: Mapping[str, OutsideCalendar]) -> None:
    ports = context.config.ports
    settings = app.Settings(
        database_url=context.database_url,
        ari=Address(f"http://127.0.0.1:{ports.asterisk}", "linka", context.secrets.ari),
        application=APPLICATION,
        sounds=context.layout.sounds,
        menus=menus_file(context),
        spool=context.layout.spool,
        shift=context.shift,
        rules=read_rules(context.config.routing_file),
        media_address=context.config.phone_media_address,
        calendars=owners,
        trunk=_way_out(context),
    )
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(_watch(context))
        await app.serve(settings, ready)
        watching.cancel()


def _way_out(context: Context) -> Trunk | None:
    trunk = context.config.trunk
    if not trunk.outgoing:
        return None
    numbers = Numbers(trunk.outgoing_numbers)
    return Trunk(trunk.outgoing, context.config.number, numbers, trunk.outgoing_calls)


async def _watch(context: Context) -> None:
    database = Database(context.database_url, context.clock)
    address = AmiAddress("127.0.0.1", context.config.ports.ami, "linka", context.secrets.ami)
    try:
        await Watch(database, address, node="linka").run()
    finally:
        database.close()
