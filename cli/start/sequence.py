"""The way from a data folder to a Linka that takes calls, step by step."""

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import psutil

from booking.api import FallenVisit, Town
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
    fallen_out: tuple[FallenVisit, ...]
    ownerless: Mapping[str, str]
    asterisk: Asterisk
    supervisor: Supervisor


async def bring_up(context: Context, screen: Screen) -> Stack:
    """Make ready what is missing, then start Asterisk and our processes, or adopt them.

    Raises what the steps raise, each with what to do.
    """
    with screen.step("Machine: disk, namespaces, ports"):
        machine.require_room(context)
        machine.require_namespaces()
        machine.require_ports(context, running=_running(context))
    described, root, prompts = await prepare(context, screen)
    exchange = asterisk.configure(context, root, described.town, prompts)
    supervisor = _supervisor(context)
    ours = exchange.process is None
    try:
        with screen.step("Telephone: Asterisk") as say:
            await asyncio.to_thread(_start_asterisk, exchange)
            say(f"{context.config.sip_address}:{context.config.ports.sip}")
        with screen.step("Processes: " + ", ".join(NAMES)):
            await supervisor.start()
    except BaseException:
        # what was found running may hold calls, and goes on as it was found
        if ours:
            await asyncio.to_thread(exchange.stop)
            await supervisor.stop()
        else:
            await supervisor.let_go()
        raise
    ownerless = described.ownerless(context.config.outside_calendars)
    return Stack(described.town, described.fallen_out, ownerless, exchange, supervisor)


async def prepare(
    context: Context, screen: Screen
) -> tuple[town.Described, Root, dict[str, tuple[str, ...]]]:
    """The town in the database, Asterisk's file system, the fall-back's sounds by their key.

    Raises what the steps raise.
    """
    # both take their time at the first start, and have nothing to do with each other
    try:
        async with asyncio.TaskGroup() as group:
            root = group.create_task(_root(screen))
            prepared = group.create_task(_town_and_sounds(context, screen))
    except BaseException:
        _end_helpers()
        raise
    described, prompts = prepared.result()
    return described, root.result(), prompts


def _end_helpers() -> None:
    """End the synthesisers and what fetches Asterisk: the threads that wait for them cannot be
    cancelled, and nobody wants their result any more.
    """
    with suppress(psutil.Error, ProcessLookupError):
        for child in psutil.Process().children(recursive=True):
            if os.getsid(child.pid) == os.getsid(0):  # those that outlive us have their own
                child.terminate()


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


def _running(context: Context) -> set[str]:
    """Whose ports are taken rightly."""
    running = {name for name in NAMES if look(context.layout.run, name)}
    return running | ({"asterisk"} if asterisk.running_asterisk(context) else set())


def _start_asterisk(exchange: Asterisk) -> None:
    exchange.check_script()
    if not exchange.start():
        exchange.reload()  # it ran already; its configuration may be new


def _supervisor(context: Context) -> Supervisor:
    layout = context.layout
    patience = Patience(hang=context.config.supervision.hang_seconds)
    return Supervisor(programs(context), layout.run, layout.log, patience)
