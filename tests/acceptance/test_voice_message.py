"""A visit is moved, and a landline gets no SMS: it is rung once, and key 1 confirms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from booking.api import Backend, Contact, Database, Hashing, Language, Visit
from cli import context
from cli.config import Config, Ports, Trunk
from cli.phone.call import PhoneCall
from cli.phone.exchange import ExchangePorts
from tests.support.linka import Linka, free_offset

LANDLINE = "+420596111222"
OTHER = "+420596111223"
STATES = "SELECT channel, state, reason FROM messages WHERE recipient = ? ORDER BY id"


@pytest.fixture(scope="module")
def linka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Linka]:
    """Lípov with a trunk that leads out: to the exchange."""
    folder = tmp_path_factory.mktemp("linka") / "data"
    ports = Ports().shifted(free_offset())
    outgoing = f"127.0.0.1:{ExchangePorts.beside(ports).sip}"
    folder.mkdir()
    context.make(folder, Config(ports=ports, trunk=Trunk(outgoing=outgoing)))
    started = Linka(folder)
    started.up()
    yield started
    started.down()


@asynccontextmanager
async def backend_of(linka: Linka) -> AsyncIterator[Backend]:
    here = context.find(linka.data)
    database = Database(here.database_url, here.clock)
    try:
        yield Backend(database, here.clock, Hashing())
    finally:
        database.close()


async def moved(linka: Linka, phone: str) -> Visit:
    """A visit that an operator has just moved."""
    async with backend_of(linka) as backend:
        hold = await backend.visits.hold_nearest("passport.new", owner=phone)
        assert hold is not None
        booked = await backend.visits.confirm(hold.id, contact=Contact(phone), language=Language.CS)
        other = await backend.visits.hold_nearest("passport.new", owner="novakova")
        assert other is not None
        return await backend.visits.move(booked.id, other.id, by="novakova")


async def heard_out(call: PhoneCall) -> None:
    assert await call.sound(within=10)
    assert await call.silence(0.9)


async def test_a_landline_is_rung_once_and_confirms_the_new_time(linka: Linka) -> None:
    async with linka.exchange() as exchange:
        phone = await exchange.telephone(LANDLINE)
        visit = await moved(linka, LANDLINE)
        call = await phone.rings(within=60)
        await call.pick_up()
        await heard_out(call)
        await call.key("1")
        await call.ended(within=15)
        await linka.until("SELECT 1 FROM messages WHERE channel = 'voice' AND state = 'delivered'")
        heard = linka.ear().hear(call.recording)
        said = " ".join(one.segment.text for one in heard)
        await asyncio.sleep(3)
        assert len(phone.calls) == 1
    assert "Termín se změnil. Nově je" in said
    assert "Lidická pět" in said or "Nádražní dvanáct" in said
    assert said.endswith("Děkujeme, zpráva je potvrzena. Na shledanou.")
    assert "pas" not in said.split()
    told = linka.rows(STATES, LANDLINE)
    assert [(one["channel"], one["state"], one["reason"]) for one in told][-2:] == [
        ("sms", "permanent-failure", "not-a-mobile"),
        ("voice", "delivered", None),
    ]
    logs = [path.read_text(errors="replace") for path in (linka.data / "log").glob("*.log")]
    assert not [text for text in logs if visit.code in text]


async def test_where_nobody_picks_up_an_operator_is_to_ring(linka: Linka) -> None:
    async with linka.exchange() as exchange:
        phone = await exchange.telephone(OTHER)
        await moved(linka, OTHER)
        await (await phone.rings(within=60)).decline()
        [task] = await linka.until(
            "SELECT note FROM rings WHERE phone = ? AND dialog = 'message'", OTHER
        )
        await asyncio.sleep(3)
        assert len(phone.calls) == 1
    assert "Zavolat: zpráva nedošla (bylo obsazeno)." in task["note"]
    told = linka.rows(STATES, OTHER)
    assert [(one["channel"], one["state"]) for one in told][-3:] == [
        ("sms", "permanent-failure"),
        ("voice", "temporary-failure"),
        ("task", "sent"),
    ]
