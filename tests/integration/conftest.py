"""A town's Asterisk and a telephone exchange for the whole run, on free ports.

`stack` starts them once; `exchange` is a connection to the exchange for one test.
"""

import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cli.asterisk.root import Root, find_or_build
from cli.asterisk.run import Asterisk
from cli.asterisk.settings import PROMPTS, Secrets, Settings
from cli.asterisk.town import TownFolders, town_asterisk
from cli.phone.exchange import Exchange, ExchangePorts
from tests.support.telephony import (
    WORDS,
    MakeStack,
    Stack,
    free_port,
    free_ports,
    free_rtp,
    speak,
)


@pytest.fixture(scope="session")
def root() -> Root:
    return find_or_build()


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sounds")
    for key in PROMPTS:
        speak(folder / f"{key}.alaw", 3 if key == "fallback.open_hours" else 1)
    for name, words in WORDS.items():
        speak(folder / f"{name}.alaw", words)
    speak(folder / "moh" / "music.alaw", 20)
    return folder


@contextmanager
def _stacks(root: Root, sounds: Path, folders_of: pytest.TempPathFactory) -> Iterator[MakeStack]:
    with ExitStack() as leaving:

        def make(*, start: bool = True, **changes: object) -> Stack:
            data = folders_of.mktemp("town")
            folders = replace(TownFolders.of(data), sounds=sounds, music=sounds / "moh")
            prompts = {key: [key] for key in PROMPTS}
            settings = Settings(
                "844121314",
                free_ports(),
                Secrets(secrets.token_hex(), secrets.token_hex()),
                prompts,
            )
            settings = replace(settings, **changes)  # type: ignore[arg-type]  # the test names fields
            stack = Stack(town_asterisk(root, folders, settings), folders, settings)
            leaving.callback(stack.asterisk.stop)
            if start:
                stack.asterisk.start()
            return stack

        yield make


@pytest.fixture
def make_stack(
    root: Root, sounds: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MakeStack]:
    """Further town's Asterisks, for a test that kills its own or sets it up otherwise."""
    with _stacks(root, sounds, tmp_path_factory) as make:
        yield make


@pytest.fixture(scope="session")
def make_lasting_stack(
    root: Root, sounds: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MakeStack]:
    """The same for several tests; they last as long as the run."""
    with _stacks(root, sounds, tmp_path_factory) as make:
        yield make


@pytest.fixture(scope="session")
def stack(make_lasting_stack: MakeStack) -> Stack:
    """The town's Asterisk that all tests share."""
    return make_lasting_stack()


@pytest.fixture(scope="session")
def exchange_place(
    root: Root, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, ExchangePorts]]:
    folder = tmp_path_factory.mktemp("exchange")
    ports = ExchangePorts(free_port(socket.SOCK_DGRAM), free_port(), *free_rtp())
    yield folder, ports
    Asterisk(root, folder, []).stop()


@pytest.fixture
async def exchange(
    root: Root, exchange_place: tuple[Path, ExchangePorts], stack: Stack
) -> AsyncIterator[Exchange]:
    """The telephone exchange, ringing the shared town. Set `town` to ring another."""
    folder, ports = exchange_place
    async with Exchange(folder, root, ports, stack.sip, keep=True) as connected:
        yield connected
