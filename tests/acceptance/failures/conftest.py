"""A Linka of one's own for these tests: its processes are killed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from cli.config import Config, Ports, Supervision, as_text
from cli.layout import write_whole
from cli.phone.browser import Browser, open_browser
from cli.phone.ear import Ear
from tests.support.browser_operator import Floor
from tests.support.linka import Account, Linka, Telephones, free_offset
from tests.support.processes import HANGS, SUPERVISOR, Processes


@pytest.fixture(scope="session")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Linka]:
    """Lípov, up; afterwards nothing in its folder tells a secret that was keyed."""
    started = Linka(tmp_path_factory.mktemp("fragile") / "data")
    started.data.mkdir()
    hasty = Config(
        ports=Ports().shifted(free_offset()), supervision=Supervision(hang_seconds=HANGS)
    )
    write_whole(started.data / "config.yaml", as_text(hasty))
    started.up()
    yield started
    started.down()
    leaks = started.vault.leaks()
    assert not leaks, "\n".join(leaks)


@pytest.fixture
def linka(fragile: Linka) -> Linka:
    """All of it runs, whatever the test before has left."""
    if Processes(fragile).running(SUPERVISOR) is None:
        fragile.up()
    return fragile


@pytest.fixture
def processes(linka: Linka) -> Processes:
    return Processes(linka)


@pytest.fixture(scope="session")
def accounts(fragile: Linka) -> list[Account]:
    """Citizens who can log in; what they key is a secret."""
    accounts = fragile.accounts()
    for account in accounts:
        fragile.vault.keyed(account.login)
        fragile.vault.keyed(account.pin)
    return accounts


@pytest.fixture(scope="session")
def ear(fragile: Linka) -> Ear:
    """Knows every prompt of this Linka, the slow ones too: one of the citizens wants them."""
    return fragile.ear(slow=True)


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    async with open_browser(tmp_path) as opened:
        yield opened


@pytest.fixture
async def floor(phones: Telephones, browser: Browser) -> AsyncIterator[Floor]:
    """Where operators sit; they go home before the callers hang up."""
    opened = Floor(phones.linka, browser)
    yield opened
    await opened.clear()


@pytest.fixture
async def phones(linka: Linka, ear: Ear) -> AsyncIterator[Telephones]:
    """Telephones of citizens."""
    async with linka.exchange() as exchange:
        yield Telephones(linka, exchange, ear)
