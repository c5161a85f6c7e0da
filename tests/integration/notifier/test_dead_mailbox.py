"""Who wishes for letters, and whose mailbox is gone, is told by SMS: the town has their number."""

from __future__ import annotations

import pytest

from booking.api import Backend, ChannelWish, Citizen, MessageKind
from notifier.channels.fake import FakeChannel
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks
from notifier.consent.staff import Silences
from notifier.errors import Rejected
from notifier.outbox import ChannelKind, Message, MessageState, store
from tests.integration.notifier.conftest import eventually
from tests.integration.notifier.gate.conftest import PLAIN, working

MARIE = "+420777000321"


@pytest.fixture
def sms() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def mail() -> FakeChannel:
    return FakeChannel("smtp")


@pytest.fixture
async def marie(backend: Backend) -> Citizen:
    """She wants letters only."""
    [found] = await backend.citizens.by_phone(MARIE)
    ways = dict.fromkeys(MessageKind, ChannelWish.EMAIL)
    await backend.wishes.set(found.id, ways, None, by="vesely")
    return found


async def changed(backend: Backend, citizen: Citizen) -> None:
    """Something is to be told to her."""
    filed = await backend.applications.file("complaint", citizen.id, by="vesely")
    await backend.applications.change_status(filed.application.id, "processing", by="vesely")


def told(backend: Backend) -> list[Message]:
    found = backend.database.run(lambda tx: store.recent(tx, limit=50))
    return [one for one in found if one.template == "application_status"]


def is_over(backend: Backend, *channels: ChannelKind) -> bool:
    found = told(backend)
    return {one.channel for one in found} == set(channels) and all(
        one.state is not MessageState.CREATED and one.state is not MessageState.SENDING
        for one in found
    )


async def test_the_letter_that_nobody_takes_is_followed_by_one_sms(
    backend: Backend, marie: Citizen, sms: FakeChannel, mail: FakeChannel
) -> None:
    mail.errors.extend([Rejected("no-such-address")] * 2)
    async with working(backend, sms, mail, PLAIN):
        await changed(backend, marie)
        await eventually(lambda: is_over(backend, ChannelKind.EMAIL, ChannelKind.SMS))
    assert mail.taken == []
    assert [one.recipient for _, one in sms.taken if one.template == "application_status"] == [
        MARIE
    ]


async def test_what_comes_after_that_goes_by_sms_at_once(
    backend: Backend, marie: Citizen, sms: FakeChannel, mail: FakeChannel
) -> None:
    address = str(marie.reachable_email)
    blocks = Blocks(backend.database)
    await backend.database.write(
        lambda tx: blocks.block(tx, address, BlockReason.INVALID, "message:1")
    )
    async with working(backend, sms, mail, PLAIN):
        await changed(backend, marie)
        await eventually(lambda: is_over(backend, ChannelKind.EMAIL, ChannelKind.SMS))
    [letter] = [one for one in told(backend) if one.channel is ChannelKind.EMAIL]
    assert letter.reason == "invalid"  # it stands there that no letter was sent, and why
    assert mail.taken == []


async def test_who_wants_letters_and_gets_them_gets_no_sms(
    backend: Backend, marie: Citizen, sms: FakeChannel, mail: FakeChannel
) -> None:
    async with working(backend, sms, mail, PLAIN):
        await changed(backend, marie)
        await eventually(lambda: is_over(backend, ChannelKind.EMAIL))
    assert sms.taken == []


async def test_who_has_opted_out_of_letters_gets_no_sms_in_their_place(
    backend: Backend, marie: Citizen, sms: FakeChannel, mail: FakeChannel
) -> None:
    await Silences(backend.database).begin(str(marie.reachable_email), by="vesely")
    async with working(backend, sms, mail, PLAIN):
        await changed(backend, marie)
        await eventually(lambda: is_over(backend, ChannelKind.EMAIL))
    assert (sms.taken, mail.taken) == ([], [])
