"""What every channel does: the fake and the real ones against the real inbox."""

from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from booking.api import Language, Secret
from notifier.channels.email import EmailChannel, MailServer
from notifier.channels.fake import FakeChannel
from notifier.channels.shape import AfterSilence, Channel
from notifier.channels.sms import SmsChannel, SmsGateway
from notifier.errors import NotTaken, Rejected, SendingError, Undecided
from notifier.inbox.faults import Fault
from notifier.inbox.server import Inbox
from notifier.outbox import ChannelKind, Draft, Message
from tests.integration.notifier.conftest import ACCOUNT, gateway, server
from tests.support.messages import ADDRESS, MOBILE, message

FAULTS: dict[Fault, SendingError] = {
    Fault.BUSY: NotTaken("busy"),
    Fault.REFUSED: Rejected("refused"),
    Fault.DROPPED_AFTER: Undecided("no-answer"),
}


@dataclass
class Bench:
    """A channel, how to trouble it, and what its other end has."""

    channel: Channel
    kind: ChannelKind
    trouble: Callable[[Fault], None]
    count: Callable[[], int]


@pytest.fixture(params=["sms", "email", "fake-sms", "fake-email"])
async def bench(request: pytest.FixtureRequest, inbox: Inbox) -> AsyncIterator[Bench]:
    kind = ChannelKind(request.param.removeprefix("fake-"))
    made = faked(kind) if request.param.startswith("fake") else real(kind, inbox)
    yield made
    await made.channel.close()


def faked(kind: ChannelKind) -> Bench:
    fake = FakeChannel(
        after_silence=AfterSilence.ASK if kind is ChannelKind.SMS else AfterSilence.REPEAT,
        errors=deque(),
    )
    return Bench(
        fake, kind, lambda fault: fake.errors.append(FAULTS[fault]), lambda: len(fake.taken)
    )


def real(kind: ChannelKind, inbox: Inbox) -> Bench:
    sms = kind is ChannelKind.SMS
    channel = SmsChannel(gateway(inbox)) if sms else EmailChannel(server(inbox))
    return Bench(channel, kind, inbox.faults.coming.append, lambda: len(inbox.items.newest()))


def letter(bench: Bench, number: int = 1, text: str = "Objednáno") -> Message:
    to = MOBILE if bench.kind is ChannelKind.SMS else ADDRESS
    draft = Draft(bench.kind, "visit_booked", to, Language.CS, "visit:1", text, subject="Věc")
    return message(draft, number, created_at=datetime.now(UTC))


async def send(bench: Bench, what: Message) -> str:
    return await bench.channel.send(what, now=datetime.now(UTC))


async def test_what_is_sent_arrives_and_has_a_number(bench: Bench) -> None:
    first = await send(bench, letter(bench))
    second = await send(bench, letter(bench, 2, "Zrušeno"))
    assert first != second
    assert bench.count() == 2


@pytest.mark.parametrize(
    ("fault", "error", "taken"),
    [
        (Fault.BUSY, NotTaken, 0),
        (Fault.REFUSED, Rejected, 0),
        (Fault.DROPPED_AFTER, Undecided, 1),
    ],
)
async def test_trouble_is_told_by_what_it_means_for_the_message(
    bench: Bench, fault: Fault, error: type[SendingError], taken: int
) -> None:
    bench.trouble(fault)
    with pytest.raises(error):
        await send(bench, letter(bench))
    assert bench.count() == taken


async def test_after_trouble_the_next_message_goes_through(bench: Bench) -> None:
    bench.trouble(Fault.BUSY)
    with pytest.raises(NotTaken):
        await send(bench, letter(bench))
    await send(bench, letter(bench))
    assert bench.count() == 1


async def test_what_was_taken_is_found_where_the_provider_can_be_asked(bench: Bench) -> None:
    sent = letter(bench)
    missing = replace(letter(bench, 2), text="Něco jiného")
    reference = await send(bench, sent)
    if bench.kind is ChannelKind.EMAIL:
        assert await bench.channel.find(sent) == []
    else:
        assert await bench.channel.find(sent) == [reference]
        assert await bench.channel.find(missing) == []


async def test_what_was_taken_before_trouble_is_found(bench: Bench) -> None:
    bench.trouble(Fault.DROPPED_AFTER)
    with pytest.raises(Undecided):
        await send(bench, letter(bench))
    found = await bench.channel.find(letter(bench))
    assert len(found) == (1 if bench.channel.after_silence is AfterSilence.ASK else 0)


async def test_a_letter_sent_twice_is_one_letter(inbox: Inbox) -> None:
    channel = EmailChannel(server(inbox))
    draft = Draft(ChannelKind.EMAIL, "t", ADDRESS, Language.CS, "visit:1", "Text", subject="Věc")
    once = message(draft)
    assert await channel.send(once, now=once.created_at) == await channel.send(
        once, now=datetime.now(UTC)
    )
    await channel.send(message(draft, 2), now=once.created_at)
    assert len(inbox.items.newest()) == 2


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.BROKEN_AFTER, Fault.DROPPED, Fault.SLOW])
async def test_an_sms_without_a_clear_answer_is_undecided(inbox: Inbox, fault: Fault) -> None:
    inbox.faults.coming.append(fault)
    channel = SmsChannel(gateway(inbox, timeout=0.3))
    draft = Draft(ChannelKind.SMS, "t", MOBILE, Language.CS, "visit:1", "Text")
    with pytest.raises(Undecided):
        await channel.send(message(draft), now=datetime.now(UTC))
    await channel.close()


async def test_a_slow_mail_server_is_undecided(inbox: Inbox) -> None:
    inbox.faults.coming.append(Fault.SLOW)
    channel = EmailChannel(server(inbox, timeout=0.3))
    draft = Draft(ChannelKind.EMAIL, "t", ADDRESS, Language.CS, "visit:1", "Text", subject="Věc")
    with pytest.raises(Undecided):
        await channel.send(message(draft), now=datetime.now(UTC))


async def test_where_nobody_listens_nothing_was_taken(unused_tcp_port: int) -> None:
    sms = SmsChannel(
        SmsGateway(ACCOUNT, Secret("x"), "Lipov", f"http://127.0.0.1:{unused_tcp_port}")
    )
    mail = EmailChannel(MailServer("127.0.0.1", unused_tcp_port, "a@b.example"))
    draft = Draft(ChannelKind.SMS, "t", MOBILE, Language.CS, "visit:1", "Text")
    for channel in (sms, mail):
        with pytest.raises(NotTaken):
            await channel.send(message(draft), now=datetime.now(UTC))
        await channel.close()


async def test_a_wrong_token_waits_for_its_repair(inbox: Inbox) -> None:
    channel = SmsChannel(SmsGateway(ACCOUNT, Secret("wrong"), "Lipov", inbox.url))
    draft = Draft(ChannelKind.SMS, "t", MOBILE, Language.CS, "visit:1", "Text")
    with pytest.raises(NotTaken, match="gateway-20003"):
        await channel.send(message(draft), now=datetime.now(UTC))
    await channel.close()


async def test_the_gateways_wish_to_wait_is_passed_on(inbox: Inbox) -> None:
    inbox.faults.coming.append(Fault.BUSY)
    channel = SmsChannel(gateway(inbox))
    draft = Draft(ChannelKind.SMS, "t", MOBILE, Language.CS, "visit:1", "Text")
    with pytest.raises(NotTaken) as caught:
        await channel.send(message(draft), now=datetime.now(UTC))
    assert caught.value.retry_after == 1
    await channel.close()
