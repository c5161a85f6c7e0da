"""What the web application writes into its log."""

from __future__ import annotations

import structlog.testing

from booking.api import Backend
from notifier.web.twilio import INBOUND, STATUS
from tests.integration.notifier.web.conftest import LINKS, SID, Caller, message_under_way
from tests.support.messages import ADDRESS, MOBILE


async def test_the_log_tells_what_came_without_texts_numbers_addresses_or_links(
    caller: Caller, backend: Backend
) -> None:
    number = await message_under_way(backend)
    written = {"MessageSid": SID, "From": MOBILE, "To": "+420844121314", "Body": "STAV 123/2026"}
    link = LINKS.unsubscribe(ADDRESS)

    with structlog.testing.capture_logs() as logs:
        await caller.twilio(INBOUND, written)
        await caller.given(LINKS.kannel_inbound(), I="7", q=MOBILE, Q="844121314", b="ZRUS 472015")
        for status in ("delivered", f"odd {MOBILE}"[:30]):
            form = {"MessageSid": SID, "MessageStatus": status}
            await caller.twilio(STATUS, form, query=f"message={number}")
        await caller.given(link, "POST")

    assert [entry["event"] for entry in logs] == [
        "sms",
        "sms",
        "receipt",
        "receipt with a word that is not known",
        "opted out",
    ]
    told = repr(logs)
    for secret in (MOBILE.removeprefix("+"), "STAV", "472015", ADDRESS, link.rpartition("/")[2]):
        assert secret not in told
