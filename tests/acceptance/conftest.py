"""One Linka and one telephone exchange for the run; each test rings them."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import expect

from cli.phone.ear import Ear
from tests.support.linka import Linka, Telephones

# what a page shall show is waited for; on a busy machine it comes late, a fault never comes
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def linka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Linka]:
    """Lípov, up; afterwards nothing in its folder tells a secret that was keyed."""
    started = Linka(tmp_path_factory.mktemp("linka") / "data")
    started.up()
    yield started
    started.down()
    leaks = started.vault.leaks()
    assert not leaks, "\n".join(leaks)


@pytest.fixture(scope="session")
def ear(linka: Linka) -> Ear:
    """Knows every prompt of this Linka."""
    return linka.ear()


@pytest.fixture
async def phones(linka: Linka, ear: Ear) -> AsyncIterator[Telephones]:
    """Telephones of citizens."""
    async with linka.exchange() as exchange:
        yield Telephones(linka, exchange, ear)
