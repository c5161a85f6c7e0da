"""One more try for what a technical fault has ended."""

import asyncio

import pytest
from sqlalchemy import update

from booking.api import Backend, NotFound, Refused
from notifier.errors import NotTaken
from notifier.figures.service import Messages
from notifier.outbox import MessageState, trace_of
from notifier.outbox.rules import MOST_ROUNDS
from notifier.outbox.said import Said
from notifier.outbox.tables import messages
from tests.integration.notifier.figures.conftest import Sender


@pytest.fixture
async def failed(sender: Sender) -> int:
    """Its tries are used up."""
    number = await sender.put(template="application_status")
    database = sender.backend.database
    await database.write(
        lambda tx: tx.execute(update(messages).values(attempts=MOST_ROUNDS - 1, reason="busy"))
    )
    outbox = sender.outbox
    [claimed] = (await outbox.claim(1)).claimed
    state = await outbox.failed(claimed.message, NotTaken("no-connection"))
    assert state is MessageState.TECHNICAL_FAILURE
    return number


async def test_it_is_looked_up_and_then_sent_once(
    sender: Sender, told: Messages, failed: int
) -> None:
    await told.try_again(failed, by="kralova", key="click")
    outbox = sender.outbox
    [claimed] = (await outbox.claim(5)).claimed
    assert claimed.may_be_there
    await outbox.not_there(claimed.message)
    [claimed] = (await outbox.claim(5)).claimed
    assert not claimed.may_be_there
    await outbox.sent(claimed.message, "SM2")
    assert (await sender.message(failed)).state is MessageState.SENT


async def test_the_trace_and_the_audit_tell_of_it(
    backend: Backend, told: Messages, failed: int
) -> None:
    await told.try_again(failed, by="kralova")
    last = (await trace_of(backend.database, failed))[-1]
    assert (last.state, last.reason) == (MessageState.SENDING, "tried-again")
    [entry] = await backend.audit.recent(1)
    assert (entry.who, entry.did, entry.about) == (
        "kralova",
        "message-tried-again",
        f"message:{failed}",
    )


async def test_a_double_click_is_one_try(backend: Backend, told: Messages, failed: int) -> None:
    both = await asyncio.gather(
        *(told.try_again(failed, by="kralova", key="click") for _ in range(2))
    )
    assert both[0] == both[1]
    states = [one.reason for one in await trace_of(backend.database, failed)]
    assert states.count("tried-again") == 1


async def test_two_who_click_make_one_try(told: Messages, failed: int) -> None:
    tries = [told.try_again(failed, by=who, key=who) for who in ("kralova", "spravce")]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["MessageState", "Refused"]


async def test_what_the_provider_has_said_not_to_have_sent_is_sent_under_a_new_number(
    sender: Sender, told: Messages
) -> None:
    number = await sender.send(template="application_status")
    await sender.outbox.receipt("twilio", f"ref-{number}", Said.FAILED, "refused")
    await told.try_again(number, by="kralova")
    now = await sender.message(number)
    assert (now.state, now.reference) == (MessageState.CREATED, None)
    await sender.outbox.receipt("twilio", f"ref-{number}", Said.FAILED, "refused")
    assert (await sender.message(number)).state is MessageState.CREATED


async def test_what_has_gone_another_way_is_not_sent_again(sender: Sender, told: Messages) -> None:
    number = await sender.send(speech="{}", template="visit_moved")
    await sender.outbox.receipt("twilio", f"ref-{number}", Said.FAILED, "refused")
    with pytest.raises(Refused) as refused:
        await told.try_again(number, by="kralova")
    assert (refused.value.field, refused.value.reason) == ("message", "followed")
    assert await told.why_not_again(number) == "followed"


async def test_what_was_sent_is_not_sent_again(sender: Sender, told: Messages) -> None:
    number = await sender.send()
    with pytest.raises(Refused):
        await told.try_again(number, by="kralova")
    assert (await sender.message(number)).state is MessageState.SENT


async def test_a_message_that_is_not_there_is_told(told: Messages) -> None:
    with pytest.raises(NotFound):
        await told.try_again(77, by="kralova")
