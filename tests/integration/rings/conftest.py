"""Lípov with a way out: the exchange, where citizens' telephones can be rung."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cli.asterisk.settings import Trunk
from cli.phone.ear import Ear
from cli.phone.exchange import Exchange, ExchangePorts
from cli.phone.telephone import Telephone
from tests.integration.rings.rung import LANDLINE, RingingHouse
from tests.support.databases import Templates
from tests.support.houses import ear
from tests.support.telephony import MakeStack, Stack

__all__ = ["ear"]


@pytest.fixture(scope="session")
def line_out(make_lasting_stack: MakeStack, exchange_place: tuple[Path, ExchangePorts]) -> Stack:
    """An Asterisk that may place calls."""
    place = f"127.0.0.1:{exchange_place[1].sip}"
    return make_lasting_stack(claim_within=1500, trunk=Trunk(outgoing=place))


@pytest.fixture
async def house(
    templates: Templates, tmp_path: Path, exchange: Exchange, ear: Ear, line_out: Stack
) -> AsyncIterator[RingingHouse]:
    exchange.town = line_out.sip
    database = templates.copy("lipov", tmp_path / "town.db")
    made = RingingHouse(line_out, database, exchange, ear, trunk=line_out.settings.trunk.outgoing)
    await made.start()
    yield made
    await made.leave()


@pytest.fixture
async def phone(exchange: Exchange) -> Telephone:
    """A landline that anybody may pick up."""
    return await exchange.telephone(LANDLINE)
