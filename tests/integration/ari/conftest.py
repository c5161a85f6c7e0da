from collections.abc import AsyncIterator

import pytest

from cli.phone.exchange import Exchange
from ivr.ari import Ari
from tests.support.desk import Desk
from tests.support.telephony import Stack


@pytest.fixture
async def ari(stack: Stack) -> AsyncIterator[Ari]:
    async with Ari(stack.address, "linka") as connected:
        yield connected


@pytest.fixture
def desk(ari: Ari, exchange: Exchange) -> Desk:
    return Desk(ari, exchange)
