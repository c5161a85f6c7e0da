"""The database is away: whoever calls is to call again, and then nothing is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from booking.api import Clock, Database
from notifier.consent.tables import blocked_recipients
from notifier.received.tables import inbound_messages
from notifier.web.server import WebConfig
from notifier.web.twilio import INBOUND, STATUS
from tests.integration.notifier.web.conftest import LINKS, SID, Caller, calling
from tests.support.databases import Templates
from tests.support.messages import ADDRESS, MOBILE

RECEIPT = {"MessageSid": SID, "MessageStatus": "sent"}
SMS = {"MessageSid": SID, "From": MOBILE, "To": "+420844121314", "Body": "STOP"}


async def everything(caller: Caller) -> set[int]:
    """Call all that changes something; the answers' statuses."""
    answers = [
        await caller.twilio(STATUS, RECEIPT),
        await caller.twilio(INBOUND, SMS),
        await caller.given(LINKS.kannel_receipt(1, "linka.1"), d="1"),
        await caller.given(LINKS.kannel_inbound(), I="7", q=MOBILE, Q="844121314", b="STOP"),
        await caller.given(LINKS.unsubscribe(ADDRESS), "POST"),
        await caller.http.get("/healthz"),
    ]
    return {answer.status_code for answer in answers}


@pytest.fixture
def dialect() -> str:
    """A database that is nowhere is the same on both; each test names its own."""
    return "sqlite"


async def test_what_cannot_be_kept_on_postgresql_is_to_be_repeated(
    clock: Clock, config: WebConfig, unused_tcp_port: int
) -> None:
    nowhere = Database(f"postgresql://linka@127.0.0.1:{unused_tcp_port}/linka", clock)

    async with calling(nowhere, config) as caller:
        assert await everything(caller) == {503}

    nowhere.close()


async def test_what_is_repeated_once_the_database_is_back_is_kept(
    clock: Clock, config: WebConfig, templates: Templates, tmp_path: Path
) -> None:
    place = tmp_path / "disk"
    database = Database.on_file(place / "lipov.db", clock)

    async with calling(database, config) as caller:
        assert await everything(caller) == {503}
        (tmp_path / "other").mkdir()
        templates.copy("lipov", tmp_path / "other" / "lipov.db")
        shutil.move(tmp_path / "other", place)
        assert await everything(caller) == {200, 204}

    counted = [
        database.run(lambda tx, of=table: tx.one(select(func.count()).select_from(of)))  # type: ignore[misc]  # a default binds the loop's value
        for table in (inbound_messages, blocked_recipients)
    ]
    assert [tuple(row) for row in counted if row] == [(2,), (1,)]
    database.close()
