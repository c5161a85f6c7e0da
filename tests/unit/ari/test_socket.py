from itertools import islice

import pytest

from ivr.ari import Address, Ari, Mailbox, errors, events
from ivr.ari.models import Channel
from ivr.ari.requests.wire import part
from ivr.ari.socket import pauses

ADDRESS = Address("http://127.0.0.1:8088", "linka", "secret word")


def test_pauses_begin_short_and_stay_below_three_seconds() -> None:
    first, *_, last = list(islice(pauses(), 40))
    assert first < 0.1
    assert 1 <= last <= 3


def test_the_password_stands_neither_in_the_address_nor_in_its_picture() -> None:
    assert "secret" not in ADDRESS.websocket("linka")
    assert "secret" not in repr(ADDRESS)


def test_an_identifier_cannot_lead_to_another_resource() -> None:
    assert part("../channels?x=1#") == "..%2Fchannels%3Fx%3D1%23"


def test_a_reply_becomes_the_error_of_its_status() -> None:
    assert isinstance(errors.request_failed(404, "", "GET", "x"), errors.NotFound)
    assert isinstance(errors.request_failed(409, "", "GET", "x"), errors.Conflict)
    assert type(errors.request_failed(500, "", "GET", "x")) is errors.RequestFailed


async def test_without_a_connection_a_request_fails_at_once() -> None:
    with pytest.raises(errors.NotConnected):
        await Ari(ADDRESS, "linka").server.ping()


async def test_events_go_to_the_listener_and_else_to_the_arrivals() -> None:
    ari = Ari(ADDRESS, "linka")
    event = events.StasisEnd(channel=Channel("c1"))
    with ari.listen("c1") as mailbox:
        ari._deliver(event)
        assert mailbox.get_nowait() is event
        assert ari.arrivals.get_nowait() is None
    ari._deliver(event)
    assert ari.arrivals.get_nowait() is event


async def test_a_resource_has_one_listener() -> None:
    ari = Ari(ADDRESS, "linka")
    ari.listen("c1")
    with pytest.raises(ValueError, match="c1"):
        ari.listen("c1")


async def test_a_mailbox_keeps_the_order() -> None:
    mailbox = Mailbox()
    told = [events.StasisEnd(channel=Channel(name)) for name in "abc"]
    for event in told:
        mailbox.put(event)
    assert [await mailbox.get() for _ in told] == told


async def test_endpoints_are_never_subscribed_to() -> None:
    with pytest.raises(ValueError, match="endpoint"):
        await Ari(ADDRESS, "linka").applications.subscribe("linka", "endpoint:PJSIP/trunk")
