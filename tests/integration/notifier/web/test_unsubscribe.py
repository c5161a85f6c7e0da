"""The end of messages by one click, in a mail program or on our page, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from booking.api import Backend, ChannelWish, MessageKind, Secret
from notifier.consent.service import Blocks
from notifier.signing import Signer
from notifier.web.links import Links
from notifier.web.unsubscribe import ONE_CLICK
from tests.integration.notifier.web.conftest import LINKS, PUBLIC, Caller, Tables

Rows = Callable[[], Tables]
MARIE = "+420777000321"
MARIES_MAIL = "marie.dvorakova@example.com"
LINK = LINKS.unsubscribe(MARIES_MAIL)
TARGET = LINK.removeprefix(PUBLIC)


async def closed(backend: Backend) -> set[tuple[str, str]]:
    blocks = Blocks(backend.database)
    found = await backend.database.read(lambda tx: blocks.blocked(tx, [MARIE, MARIES_MAIL]))
    return set(found)


@pytest.mark.parametrize("by", ["form", "multipart", "nothing"])
async def test_one_click_ends_all_messages_at_once(
    by: str, caller: Caller, backend: Backend
) -> None:
    name, _, value = ONE_CLICK.partition("=")

    if by == "multipart":
        answer = await caller.http.post(TARGET, files={name: (None, value)})
    else:
        answer = await caller.http.post(TARGET, data={name: value} if by == "form" else None)

    assert answer.status_code == 200
    assert "Hotovo" in answer.text
    assert await closed(backend) == {("sms", MARIE), ("voice", MARIE), ("email", MARIES_MAIL)}
    (marie,) = await backend.citizens.by_phone(MARIE)
    wishes = await backend.wishes.of(marie.id)
    assert wishes.channels == dict.fromkeys(MessageKind, ChannelWish.NONE)


async def test_clicking_again_changes_nothing(caller: Caller, rows: Rows) -> None:
    await caller.http.post(TARGET)
    before = rows()["blocked_recipients"]

    assert (await caller.http.post(TARGET)).status_code == 200

    assert rows()["blocked_recipients"] == before


async def test_a_program_that_only_follows_the_link_ends_nothing(
    caller: Caller, rows: Rows
) -> None:
    before = rows()

    answer = await caller.http.get(TARGET)

    assert rows() == before
    assert 'method="post"' in answer.text
    assert "m…@example.com" in answer.text
    assert MARIES_MAIL not in answer.text


@pytest.mark.parametrize(
    ("query", "accepted", "language", "words"),
    [
        ("", "", "cs", "Nechcete už od úřadu dostávat zprávy?"),
        ("", "de-DE,uk;q=0.8,en;q=0.7", "uk", "Не хочете більше"),
        ("", "en-GB", "en", "Do you want no more messages"),
        ("?lang=en", "cs", "en", "Do you want no more messages"),
        ("?lang=xx", "", "cs", "Nechcete už"),
    ],
)
async def test_the_page_speaks_three_languages(
    query: str, accepted: str, language: str, words: str, caller: Caller
) -> None:
    answer = await caller.http.get(TARGET + query, headers={"Accept-Language": accepted})

    assert f'<html lang="{language}">' in answer.text
    assert words in answer.text


async def test_the_page_loads_nothing_runs_nothing_and_tells_nobody(caller: Caller) -> None:
    answer = await caller.http.get(TARGET)

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
    assert "http" not in answer.text.replace("http-equiv", "")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_link_that_is_none_of_ours_says_so_and_changes_nothing(
    method: str, caller: Caller, rows: Rows
) -> None:
    before = rows()
    theirs = Links(PUBLIC, Signer(Secret("another-key"))).unsubscribe(MARIES_MAIL)

    for address in (theirs, LINK[:-1], LINK + "x", f"{PUBLIC}/unsubscribe/x", "/unsubscribe/%ff"):
        answer = await caller.given(address, method)
        assert answer.status_code == 404
        assert "Tento odkaz neplatí" in answer.text

    assert rows() == before
