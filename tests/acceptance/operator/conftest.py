"""A Linka whose operators are rung for a few seconds only, and browsers for them."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import yaml

from cli.config import Config, Ports, as_text
from cli.layout import write_whole
from cli.phone.browser import Browser, open_browser
from cli.phone.ear import Ear
from tests.support.browser_operator import RING_SECONDS, WRAP_UP_SECONDS, Floor
from tests.support.linka import Linka, Telephones, free_offset


@pytest.fixture(scope="session")
def linka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Linka]:
    """Lípov in a hurry, up."""
    folder = tmp_path_factory.mktemp("operators")
    shutil.copytree(Config().town_folder, folder / "town")
    path = folder / "town" / "routing.yaml"
    routing = yaml.safe_load(path.read_text(encoding="utf-8"))
    routing |= {"ring_seconds": RING_SECONDS, "wrap_up_seconds": WRAP_UP_SECONDS}
    path.write_text(yaml.safe_dump(routing, allow_unicode=True, sort_keys=False), encoding="utf-8")
    started = Linka(folder / "data")
    started.data.mkdir()
    config = Config(town=str(folder / "town"), ports=Ports().shifted(free_offset()))
    write_whole(started.data / "config.yaml", as_text(config))
    started.up()
    yield started
    started.down()


@pytest.fixture(scope="session")
def ear(linka: Linka) -> Ear:
    return linka.ear()


@pytest.fixture
async def phones(linka: Linka, ear: Ear) -> AsyncIterator[Telephones]:
    async with linka.exchange() as exchange:
        yield Telephones(linka, exchange, ear)


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    async with open_browser(tmp_path) as opened:
        yield opened


@pytest.fixture
async def floor(phones: Telephones, browser: Browser) -> AsyncIterator[Floor]:
    """Nobody sits there yet. Afterwards they go home before the callers hang up."""
    opened = Floor(phones.linka, browser)
    yield opened
    await opened.clear()
