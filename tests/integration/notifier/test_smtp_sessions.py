"""What each kind of trouble in a session with a mail server means for the letter."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from booking.api import Language, Secret
from notifier.channels.email import EmailChannel, MailServer
from notifier.errors import NotTaken, Pace, Rejected, SendingError, Undecided
from notifier.outbox import ChannelKind, Draft, Message
from tests.support.messages import ADDRESS, message
from tests.support.telephony import free_port

SLOW_SECONDS = 3.0


class Script:
    """Answers as told: at the sender, at the recipient, at the letter itself."""

    def __init__(self, sender: str = "", recipient: str = "", letter: str = "") -> None:
        self._sender, self._recipient, self._letter = sender, recipient, letter
        self.taken: list[str] = []

    async def handle_MAIL(  # noqa: N802  aiosmtpd's name
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002  aiosmtpd's signature
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._say(server, self._sender)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002  aiosmtpd's signature
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002  the same
    ) -> str:
        answer = await self._say(server, self._recipient)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802  aiosmtpd's signature
        self.taken.append(str(envelope.content))
        return await self._say(server, self._letter)

    async def _say(self, server: SMTP, what: str) -> str:
        if what == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        elif what == "drop" and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        elif what:
            return what
        return "250 OK"


@asynccontextmanager
async def server(script: Script, *, logs_in: bool = True) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    sessions: list[SMTP] = []

    def session() -> SMTP:
        sessions.append(
            SMTP(
                script,
                hostname="script.localhost",
                loop=loop,
                authenticator=lambda *_: AuthResult(success=logs_in, handled=logs_in),
                auth_require_tls=False,
            )
        )
        return sessions[-1]

    listening = await loop.create_server(session, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for one in sessions:
            if isinstance(one.transport, asyncio.WriteTransport):
                one.transport.abort()
        await asyncio.sleep(0.01)  # so that each hears of its end


def letter() -> Message:
    draft = Draft(
        ChannelKind.EMAIL, "visit_booked", ADDRESS, Language.CS, "visit:1", "Text", subject="Věc"
    )
    return message(draft, 1, created_at=datetime.now(UTC))


async def send(port: int) -> str:
    channel = EmailChannel(MailServer("127.0.0.1", port, "urad@lipov.example", timeout=1))
    return await channel.send(letter(), now=datetime.now(UTC))


@pytest.mark.parametrize(
    ("script", "error", "reason"),
    [
        (Script(sender="451 4.3.2 Not now"), NotTaken, "smtp-451"),
        (Script(sender="530 5.7.0 Log in first"), NotTaken, "smtp-530"),
        (Script(recipient="450 4.2.0 Greylisted"), NotTaken, "smtp-450"),
        (Script(recipient="452 4.2.2 Mailbox full for now"), NotTaken, "smtp-452"),
        (Script(recipient="550 5.1.1 No such mailbox"), Rejected, "no-such-address"),
        (Script(recipient="550 No such mailbox"), Rejected, "smtp-550"),
        (Script(recipient="552 5.2.2 Mailbox full"), Rejected, "mailbox-full"),
        (Script(recipient="554 5.7.1 <jan@firma.cz>: Relay access denied"), NotTaken, "smtp-554"),
        (Script(recipient="550 5.1.1 <jan@relay.cz>: unknown"), Rejected, "no-such-address"),
        (Script(recipient="550 Relaying not permitted"), NotTaken, "smtp-550"),
        (Script(letter="451 4.7.1 Try again later"), NotTaken, "smtp-451"),
        (Script(letter="554 5.7.1 Looks like spam"), Rejected, "refused"),
        (Script(letter="421 4.3.2 Going down"), NotTaken, "smtp-421"),
        (Script(letter="slow"), Undecided, "no-answer"),
        (Script(letter="drop"), Undecided, "no-answer"),
    ],
)
async def test_trouble_is_told_by_what_it_means(
    script: Script, error: type[SendingError], reason: str
) -> None:
    async with server(script) as port:
        with pytest.raises(error) as told:
            await send(port)
    assert told.value.reason == reason


@pytest.mark.parametrize(
    ("script", "pace"),
    [
        (Script(recipient="450 4.2.0 Greylisted"), Pace.SLOW),
        (Script(sender="530 5.7.0 Log in first"), Pace.SLOW),
        (Script(recipient="554 5.7.1 Relay access denied"), Pace.SLOW),
        (Script(letter="421 4.3.2 Going down"), Pace.SOON),
    ],
)
async def test_a_server_that_wants_us_to_wait_or_somebody_to_repair_is_not_pressed(
    script: Script, pace: Pace
) -> None:
    async with server(script) as port:
        with pytest.raises(NotTaken) as told:
            await send(port)
    assert told.value.pace is pace


async def test_a_wrong_password_waits_for_its_repair() -> None:
    script = Script()
    async with server(script, logs_in=False) as port:
        known = MailServer(
            "127.0.0.1", port, "urad@lipov.example", "", "linka", Secret("wrong"), timeout=1
        )
        with pytest.raises(NotTaken) as told:
            await EmailChannel(known).send(letter(), now=datetime.now(UTC))
    assert (told.value.reason, told.value.pace) == ("smtp-535", Pace.SLOW)
    assert script.taken == []


async def test_a_connection_that_drops_before_the_letter_has_taken_nothing() -> None:
    script = Script(recipient="drop")
    async with server(script) as port:
        with pytest.raises(SendingError):
            await send(port)
    assert script.taken == []


async def test_no_server_has_certainly_taken_nothing() -> None:
    with pytest.raises(NotTaken, match="no-connection"):
        await send(free_port())


async def test_a_server_that_never_greets_is_not_waited_for() -> None:
    over = asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as listening:
        with pytest.raises(SendingError):
            await send(listening.sockets[0].getsockname()[1])
        over.set()
        await asyncio.sleep(0.01)  # so that it closes


async def test_what_is_well_is_taken_once() -> None:
    script = Script()
    async with server(script) as port:
        assert await send(port)
    assert len(script.taken) == 1
