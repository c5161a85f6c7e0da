"""Rows become telephones in a real Asterisk, and what happens to those becomes rows."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from booking.api import Backend, Language, SetClock
from ivr.routing.api import Asking, OfferOutcome, OperatorState, Softphone
from ivr.routing.offers import find
from tests.support.sip_page import page_of, registered
from tests.support.softphones import Office, office, until
from tests.support.telephony import MakeStack, Stack

NOVAKOVA = "novakova"


@pytest.fixture(scope="module")
def stack(make_lasting_stack: MakeStack) -> Stack:
    """One of its own: it is killed here."""
    return make_lasting_stack()


@pytest.fixture
async def desk(stack: Stack, backend: Backend) -> AsyncIterator[Office]:
    async with office(stack, backend) as opened:
        yield opened


@pytest.fixture
async def phone(desk: Office, clock: SetClock) -> Softphone:
    """Nováková's, which Asterisk knows."""
    until_evening = clock.now() + timedelta(hours=8)
    made = await desk.routing.softphone(NOVAKOVA, "morning", until_evening)
    await until(lambda: is_pushed(desk))
    return made


async def is_pushed(desk: Office) -> bool:
    return (await desk.phone(NOVAKOVA)).pushed_at is not None


def port(desk: Office) -> int:
    return desk.stack.settings.ports.http


async def test_a_page_registers_with_the_password_of_its_log_in_and_no_other(
    desk: Office, phone: Softphone
) -> None:
    async with page_of(phone, port(desk)) as page:
        assert await page.register(password="another") == 401
    assert await desk.is_detached(NOVAKOVA)
    async with registered(phone, port(desk)):
        await until(lambda: desk.can_ring(NOVAKOVA))


async def test_whoever_closes_the_page_is_not_rung_two_seconds_later(
    desk: Office, phone: Softphone
) -> None:
    async with registered(phone, port(desk)):
        await until(lambda: desk.can_ring(NOVAKOVA))
    await asyncio.sleep(1)
    assert await desk.can_ring(NOVAKOVA)  # it may be loaded again
    await until(lambda: desk.is_detached(NOVAKOVA), within=4)


async def test_what_rings_at_a_closed_page_goes_on(desk: Office, phone: Softphone) -> None:
    async with registered(phone, port(desk)):
        await until(lambda: desk.can_ring(NOVAKOVA))
        await desk.routing.set_state(NOVAKOVA, OperatorState.AVAILABLE)
        await desk.requests.ask(Asking("call-1", Language.CS, "+420777654321"))
        await desk.requests.next_decisions()
        ringing = await desk.routing.offer_of(NOVAKOVA)
        assert ringing is not None
    await until(lambda: desk.is_detached(NOVAKOVA))
    offer = await desk.database.read(lambda tx: find(tx, ringing.offer.id))
    assert offer is not None
    assert offer.outcome is OfferOutcome.MISSED


async def test_a_page_that_answers_no_more_is_found_out(desk: Office, phone: Softphone) -> None:
    async with page_of(phone, port(desk)) as page:
        assert await page.register() == 200
        # Asterisk's first question is answered, the second is not
        await asyncio.wait_for(page.answer_once(), 10)
        await until(lambda: desk.can_ring(NOVAKOVA))
        await until(lambda: desk.is_detached(NOVAKOVA), within=15)


async def test_after_its_restart_asterisk_is_told_again_and_the_row_says_so(
    desk: Office, phone: Softphone, clock: SetClock
) -> None:
    async with registered(phone, port(desk)):
        await until(lambda: desk.can_ring(NOVAKOVA))
        before = (await desk.phone(NOVAKOVA)).pushed_at
        clock.advance(timedelta(seconds=1))
        desk.stack.asterisk.kill()
    await asyncio.to_thread(desk.stack.asterisk.start)

    async def is_pushed_again() -> bool:
        return (await desk.phone(NOVAKOVA)).pushed_at != before

    await until(is_pushed_again)
    await until(lambda: desk.is_detached(NOVAKOVA))
    async with registered(phone, port(desk)):
        await until(lambda: desk.can_ring(NOVAKOVA))


async def test_the_keeper_that_comes_back_finds_all_as_it_was(
    desk: Office, phone: Softphone
) -> None:
    async with registered(phone, port(desk)):
        await until(lambda: desk.can_ring(NOVAKOVA))
        await desk.stop_keeping()
        desk.keep()
        await asyncio.sleep(1.5)
        assert await desk.can_ring(NOVAKOVA)
    assert "stir_shaken" not in desk.stack.log  # nothing was made twice


async def test_who_goes_while_the_keeper_is_away_is_found_gone(
    desk: Office, phone: Softphone
) -> None:
    async with registered(phone, port(desk)):
        await until(lambda: desk.can_ring(NOVAKOVA))
        await desk.stop_keeping()
    desk.keep()
    await until(lambda: desk.is_detached(NOVAKOVA))


async def test_a_log_in_that_is_over_cannot_register_any_more(
    desk: Office, phone: Softphone
) -> None:
    async with registered(phone, port(desk)):
        await until(lambda: desk.can_ring(NOVAKOVA))
        await desk.routing.withdraw_softphone(NOVAKOVA, "morning")
        await until(lambda: desk.is_detached(NOVAKOVA))
        assert await desk.known() == set()
    async with page_of(phone, port(desk)) as page:
        assert await page.register() in {401, 403}


async def test_a_log_in_ends_by_time_too(desk: Office, phone: Softphone, clock: SetClock) -> None:
    assert await desk.known() == {phone.endpoint}
    clock.advance(timedelta(hours=9))
    await until(lambda: _nothing_is_known(desk))


async def test_a_telephone_can_ring_nobody(desk: Office, phone: Softphone) -> None:
    shown = desk.stack.asterisk.command("dialplan show operators")
    assert "'operators'" in shown
    assert "=>" not in shown
    endpoint = desk.stack.asterisk.command(f"pjsip show endpoint {phone.endpoint}")
    assert "context                            : operators" in endpoint


async def test_no_password_stands_in_a_log(
    desk: Office, phone: Softphone, capfd: pytest.CaptureFixture[str]
) -> None:
    async with registered(phone, port(desk)):
        await until(lambda: desk.can_ring(NOVAKOVA))
    assert phone.password not in desk.stack.log
    said = capfd.readouterr()
    assert phone.password not in said.out + said.err


async def _nothing_is_known(desk: Office) -> bool:
    return await desk.known() == set()
