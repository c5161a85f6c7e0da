"""Telephones in the operators' browsers, as rows."""

from datetime import timedelta

import pytest

from ivr.routing.api import OperatorState, UnknownCall
from tests.support.routing import House


async def test_a_log_in_keeps_its_telephone_and_another_gets_a_new_one(house: House) -> None:
    until = house.clock.now() + timedelta(hours=12)
    first = await house.desk.softphone("novakova", "morning", until)
    assert await house.desk.softphone("novakova", "morning", until) == first
    second = await house.desk.softphone("novakova", "noon", until)
    assert second.endpoint != first.endpoint
    assert second.password != first.password
    await house.desk.withdraw_softphone("novakova", "morning")
    assert await house.desk.softphone_of("novakova") == second
    await house.desk.withdraw_softphone("novakova", "noon")
    assert await house.desk.softphone_of("novakova") is None


async def test_a_telephone_whose_time_is_over_is_replaced(house: House) -> None:
    first = await house.desk.softphone("novakova", "morning", house.clock.now())
    house.clock.advance(timedelta(seconds=1))
    until = house.clock.now() + timedelta(hours=1)
    assert (await house.desk.softphone("novakova", "morning", until)).endpoint != first.endpoint


async def test_each_page_that_begins_is_a_generation_and_a_stale_one_is_none(house: House) -> None:
    until = house.clock.now() + timedelta(hours=12)
    phone = await house.desk.softphone("novakova", "morning", until)
    assert await house.desk.begin_softphone("novakova", phone.endpoint) == 1
    assert await house.desk.begin_softphone("novakova", phone.endpoint) == 2
    later = await house.desk.softphone("novakova", "noon", until)
    assert await house.desk.begin_softphone("novakova", phone.endpoint) is None
    assert await house.desk.begin_softphone("novakova", later.endpoint) == 3


async def test_a_telephone_does_not_show_its_password(house: House) -> None:
    phone = await house.desk.softphone("novakova", "morning", house.clock.now())
    assert phone.password not in repr(phone)


async def test_an_operator_ends_their_own_talk_and_wraps_it_up(house: House) -> None:
    await house.seat("novakova")
    await house.ask("call-1", "passport")
    await house.play()
    await house.take("novakova")
    with pytest.raises(UnknownCall):
        await house.desk.hang_up("call-1", "prochazka")
    ended = await house.desk.hang_up("call-1", "novakova")
    assert ended.ended_at is not None
    assert await house.desk.hang_up("call-1", "novakova") == ended
    assert await house.state("novakova") is OperatorState.WRAP_UP
