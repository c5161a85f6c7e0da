import asyncio
import socket
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlalchemy import text

from booking.api import Database
from cli.asterisk.run import Asterisk
from cli.asterisk.settings import Settings, Trunk
from ivr.health import Health, State, current

INTRUDER = Path(__file__).parent / "intruder.xml"
OPERATOR = """
[intruded]
type = endpoint
auth = intruded
context = nowhere
disallow = all
allow = alaw

[intruded]
type = auth
auth_type = digest
username = intruded
password = right
"""

Watching = Callable[[int, str], None]
Seen = Callable[[str, State], Awaitable[Health]]


class Stack(Protocol):
    @property
    def asterisk(self) -> Asterisk: ...
    @property
    def settings(self) -> Settings: ...


class Provider(Protocol):
    answers: bool
    port: int


def intrude(port: int, times: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        own = str(probe.getsockname()[1])
    command = ["sipp", f"127.0.0.1:{port}", "-sf", str(INTRUDER), "-i", "127.0.0.1", "-p", own]
    bounds = ["-m", str(times), "-r", "100", "-timeout", "10s", "-nostdin"]
    subprocess.run([*command, *bounds], capture_output=True, timeout=20, check=False)


def traces(database: Database) -> list[dict[str, Any]]:
    query = text("SELECT did, about, details FROM audit WHERE who = 'asterisk'")
    rows = database.run(lambda tx: tx.all(query), immediate=False)
    return [row._asdict() for row in rows]


@pytest.fixture
def guarded(make_stack: Callable[..., Stack]) -> Stack:
    """A town's Asterisk with an endpoint that asks for a password."""
    made = make_stack(start=False)
    with (made.asterisk.folder / "etc" / "pjsip.conf").open("a") as configuration:
        configuration.write(OPERATOR)
    made.asterisk.start()
    return made


async def test_a_wrong_sip_password_leaves_a_trace_in_the_audit(
    guarded: Stack, database: Database, watch: Watching, seen: Seen
) -> None:
    watch(guarded.settings.ports.ami, guarded.settings.secrets.ami)
    await seen("asterisk", State.UP)
    await asyncio.to_thread(intrude, guarded.settings.ports.sip, 40)
    await asyncio.sleep(2)
    found = traces(database)
    # bounded: the rest of the minute is counted, not written (two, if the minute turned meanwhile)
    assert 1 <= len([row for row in found if row["did"] == "security event"]) <= 10
    assert found[0]["about"] == "127.0.0.1"
    assert '"event": "ChallengeResponseFailed"' in found[0]["details"]
    assert '"account": "intruded"' in found[0]["details"]


async def test_a_trunk_is_seen_to_answer_and_to_fall_silent(
    make_stack: Callable[..., Stack], watch: Watching, seen: Seen, provider: Provider
) -> None:
    trunk = Trunk(registrar=f"127.0.0.1:{provider.port}", username="town", password="town")
    stack = await asyncio.to_thread(make_stack, trunk=trunk)
    watch(stack.settings.ports.ami, stack.settings.secrets.ami)
    assert (await seen("trunk-registration", State.UP)).detail == "Registered"
    # by itself Asterisk asks within a minute
    await asyncio.to_thread(stack.asterisk.command, "pjsip qualify trunk")
    assert (await seen("trunk", State.UP)).detail == "answers"
    provider.answers = False
    await asyncio.to_thread(
        stack.asterisk.command, "pjsip qualify trunk"
    )  # or it would be asked within a minute
    assert (await seen("trunk", State.DOWN)).detail == "does not answer"
    provider.answers = True
    await asyncio.to_thread(stack.asterisk.command, "pjsip qualify trunk")
    await seen("trunk", State.UP)


async def test_an_asterisk_that_went_and_came_back_is_seen(
    make_stack: Callable[..., Stack], database: Database, watch: Watching, seen: Seen
) -> None:
    stack = await asyncio.to_thread(make_stack)
    watch(stack.settings.ports.ami, stack.settings.secrets.ami)
    assert (await seen("asterisk", State.UP)).node == "here"
    assert {row.name: row.state for row in await current(database)} == {
        "asterisk": State.UP,
        "trunk": State.UNKNOWN,
    }
    await asyncio.to_thread(stack.asterisk.kill)
    assert (await seen("asterisk", State.DOWN)).detail == "AMI cannot be reached"
    assert (await seen("trunk", State.UNKNOWN)).detail == "Asterisk cannot be asked"
    await asyncio.to_thread(stack.asterisk.start)
    await seen("asterisk", State.UP)


async def test_a_refused_password_is_told_as_such(
    stack: Stack, watch: Watching, seen: Seen
) -> None:
    watch(stack.settings.ports.ami, "not the password")
    assert (await seen("asterisk", State.DOWN)).detail == "AMI refuses our password"
