from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cli.phone.exchange import ExchangePorts
from tests.support.house import House
from tests.support.houses import ear, house, town_line
from tests.support.sip_phone import SipPhone, sip_phone

__all__ = ["ear", "house", "town_line"]


@pytest.fixture
async def phone(
    house: House, exchange_place: tuple[Path, ExchangePorts]
) -> AsyncIterator[SipPhone]:
    """The telephone of an operator who knows passports, on duty."""
    async with sip_phone(*exchange_place) as made:
        await made.plug_in(house, "novakova")
        await house.on_duty("novakova")
        yield made


@pytest.fixture
async def second(
    house: House,
    phone: SipPhone,  # noqa: ARG001  who comes first has been idle longer
    exchange_place: tuple[Path, ExchangePorts],
) -> AsyncIterator[SipPhone]:
    """The telephone of another operator, who is not on duty yet."""
    async with sip_phone(*exchange_place) as made:
        await made.plug_in(house, "marek")
        yield made
