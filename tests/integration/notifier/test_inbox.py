"""The inbox as its users see it: gateway, page and JSON."""

from collections.abc import AsyncIterator

import httpx
import pytest

from booking.api import Language, ShiftedClock, VisitBooked
from notifier.channels.email import EmailChannel
from notifier.channels.sms import SmsChannel
from notifier.inbox.server import Inbox, InboxConfig, running
from notifier.outbox import ChannelKind
from notifier.reactions import react
from notifier.templates.library import Library
from tests.integration.notifier.conftest import ACCOUNT, TOKEN, gateway, server
from tests.support.messages import ADDRESS, KNOWN, MOBILE, message, visit

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
FORM = {"To": MOBILE, "From": "+420844121314", "Body": "Text"}


@pytest.fixture
async def web(inbox: Inbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=inbox.url, trust_env=False) as client:
        yield client


async def fill(inbox: Inbox) -> None:
    """A confirmed visit, by SMS and by mail."""
    sms, mail = SmsChannel(gateway(inbox)), EmailChannel(server(inbox))
    event = visit(VisitBooked, email=ADDRESS, verified=True, language=Language.CS)
    for number, draft in enumerate(react(event, KNOWN, Library())):
        channel = sms if draft.channel is ChannelKind.SMS else mail
        await channel.send(message(draft, number), now=KNOWN.happened_at)
    await sms.close()


async def test_what_arrived_is_there_after_a_new_start(
    inbox_config: InboxConfig, moving_clock: ShiftedClock
) -> None:
    async with running(inbox_config, moving_clock) as first:
        await fill(first)
        before = first.items.newest()
    async with running(inbox_config, moving_clock) as second:
        assert second.items.newest() == before


async def test_the_page_shows_what_arrived(inbox: Inbox, web: httpx.AsyncClient) -> None:
    await fill(inbox)
    page = (await web.get("/")).text
    for shown in ("+420 777 654 321", "Kod objednavky 472015", ADDRESS, ".ics", "2 díly"):
        assert shown in page


async def test_the_page_says_when_nothing_has_arrived(web: httpx.AsyncClient) -> None:
    page = (await web.get("/")).text
    assert "Zatím žádná SMS" in page
    assert "Zatím žádný e-mail" in page


@pytest.mark.parametrize("wanted", ["777 654 321", "+420777654321", "777654321"])
async def test_a_number_is_found_however_it_is_written(
    inbox: Inbox, web: httpx.AsyncClient, wanted: str
) -> None:
    await fill(inbox)
    found = (await web.get("/messages.json", params={"to": wanted})).json()["messages"]
    assert [item["recipient"] for item in found] == [MOBILE]


async def test_json_tells_channel_recipient_and_text(inbox: Inbox, web: httpx.AsyncClient) -> None:
    await fill(inbox)
    mail, sms = (await web.get("/messages.json")).json()["messages"]
    assert (sms["channel"], sms["recipient"]) == ("sms", MOBILE)
    assert "472015" in sms["text"]
    assert (mail["channel"], mail["recipient"]) == ("email", ADDRESS)
    assert "BEGIN:VCALENDAR" in mail["calendar"]


async def test_the_entry_for_the_calendar_can_be_taken(
    inbox: Inbox, web: httpx.AsyncClient
) -> None:
    await fill(inbox)
    sid = inbox.items.newest(kind="email")[0].sid
    answer = await web.get(f"/mails/{sid}.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in answer.text
    assert (await web.get("/mails/EM0.ics")).status_code == 404


async def test_a_letter_is_shown_where_it_can_do_nothing(
    inbox: Inbox, web: httpx.AsyncClient
) -> None:
    await fill(inbox)
    sid = inbox.items.newest(kind="email")[0].sid
    answer = await web.get(f"/mails/{sid}.html")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "Máte objednaný termín" in answer.text


async def test_what_a_sender_writes_is_shown_as_text(web: httpx.AsyncClient) -> None:
    form = FORM | {"Body": "<script>alert(1)</script>"}
    await web.post(MESSAGES, data=form, auth=(ACCOUNT, TOKEN))
    assert "<script>alert" not in (await web.get("/")).text


async def test_an_open_page_hears_of_a_new_message(inbox: Inbox, web: httpx.AsyncClient) -> None:
    async with web.stream("GET", "/changes") as stream:
        told = stream.aiter_text()
        before = await anext(told)
        await fill(inbox)
        assert await anext(told) != before


@pytest.mark.parametrize("auth", [None, (ACCOUNT, "wrong"), ("AC2", TOKEN), (ACCOUNT, "")])
async def test_the_gateway_asks_who_sends(
    web: httpx.AsyncClient, auth: tuple[str, str] | None
) -> None:
    answer = await web.post(MESSAGES, data=FORM, auth=auth or httpx.USE_CLIENT_DEFAULT)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "123"}, 21211),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21602),
        ({"Body": "a" * 1601}, 21617),
    ],
)
async def test_the_gateway_refuses_with_the_providers_codes(
    web: httpx.AsyncClient, form: dict[str, str], code: int
) -> None:
    answer = await web.post(MESSAGES, data=FORM | form, auth=(ACCOUNT, TOKEN))
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_the_gateway_lists_page_by_page(web: httpx.AsyncClient) -> None:
    for number in range(5):
        await web.post(MESSAGES, data=FORM | {"Body": str(number)}, auth=(ACCOUNT, TOKEN))
    address: str | None = f"{MESSAGES}?PageSize=2"
    seen = []
    while address:
        page = (await web.get(address, auth=(ACCOUNT, TOKEN))).json()
        seen += [one["body"] for one in page["messages"]]
        address = page["next_page_uri"]
    assert seen == ["4", "3", "2", "1", "0"]


async def test_a_page_of_another_site_cannot_take_its_address(web: httpx.AsyncClient) -> None:
    answer = await web.get("/messages.json", headers={"Host": "rebound.example"})
    assert answer.status_code == 400
