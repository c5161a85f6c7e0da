"""Twilio's call-backs, signed by Twilio's own code, on both databases."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable

import pytest
from sqlalchemy import select

from booking.api import Backend
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks
from notifier.figures.service import Messages
from notifier.outbox import Message, MessageState, recent
from notifier.outbox.tables import receipts
from notifier.received.tables import inbound_messages
from notifier.web.bodies import FORM
from notifier.web.twilio import INBOUND, SIGNATURE, STATUS
from tests.integration.notifier.web.conftest import (
    SID,
    TOKEN,
    TOKEN_BEFORE,
    Caller,
    Form,
    Tables,
    message_under_way,
)
from tests.support.messages import MOBILE

Rows = Callable[[], Tables]
SMS: Form = {
    "MessageSid": "SM" + "2" * 32,
    "AccountSid": "AC" + "0" * 32,
    "From": MOBILE,
    "To": "+420844121314",
    "Body": "STAV 123/2026",
    "NumMedia": "0",
    "NumSegments": "1",
    "FromCity": "",
}


def said(status: str, code: str = "") -> Form:
    return {"MessageSid": SID, "MessageStatus": status, "ErrorCode": code, "To": MOBILE}


async def the_message(backend: Backend) -> Message:
    (message,) = await recent(backend.database)
    return message


async def test_receipts_that_overtake_our_own_record_find_their_message(
    caller: Caller, backend: Backend
) -> None:
    number = await message_under_way(backend)

    for status in ("queued", "sent", "delivered"):
        answer = await caller.twilio(STATUS, said(status), query=f"message={number}")
        assert (answer.status_code, answer.content) == (204, b"")

    message = await the_message(backend)
    assert (message.state, message.reference, message.provider) == (
        MessageState.DELIVERED,
        SID,
        "twilio",
    )
    assert message.delivered_at is not None


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sent", "delivered"])))
async def test_receipts_end_alike_in_any_order_and_number(
    order: tuple[str, ...], caller: Caller, backend: Backend
) -> None:
    number = await message_under_way(backend)

    for status in (*order, *order):
        await caller.twilio(STATUS, said(status), query=f"message={number}")

    assert (await the_message(backend)).state is MessageState.DELIVERED
    kept = await backend.database.read(lambda tx: tx.all(select(receipts)))
    assert len(kept) == 3


async def test_a_word_that_is_not_known_is_shown_with_the_message_and_changes_nothing_else(
    caller: Caller, backend: Backend, rows: Rows
) -> None:
    number = await message_under_way(backend)
    before = rows()

    for status, code in (("blocked", "30999"), ("blocked", "30999"), (f"for {MOBILE}", "")):
        answer = await caller.twilio(STATUS, said(status, code), query=f"message={number}")
        assert answer.status_code == 204

    told = (await Messages(backend).one(number)).receipts
    assert [(one.status, one.code) for one in told] == [
        ("unknown", "blocked:30999"),
        ("unknown", "…"),
    ]
    assert rows() | {"receipts": []} == before


async def test_the_same_receipt_many_times_at_once_is_one(caller: Caller, backend: Backend) -> None:
    number = await message_under_way(backend)

    answers = await asyncio.gather(
        *(caller.twilio(STATUS, said("delivered"), query=f"message={number}") for _ in range(10))
    )

    assert {answer.status_code for answer in answers} == {204}
    assert len(await backend.database.read(lambda tx: tx.all(select(receipts)))) == 1


async def test_a_landline_is_remembered_and_not_tried_again(
    caller: Caller, backend: Backend
) -> None:
    number = await message_under_way(backend)

    await caller.twilio(STATUS, said("undelivered", "30006"), query=f"message={number}")

    newest = [one for one in await recent(backend.database) if one.id == number]
    assert (newest[0].state, newest[0].reason) == (MessageState.PERMANENT_FAILURE, "landline")
    known = await Blocks(backend.database).of(MOBILE)
    assert [(one.channel, one.reason) for one in known] == [("sms", BlockReason.LANDLINE)]


async def test_a_receipt_for_no_message_of_ours_is_taken(caller: Caller) -> None:
    answer = await caller.twilio(STATUS, said("delivered"), query="message=999999")

    assert answer.status_code == 204


async def test_the_token_before_is_good_while_it_is_being_changed(
    caller: Caller, backend: Backend
) -> None:
    number = await message_under_way(backend)

    await caller.twilio(STATUS, said("sent"), query=f"message={number}", token=TOKEN_BEFORE)

    assert (await the_message(backend)).state is MessageState.SENT


async def test_what_a_citizen_writes_is_kept_once_and_answered_with_nothing(
    caller: Caller, backend: Backend
) -> None:
    for _ in range(3):
        answer = await caller.twilio(INBOUND, SMS)
        assert answer.headers["content-type"].startswith("text/xml")
        assert answer.text.endswith("<Response />")

    (row,) = await backend.database.read(lambda tx: tx.all(select(inbound_messages)))
    assert (row.provider, row.sender, row.text) == ("twilio", MOBILE, "STAV 123/2026")


async def test_a_host_that_somebody_makes_up_does_not_count(
    caller: Caller, backend: Backend, rows: Rows
) -> None:
    number = await message_under_way(backend)
    before = rows()

    forged = await caller.twilio(
        STATUS,
        said("delivered"),
        query=f"message={number}",
        public="https://evil.example",
        Host="evil.example",
    )
    strange = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    right = await caller.twilio(STATUS, said("sent"), query=f"message={number}", **strange)

    assert (forged.status_code, right.status_code) == (403, 204)
    assert rows() != before
    assert (await the_message(backend)).state is MessageState.SENT


@pytest.mark.parametrize("path", [STATUS, INBOUND])
@pytest.mark.parametrize("signature", [None, b"", b"x", b"\xff", b"=" * 28])
async def test_without_a_signature_nothing_changes_and_nothing_is_told(
    path: str, signature: bytes | None, caller: Caller, backend: Backend, rows: Rows
) -> None:
    number = await message_under_way(backend)
    before = rows()
    headers = {b"Content-Type": FORM.encode()}
    if signature is not None:
        headers[SIGNATURE.encode()] = signature

    answer = await caller.http.post(
        f"{path}?message={number}", data=SMS | said("delivered"), headers=headers
    )

    assert (answer.status_code, answer.json()) == (403, {"detail": "Forbidden"})
    assert rows() == before


@pytest.mark.parametrize("token", ["another", "", TOKEN[:-1]])
async def test_another_token_is_refused(
    token: str, caller: Caller, backend: Backend, rows: Rows
) -> None:
    number = await message_under_way(backend)
    before = rows()

    answer = await caller.twilio(STATUS, said("delivered"), query=f"message={number}", token=token)

    assert (answer.status_code, rows()) == (403, before)


async def test_a_signature_of_one_route_is_none_for_another(caller: Caller, rows: Rows) -> None:
    before = rows()
    signed = await caller.twilio(INBOUND, SMS, public="https://other.example")
    moved = await caller.twilio("/twilio/status", SMS, query="message=1", public="")

    assert (signed.status_code, moved.status_code, rows()) == (403, 403, before)


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("", b"a=1", 415),
        (FORM, b"Body=" + b"a" * 70_000, 413),
        (FORM, b"Body=%ff", 400),
        (FORM, b"&".join(b"a=1" for _ in range(300)), 400),
    ],
)
async def test_what_is_no_short_form_is_refused(
    kind: str, body: bytes, status: int, caller: Caller, rows: Rows
) -> None:
    before = rows()

    answer = await caller.http.post(STATUS, content=body, headers={"Content-Type": kind})

    assert (answer.status_code, rows()) == (status, before)


async def test_a_signed_form_without_its_number_is_malformed(caller: Caller, rows: Rows) -> None:
    before = rows()

    for path, form in ((STATUS, {"MessageStatus": "sent"}), (INBOUND, {"Body": "STAV"})):
        assert (await caller.twilio(path, form)).status_code == 400

    assert rows() == before
