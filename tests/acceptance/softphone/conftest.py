"""A console at a real Asterisk, and browsers with a microphone."""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from booking.api import Backend
from cli.asterisk.root import find_or_build
from cli.asterisk.settings import PROMPTS, Secrets, Settings
from cli.asterisk.town import TownFolders, town_asterisk
from cli.phone.browser import Browser, Operator, open_browser
from tests.support.console import PASSWORDS
from tests.support.softphones import Office, office
from tests.support.telephony import Stack, free_ports, speak


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folders = TownFolders.of(tmp_path_factory.mktemp("town"))
    speak(folders.music / "music.alaw", 20)
    prompts = {key: [key] for key in PROMPTS}
    keys = Secrets(secrets.token_hex(), secrets.token_hex())
    settings = Settings("844121314", free_ports(), keys, prompts)
    started = Stack(town_asterisk(find_or_build(), folders, settings), folders, settings)
    started.asterisk.start()
    yield started
    started.asterisk.stop()


@pytest.fixture
async def desk(stack: Stack, backend: Backend) -> AsyncIterator[Office]:
    async with office(stack, backend) as opened:
        yield opened


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    async with open_browser(tmp_path) as opened:
        yield opened


@pytest.fixture
async def operator(desk: Office, browser: Browser) -> Operator:
    """Nováková at her desk, with a telephone that is ready."""
    return await seat(desk, browser)


async def seat(desk: Office, browser: Browser, *, width: int = 1280) -> Operator:
    arrived = await Operator.arrive(browser, desk.url, width=width)
    await arrived.log_in("novakova", PASSWORDS["novakova"])
    await arrived.phone_is("ready")
    return arrived
