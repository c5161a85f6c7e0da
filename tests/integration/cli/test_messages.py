"""`./linka messages` on a data folder: what programs rely on, and a message's whole way."""

import asyncio
import json
from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from booking.api import Backend, Database, Language, VisitBooked
from booking.audit.service import Audit
from cli import context
from cli.__main__ import assemble
from notifier.channels.fake import FakeChannel
from notifier.outbox import ChannelKind, Draft, Message, Outbox, Patience
from notifier.outbox.said import Said
from notifier.providers.ways import Routes
from tests.support.databases import CHEAP_HASHING, Templates
from tests.support.messages import ADDRESS, MOBILE, visit

SMS = Draft(ChannelKind.SMS, "visit_booked", MOBILE, Language.CS, "visit:12", "Objednano.")
MAIL = Draft(
    ChannelKind.EMAIL, "visit_booked", ADDRESS, Language.CS, "visit:13", "Text", subject="Objednáno"
)


@pytest.fixture
def data(templates: Templates, tmp_path: Path) -> Path:
    """Two messages: a delivered SMS, and a letter that waits."""
    here = context.make(tmp_path / "data")
    templates.copy("lipov", here.layout.database)
    database = Database(here.database_url, here.clock)
    asyncio.run(fill(Backend(database, here.clock, CHEAP_HASHING)))
    database.close()
    return here.layout.folder


async def fill(backend: Backend) -> None:
    database = backend.database
    ways = Routes({ChannelKind.SMS: FakeChannel("twilio")})
    outbox = Outbox(database, "worker", Patience(), routes=ways)
    event = await database.write(lambda tx: tx.append(visit(VisitBooked)))
    await database.write(lambda tx: outbox.put(tx, event, [SMS]))
    [claimed] = (await outbox.claim(5)).claimed
    await outbox.sent(claimed.message, "SM1")
    await outbox.receipt("twilio", "SM1", Said.DELIVERED, price=145)
    await database.write(lambda tx: outbox.put(tx, event, [MAIL]))


def linka(data: Path, *arguments: str) -> Result:
    command = ["messages", *arguments, "--data", str(data)]
    return CliRunner().invoke(assemble("messages"), command)


def test_json_keeps_every_field_of_a_message_and_adds_to_them(data: Path) -> None:
    found = json.loads(linka(data, "--json").stdout)
    assert [one["about"] for one in found] == ["visit:13", "visit:12"]
    assert found[0].keys() == {"state_at", *(one.name for one in fields(Message))}
    sms = found[1]
    assert (sms["state"], sms["provider"], sms["price"]) == ("delivered", "twilio", 145)
    assert sms["state_at"] >= sms["sent_at"]


@pytest.mark.parametrize(
    ("arguments", "abouts"),
    [
        (["--channel", "email"], ["visit:13"]),
        (["--state", "delivered"], ["visit:12"]),
        (["--provider", "twilio"], ["visit:12"]),
        (["--template", "visit_moved"], []),
        (["--about", "visit:12"], ["visit:12"]),
        (["--to", "777 654 321"], ["visit:12"]),
        (["--to", ADDRESS.upper()], ["visit:13"]),
        (["--about", "visit:12", "--channel", "email"], []),
        (["--until", "2020-01-01"], []),
        (["--since", "2020-01-01"], ["visit:13", "visit:12"]),
        (["--limit", "1"], ["visit:13"]),
    ],
)
def test_messages_are_found_by_what_is_asked(
    data: Path, arguments: list[str], abouts: list[str]
) -> None:
    found = json.loads(linka(data, *arguments, "--json").stdout)
    assert [one["about"] for one in found] == abouts


def test_the_whole_way_is_told_to_programs_and_people(data: Path) -> None:
    [one] = json.loads(linka(data, "--about", "visit:12", "--trace", "--json").stdout)
    assert [line["state"] for line in one["trace"]] == ["created", "sending", "sent", "delivered"]
    assert [(said["reference"], said["status"]) for said in one["receipts"]] == [
        ("SM1", "delivered")
    ]
    assert one["event"] == "visit_booked"
    told = linka(data, "--about", "visit:12", "--trace").stdout
    for words in ("visit_booked/1 about visit:12", "delivered, twilio", "SM1", MOBILE):
        assert words in told


def test_whose_messages_were_looked_up_stands_in_the_audit(data: Path) -> None:
    linka(data, "--to", MOBILE, "--json")
    here = context.find(data)
    database = Database(here.database_url, here.clock)
    [entry] = asyncio.run(Audit(database).recent(did="messages-proved"))
    database.close()
    assert entry.who.startswith("shell")
    assert MOBILE not in entry.about


@pytest.mark.parametrize(
    "arguments",
    [["--to", "abc"], ["--since", "yesterday"], ["--about", "visit:1", "--citizen", "1"]],
)
def test_what_makes_no_sense_is_told(data: Path, arguments: list[str]) -> None:
    found = linka(data, *arguments)
    assert found.exit_code == 2
    assert isinstance(found.exception, SystemExit)
