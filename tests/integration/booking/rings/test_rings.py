import pytest

from booking.api import Backend, Database, Language, Refused, Ring, RingRequested, unhandled

PHONE = "+420596123456"


async def ask(backend: Backend, dialog: str = "callback", key: str | None = None) -> Ring:
    return await backend.rings.request(
        phone=PHONE, dialog=dialog, language=Language.CS, call_id="call-1", key=key
    )


async def test_a_request_is_kept_and_told(backend: Backend, town: Database) -> None:
    ring = await ask(backend)
    assert await backend.rings.open() == [ring]
    found = await town.write(lambda tx: unhandled(tx.connection, 100))
    told = [one.event for one in found if isinstance(one.event, RingRequested)]
    assert [(event.ring_id, event.phone) for event in told] == [(ring.id, PHONE)]


async def test_who_asks_twice_is_rung_once(backend: Backend) -> None:
    assert await ask(backend) == await ask(backend)
    assert await ask(backend, "waiting-list") != await ask(backend)
    assert len(await backend.rings.open()) == 2


async def test_the_same_key_again_gives_the_first_ring(backend: Backend) -> None:
    assert await ask(backend, key="spool-1") == await ask(backend, key="spool-1")


async def test_a_number_that_is_none_is_refused(backend: Backend) -> None:
    with pytest.raises(Refused):
        await backend.rings.request(phone="123", dialog="callback", language=Language.CS)
