"""Lípov with real calls: Asterisk, all prompts rendered, and a process that can be killed."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from booking.api import Backend, Database, Language, SetClock, Wording
from cli.asterisk.debian import cache_folder
from cli.phone.ear import Ear
from cli.phone.exchange import Exchange
from ivr.app import read_tree
from ivr.speech.catalogue import Catalogue
from ivr.speech.index import SoundIndex
from ivr.speech.prepare import prepare
from tests.support.databases import CHEAP_HASHING, LIPOV, MORNING, Templates
from tests.support.house import House
from tests.support.telephony import MakeStack, Stack


@pytest.fixture(scope="session")
def ear(sounds: Path, templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Ear:
    """Renders what Lípov can say, and knows the sentences of its dialogs and menus."""
    town = templates.copy("lipov", tmp_path_factory.mktemp("town") / "town.db")
    menus = read_tree(LIPOV / "menus.yaml").wordings()
    catalogue = Catalogue(extra=[*menus, *spoken_texts(town)])
    rendered = prepare(catalogue, sounds, cache=cache_folder() / "sounds")
    fixed = {part.sound for t in catalogue.templates[Language.CS].values() for part in t.literals}
    fixed |= {part.sound for menu in menus for part in catalogue.text(menu, Language.CS)}
    known = {name: sound for name, sound in rendered.index.sounds.items() if name in fixed}
    return Ear.of(sounds, SoundIndex(known))


def spoken_texts(path: Path) -> list[Wording]:
    clock = SetClock(MORNING)
    database = Database.on_file(path, clock)
    try:
        catalogue = Backend(database, clock, CHEAP_HASHING).catalogue
        return asyncio.run(catalogue.spoken_texts())
    finally:
        database.close()


@pytest.fixture
async def house(
    templates: Templates,
    tmp_path: Path,
    exchange: Exchange,
    ear: Ear,
    town_line: Stack,
) -> AsyncIterator[House]:
    exchange.town = town_line.sip
    made = House(town_line, templates.copy("lipov", tmp_path / "town.db"), exchange, ear)
    await made.start()
    yield made
    if made.process is not None and made.process.returncode is None:
        made.signal(signal.SIGCONT)
        await made.kill()


@pytest.fixture(scope="session")
def town_line(make_lasting_stack: MakeStack) -> Stack:
    """An Asterisk whose application is the process under test only."""
    return make_lasting_stack(claim_within=1500)
