"""The way from a data folder to a Linka that takes calls, step by step."""

import asyncio
from dataclasses import dataclass

from booking.api import Town
from cli.asterisk.root import Root, find_or_build
from cli.asterisk.run import Asterisk
from cli.context import Context
from cli.processes import NAMES
from cli.screen import Screen
from cli.start import asterisk, machine, sounds, town
from cli.start.programs import programs
from cli.supervisor.presence import look
from cli.supervisor.supervisor import Patience, Supervisor


@dataclass(frozen=True)
class Stack:
    """What runs when all steps are done."""

    town: Town
    asterisk: Asterisk
    supervisor: Supervisor


async def bring_up(context: Context, screen: Screen) -> Stack:
    """Make ready what is missing, then start Asterisk and our processes, or adopt them.

    Raises what the steps raise, each with what to do.
    """
    with screen.step("Machine: disk, namespaces"):
        machine.require_room(context)
        machine.require_namespaces()
    # both take their time at the first start, and have nothing to do with each other
    async with asyncio.TaskGroup() as group:
        root = group.create_task(_root(screen))
        prepared = group.create_task(_town_and_sounds(context, screen))
    described, prompts = prepared.result()
    exchange = asterisk.configure(context, root.result(), described.town, prompts)
    with screen.step("Telephone: Asterisk") as say:
        await asyncio.to_thread(_start_asterisk, context, exchange)
        say(f"{context.config.sip_address}:{context.config.ports.sip}")
    supervisor = _supervisor(context)
    with screen.step("Processes: " + ", ".join(NAMES)):
        try:
            await supervisor.start()
        except BaseException:
            await supervisor.stop()
            raise
    return Stack(described.town, exchange, supervisor)


async def _root(screen: Screen) -> Root:
    with screen.step("Asterisk's own file system") as say:
        return await asyncio.to_thread(find_or_build, say)


async def _town_and_sounds(
    context: Context, screen: Screen
) -> tuple[town.Described, dict[str, tuple[str, ...]]]:
    with screen.step("Database and town"):
        described = await town.take_in(context)
    with screen.step("Voices: all that can be said") as say:
        return described, await asyncio.to_thread(sounds.render, context, described, say)


def _start_asterisk(context: Context, exchange: Asterisk) -> None:
    running = {name for name in NAMES if look(context.layout.run, name)}
    if exchange.process is not None:
        running.add("asterisk")
    machine.require_ports(context, running=running)
    if not exchange.start():
        exchange.reload()  # it ran already; its configuration may be new


def _supervisor(context: Context) -> Supervisor:
    layout = context.layout
    patience = Patience(hang=context.config.supervision.hang_seconds)
    return Supervisor(programs(context), layout.run, layout.log, patience)
