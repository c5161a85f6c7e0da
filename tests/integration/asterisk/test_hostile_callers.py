"""Whatever somebody writes as their number, it is a number afterwards or hidden."""

import asyncio
import secrets
import socket

import pytest

from ivr.ari import Ari, events
from tests.support.telephony import MakeStack, Stack


@pytest.fixture(scope="module")
def town(make_lasting_stack: MakeStack) -> Stack:
    return make_lasting_stack(claim_within=300)


def invite(port: int, sender: str, ours: int) -> bytes:
    """The least that a SIP telephone sends to ring."""
    speech = (
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        "m=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
    )
    return (
        f"INVITE sip:844121314@127.0.0.1:{port} SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP 127.0.0.1:{ours};rport;branch=z9hG4bK{secrets.token_hex(8)}\r\n"
        f"From: {sender};tag={secrets.token_hex(4)}\r\nTo: <sip:844121314@127.0.0.1>\r\n"
        f"Call-ID: {secrets.token_hex(8)}\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n"
        f"Contact: <sip:x@127.0.0.1:{ours}>\r\nContent-Type: application/sdp\r\n"
        f"Content-Length: {len(speech)}\r\n\r\n{speech}"
    ).encode()


@pytest.mark.parametrize(
    ("user", "shown"),
    [
        ("777654321", "777654321"),
        ("+420777654321", "+420777654321"),
        ("1%22%20%7C%201%20%7C%20%22", ""),
        ("+%22%20:%20%22+", ""),
        ("%24%7BEPOCH%7D", ""),
        ("777,654%2C321", ""),
        ("777654321)", ""),
        ("777654321%7D", ""),
        ("7" * 40, ""),
        ("anonymous", ""),
        ("%00777654321", ""),
    ],
)
async def test_the_number_is_a_number_or_hidden(town: Stack, user: str, shown: str) -> None:
    port = int(town.sip.rpartition(":")[2])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        async with Ari(town.address, "linka") as ari:
            sender = f'"${{EPOCH}}" <sip:{user}@127.0.0.1>'
            line.sendto(invite(port, sender, line.getsockname()[1]), ("127.0.0.1", port))
            async with asyncio.timeout(5):
                channel = (await ari.arrivals.first(events.CallBroadcast)).channel
            assert channel.caller.number == shown
            await ari.channels.hang_up(channel.id)


async def test_one_caller_too_many_is_refused_and_the_others_stay(make_stack: MakeStack) -> None:
    stack = make_stack(most_calls=2)
    port = int(stack.sip.rpartition(":")[2])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.setblocking(False)
        ours = line.getsockname()[1]
        async with Ari(stack.address, "linka") as ari:
            for number in (777654321, 777654322):
                line.sendto(invite(port, f"<sip:{number}@127.0.0.1>", ours), ("127.0.0.1", port))
                async with asyncio.timeout(5):
                    channel = (await ari.arrivals.first(events.CallBroadcast)).channel
                await ari.calls.claim(channel.id)
            line.sendto(invite(port, "<sip:777654323@127.0.0.1>", ours), ("127.0.0.1", port))
            answer = b""
            async with asyncio.timeout(5):
                while b" 503 " not in answer.partition(b"\r\n")[0]:
                    answer = await asyncio.get_running_loop().sock_recv(line, 4000)
            assert b"777654323" in answer
            async with asyncio.timeout(5):
                while len(left := await ari.channels.list()) > 2:  # noqa: ASYNC110  Asterisk ends it
                    await asyncio.sleep(0.05)
            assert {one.caller.number for one in left} == {"777654321", "777654322"}
            for channel in left:
                await ari.channels.hang_up(channel.id)
    assert "Maximum call limit of 2 calls exceeded" in stack.log
    stack.asterisk.stop()
