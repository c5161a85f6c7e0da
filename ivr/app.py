"""The process that holds the calls: wires Asterisk, speech, menus, dialogs and the backend."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import structlog

from booking.api import (
    Backend,
    BookingError,
    Clock,
    Database,
    Hashing,
    Language,
    LimitReached,
    OutsideCalendar,
    Refused,
    ShiftedClock,
    parse_phone,
)
from ivr.ari import Address, Ari
from ivr.call.behind import Behind
from ivr.call.reception import Menus, Reception
from ivr.call.runner import Runner
from ivr.call.voice import CatalogueVoice
from ivr.dialogs import load
from ivr.fallback.intake import take_in
from ivr.fallback.spool import CallbackRequest
from ivr.legs.legs import Legs
from ivr.menus import Revisions, Severity, Tree, check, read_file
from ivr.menus.errors import MenuFileError
from ivr.rings.dialling import Dialling
from ivr.rings.placing import Placing
from ivr.rings.talk import Talks
from ivr.rings.trunk import Trunk
from ivr.routing.model import NODE
from ivr.routing.requests import Requests
from ivr.routing.rules import Rules
from ivr.softphones.keeper import Softphones
from ivr.speech.catalogue import Catalogue
from ivr.speech.index import SoundIndex

SPOOL_SECONDS = 2.0
"""How often the fall-back's requests are looked for; a file system has no better wake-up."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Settings:
    """Where everything is.

    Attributes:
        database_url: the backend's database.
        ari: Asterisk's REST interface.
        application: the name under which calls are claimed.
        sounds: the folder of rendered prompts, with its index.
        menus: the town's menu file.
        spool: requests that the fall-back left.
        shift: how far the clock is ahead of the system's.
        first_lease: seconds that the dialplan grants before it offers the call.
        rules: how callers come to operators.
        media_address: where operators' browsers send speech, if not to any address of ours.
        calendars: outside systems that own calendars of counters.
        trunk: the way out; None where no calls are placed.
    """

    database_url: str
    ari: Address
    application: str
    sounds: Path
    menus: Path
    spool: Path
    shift: timedelta = timedelta()
    first_lease: float = 20.0
    rules: Rules = field(default_factory=Rules)
    media_address: str = ""
    calendars: Mapping[str, OutsideCalendar] = field(default_factory=dict)
    trunk: Trunk | None = None


async def serve(settings: Settings, ready: Callable[[], None] = lambda: None) -> None:
    """Hold calls until cancelled.

    Args:
        settings: where everything is.
        ready: called once calls are taken.

    Raises:
        ApplicationReplaced: another process has taken over; exit and do not come back.
        MenuFileError: the menus cannot be used.
    """
    dialogs = load()
    tree = read_tree(settings.menus)
    clock: Clock = ShiftedClock(settings.shift)
    database = Database(settings.database_url, clock)
    backend = Backend(database, clock, Hashing(), settings.calendars)
    behind = Behind(database)
    revisions = Revisions(database)
    try:
        await revisions.publish(tree)
        voice = CatalogueVoice(Catalogue(), _lengths(settings.sounds))
        ari = Ari(settings.ari, settings.application)
        requests = Requests(database, backend.staff, settings.rules)
        runner = Runner(backend, voice, behind, dialogs, requests, NODE)
        menus = Menus(tree, revisions)
        reception = Reception(ari, backend, behind, runner, menus, settings.first_lease)
        phones = Softphones(ari, database, requests, NODE, settings.media_address)
        placing = _placing(ari, reception, runner, menus, settings.trunk)
        legs = Legs(ari, database, requests, NODE, lambda: reception.held() | placing.held())
        ari.on_connected(placing.connected)
        ari.on_connected(legs.connected)
        ari.on_connected(reception.adopt)
        ari.on_connected(phones.look_again)
        async with ari:
            ready()
            intake = _take_in(backend, settings.spool)
            await _work(ari, reception, intake, phones.keep(), legs.keep(), placing.keep())
    finally:
        await behind.close()
        database.close()


def read_tree(path: Path) -> Tree:
    """The town's menus, if calls can run on them.

    Raises:
        MenuFileError: they cannot; the message lists all findings.
    """
    tree = read_file(path)
    wrong = [f for f in check(tree, load().arguments()) if f.severity is Severity.ERROR]
    if wrong:
        raise MenuFileError(f"{path}: " + "; ".join(str(finding) for finding in wrong))
    return tree


def _placing(
    ari: Ari, reception: Reception, runner: Runner, menus: Menus, trunk: Trunk | None
) -> Placing:
    if trunk is None:
        return Placing(ari, runner.backend, None, runner.node, 0)
    talks = Talks(ari, runner, menus, trunk.caller)
    dialling = Dialling(ari, talks, trunk, reception.close)
    return Placing(ari, runner.backend, dialling, runner.node, trunk.most)


async def _work(ari: Ari, reception: Reception, *others: Coroutine[None, None, None]) -> None:
    """Until one of them ends, which only an error or a cancellation brings about."""
    tasks = [
        asyncio.create_task(ari.run(), name="asterisk"),
        asyncio.create_task(reception.receive(), name="reception"),
        *(asyncio.create_task(work) for work in others),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await reception.stop()


async def _take_in(backend: Backend, spool: Path) -> None:
    """Bring the requests of the time without us into the backend, each once."""

    async def take(request: CallbackRequest, key: str) -> None:
        phone = parse_phone(request.caller)
        if phone is None:
            log.error("a request for a call back has no number that could be rung", file=key)
            return
        try:
            await backend.rings.request(
                phone=phone,
                dialog="callback",
                language=_language(request.language),
                call_id=request.call,
                note="fallback",
                key=f"spool/{key}",
            )
        except (Refused, LimitReached) as error:
            log.error("a request for a call back was refused", file=key, reason=str(error))  # noqa: TRY400  no traceback is needed

    while True:
        try:
            await take_in(spool, take)
        except (BookingError, OSError) as error:
            log.warning("requests for call backs wait in the spool", reason=str(error))
        await asyncio.sleep(SPOOL_SECONDS)


def _language(code: str) -> Language:
    return Language(code) if code in set(Language) else Language.CS


def _lengths(sounds: Path) -> dict[str, float]:
    return {name: sound.seconds for name, sound in SoundIndex.read(sounds).sounds.items()}
