"""Kannel's call-backs to the addresses that it was given, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from booking.api import Backend, Secret
from notifier.outbox import MessageState, recent
from notifier.received.tables import inbound_messages
from notifier.signing import Signer
from notifier.web.links import Links
from tests.integration.notifier.web.conftest import (
    LINKS,
    PUBLIC,
    Caller,
    Tables,
    message_under_way,
)
from tests.support.messages import MOBILE

Rows = Callable[[], Tables]
DONE = "id:7 sub:001 dlvrd:001 stat:DELIVRD err:000 text:Objednano"
WRITTEN = {"I": "9f-7", "q": MOBILE, "Q": "844121314", "C": "UTF-8", "b": "ZRUŠ 472015"}


async def test_reports_bring_a_message_to_its_end(caller: Caller, backend: Backend) -> None:
    number = await message_under_way(backend)
    address = LINKS.kannel_receipt(number, "linka.12")

    for status, reply in (("8", "ACK/"), ("1", DONE), ("8", "ACK/")):
        assert (await caller.given(address, d=status, A=reply)).status_code == 204

    (message,) = await recent(backend.database)
    assert (message.state, message.reference, message.provider) == (
        MessageState.DELIVERED,
        "linka.12",
        "kannel",
    )


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_a_citizen_writes_is_kept_once_and_answered_with_nothing(
    method: str, caller: Caller, backend: Backend
) -> None:
    for _ in range(2):
        answer = await caller.given(LINKS.kannel_inbound(), method, **WRITTEN)
        assert (answer.status_code, answer.content) == (200, b"")

    (row,) = await backend.database.read(lambda tx: tx.all(select(inbound_messages)))
    assert (row.provider, row.reference, row.sender, row.text) == (
        "kannel",
        "9f-7",
        MOBILE,
        "ZRUŠ 472015",
    )


async def test_a_text_in_the_body_is_kept_too(caller: Caller, backend: Backend) -> None:
    target = LINKS.kannel_inbound().removeprefix(PUBLIC).partition("&id=")[0]
    wide = "ZRUŠ".encode("utf-16-be")

    answer = await caller.http.post(
        f"{target}&id=1&from=%2B420777123456&to=844121314&charset=UTF-16BE", content=wide
    )

    assert answer.status_code == 200
    (row,) = await backend.database.read(lambda tx: tx.all(select(inbound_messages)))
    assert row.text == "ZRUŠ"


async def test_an_address_that_we_have_not_made_changes_nothing(
    caller: Caller, backend: Backend, rows: Rows
) -> None:
    number = await message_under_way(backend)
    before = rows()
    theirs = Links(PUBLIC, Signer(Secret("another-key")))
    ours = LINKS.kannel_receipt(number, "linka.12")

    for address in (
        theirs.kannel_receipt(number, "linka.12"),
        ours.replace(f"message={number}", f"message={number + 1}"),
        ours.replace("reference=linka.12", "reference=linka.13"),
        ours.partition("&mac=")[0] + "&status=1",
        ours.replace("receipt?", "inbound?"),
        theirs.kannel_inbound(),
        LINKS.kannel_inbound().replace("inbound?", "receipt?"),
    ):
        answer = await caller.given(address, d="1", **WRITTEN)
        assert (answer.status_code, answer.json()) == (403, {"detail": "Forbidden"})

    assert rows() == before


async def test_what_kannel_has_not_filled_in_is_malformed(caller: Caller, rows: Rows) -> None:
    before = rows()

    for address in (LINKS.kannel_receipt(1, "linka.1"), LINKS.kannel_inbound()):
        assert (await caller.given(address, d="", I="", q="", Q="", b="")).status_code == 400

    assert rows() == before


async def test_a_body_without_end_is_refused(caller: Caller, rows: Rows) -> None:
    before = rows()
    target = LINKS.kannel_inbound().removeprefix(PUBLIC).partition("&id=")[0]

    answer = await caller.http.post(f"{target}&id=1&from=1&to=2", content=b"a" * 70_000)

    assert (answer.status_code, rows()) == (413, before)
