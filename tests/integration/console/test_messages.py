"""The pages of messages: figures, list, one message, the statement."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from booking.api import Backend, Language, SetClock, VisitBooked
from notifier.channels.fake import FakeChannel
from notifier.errors import NotTaken
from notifier.keeping import PART
from notifier.outbox import ChannelKind, Draft, MessageState, Outbox, Patience
from notifier.outbox.rules import MOST_ROUNDS
from notifier.outbox.said import Said
from notifier.outbox.store import find
from notifier.outbox.tables import messages
from notifier.providers.ways import Routes
from tests.integration.console.conftest import Visitor
from tests.support.console import ADMINISTRATOR, AUDITOR, CLERK, OPERATOR, SUPERVISOR
from tests.support.messages import MOBILE, visit

TEXT = "Objednano: pas 24. 11. v 9:00, kod 472015."
DRAFT = Draft(ChannelKind.SMS, "visit_booked", MOBILE, Language.CS, "visit:12", TEXT)


class Gateway:
    """The outbox of a worker, with one provider."""

    def __init__(self, backend: Backend) -> None:
        self.database = backend.database
        ways = Routes({ChannelKind.SMS: FakeChannel("twilio")})
        self.outbox = Outbox(backend.database, "worker", Patience(), routes=ways)

    async def put(self, **other: Any) -> None:
        event = await self.database.write(lambda tx: tx.append(visit(VisitBooked)))
        draft = replace(DRAFT, **other)
        await self.database.write(lambda tx: self.outbox.put(tx, event, [draft]))

    async def deliver(self) -> None:
        for claimed in (await self.outbox.claim(10)).claimed:
            reference = f"SM{claimed.message.id}"
            await self.outbox.sent(claimed.message, reference)
            await self.outbox.receipt("twilio", reference, Said.DELIVERED, price=145)

    async def fail(self) -> None:
        last = update(messages).values(attempts=MOST_ROUNDS - 1)
        await self.database.write(lambda tx: tx.execute(last))
        for claimed in (await self.outbox.claim(10)).claimed:
            await self.outbox.failed(claimed.message, NotTaken("no-connection"))

    async def state(self, number: int) -> MessageState:
        found = await self.database.read(lambda tx: find(tx, number))
        assert found is not None
        return found.state


@pytest.fixture
def gateway(backend: Backend) -> Gateway:
    return Gateway(backend)


@pytest.fixture
async def delivered(gateway: Gateway) -> int:
    await gateway.put()
    await gateway.deliver()
    return 1


@pytest.fixture
async def failed(gateway: Gateway) -> int:
    await gateway.put(template="application_status")
    await gateway.fail()
    return 1


async def plain(visitor: Visitor, path: str, status: int = 200) -> str:
    answer = await visitor.get(path)
    assert answer.status_code == status
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("username", [SUPERVISOR, ADMINISTRATOR, AUDITOR])
async def test_a_day_without_messages_says_so(visitor: Visitor, username: str) -> None:
    await visitor.log_in(username)
    page = await plain(visitor, "/messages")
    assert "V těchto dnech nevznikla žádná zpráva." in page
    assert "nic nečeká" in page


@pytest.mark.usefixtures("delivered")
async def test_the_days_figures_are_told_in_words_and_in_a_chart(visitor: Visitor) -> None:
    await visitor.log_in(SUPERVISOR)
    page = await plain(visitor, "/messages")
    for words in ("1 zpráva", "1,45 Kč", "Potvrzení objednávky", "Twilio", 'class="delivered"'):
        assert words in page
    assert MOBILE not in page


@pytest.mark.parametrize("username", [OPERATOR, CLERK])
async def test_others_do_not_read_what_was_sent(visitor: Visitor, username: str) -> None:
    await visitor.log_in(username)
    for path in ("/messages", "/messages/list", "/messages/1", "/messages/told?who=visit:12"):
        assert (await visitor.get(path)).status_code == 403


@pytest.mark.usefixtures("delivered")
async def test_the_list_masks_the_recipient_and_finds_by_the_whole_number(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(SUPERVISOR)
    page = await plain(visitor, "/messages/list?to=777+654+321&fate=delivered")
    assert 'id="message-1"' in page
    assert "…321" in page
    assert MOBILE not in page
    assert TEXT not in page
    assert "Taková zpráva tu není" in await plain(visitor, "/messages/list?to=777654322")
    looks = [one for one in await backend.audit.recent(who=SUPERVISOR) if one.did == "looked"]
    assert [one.about.partition(":")[0] for one in looks] == ["phone", "phone"]
    assert "777654321" not in str(looks)


@pytest.mark.usefixtures("delivered")
async def test_an_administrator_does_not_learn_what_somebody_got(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(ADMINISTRATOR)
    listed = await plain(visitor, "/messages/list")
    assert 'id="message-1"' in listed
    assert 'name="to"' not in listed
    for asked in ("777654321", "%2B420777654321", "jana@example.cz", "abc"):
        found = await visitor.get(f"/messages/list?to={asked}")
        assert found.status_code == 403
        assert "Podle příjemce hledá jen vedoucí a pověřenec." in found.text
        assert 'id="message-1"' not in found.text
    looks = [one.about for one in await backend.audit.recent() if one.did == "looked"]
    assert looks == ["messages"]


async def test_what_is_no_number_is_told_and_nothing_is_looked_up(visitor: Visitor) -> None:
    await visitor.log_in(SUPERVISOR)
    assert "To není telefonní číslo ani e-mail." in await plain(visitor, "/messages/list?to=abc")


async def test_a_message_shows_its_way_and_the_look_is_audited(
    visitor: Visitor, backend: Backend, delivered: int
) -> None:
    await visitor.log_in(SUPERVISOR)
    page = await plain(visitor, f"/messages/{delivered}")
    for words in (TEXT, "777 654 321", "znění 1", "SM1", "předáno bráně", "doručeno", "1,45 Kč"):
        assert words in page
    [look] = [one for one in await backend.audit.recent(who=SUPERVISOR) if one.did == "looked"]
    assert (look.about, look.details["reason"]) == ("message:1", "the message's page")


async def test_an_administrator_sees_the_way_and_neither_recipient_nor_text(
    visitor: Visitor, delivered: int
) -> None:
    await visitor.log_in(ADMINISTRATOR)
    page = await plain(visitor, f"/messages/{delivered}")
    assert "SM1" in page
    assert "…321" in page
    assert TEXT not in page
    assert "777 654 321" not in page
    assert (await visitor.get("/messages/told?who=visit:12")).status_code == 403


async def test_what_failed_is_tried_again_by_one_click_once(
    visitor: Visitor, gateway: Gateway, failed: int
) -> None:
    await visitor.log_in(ADMINISTRATOR)
    page = await plain(visitor, f"/messages/{failed}")
    assert "Zkusit znovu" in page
    form = token(page)
    for _ in range(2):
        answer = await visitor.post(
            f"/messages/{failed}/again", form_token=form, command_key="one-click"
        )
        assert answer.status_code == 303
    assert await gateway.state(failed) is MessageState.SENDING
    assert "nový pokus na pokyn" in await plain(visitor, f"/messages/{failed}")


async def test_an_auditor_reads_and_sends_nothing(
    visitor: Visitor, gateway: Gateway, failed: int
) -> None:
    await visitor.log_in(AUDITOR)
    page = await plain(visitor, f"/messages/{failed}")
    assert "Zkusit znovu" not in page
    answer = await visitor.post(
        f"/messages/{failed}/again", form_token=token(page), command_key="k"
    )
    assert answer.status_code == 403
    assert await gateway.state(failed) is MessageState.TECHNICAL_FAILURE


async def test_what_was_sent_meanwhile_is_told_and_not_sent_twice(
    visitor: Visitor, delivered: int
) -> None:
    await visitor.log_in(SUPERVISOR)
    page = await plain(visitor, f"/messages/{delivered}")
    answer = await visitor.post(
        f"/messages/{delivered}/again", form_token=token(page), command_key="k"
    )
    assert answer.status_code == 422
    assert "Znovu se posílá jen zpráva, která skončila technickou chybou." in answer.text


@pytest.mark.usefixtures("delivered")
@pytest.mark.parametrize("who", ["visit:12", "777654321", "VISIT: 12"])
async def test_the_statement_tells_all_and_writes_itself_into_the_audit(
    visitor: Visitor, backend: Backend, who: str
) -> None:
    await visitor.log_in(AUDITOR)
    page = await plain(visitor, f"/messages/told?who={who}&first=2026-11-01")
    for words in (TEXT, "777 654 321", "SM1", "Europe/Prague", "1 zpráva"):
        assert words in page
    [entry] = await backend.audit.recent(did="messages-proved")
    assert entry.details["number"] == "1"
    assert "777654321" not in entry.about


@pytest.mark.usefixtures("delivered")
async def test_the_statement_after_the_texts_are_gone_still_tells_that_and_when(
    visitor: Visitor, backend: Backend, clock: SetClock
) -> None:
    [texts, *_] = PART.rules
    clock.advance(timedelta(days=31))
    await backend.database.write(
        lambda tx: texts.sweep(tx, tx.now - timedelta(days=texts.days), 500)
    )
    await visitor.log_in(AUDITOR)
    page = await plain(visitor, "/messages/told?who=visit:12&first=2026-11-20")
    assert "1 zpráva" in page
    assert "Znění a příjemce už nejsou uloženy (uchovávají se 30 dní" in page
    assert "doručeno" in page
    assert TEXT not in page
    assert "Znění a příjemce už nejsou uloženy" in await plain(visitor, "/messages/1")
    by_number = await plain(visitor, "/messages/told?who=777654321&first=2026-11-20")
    assert "V tomto období tu není žádná taková zpráva." in by_number


@pytest.mark.usefixtures("delivered")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/messages/99999999999999999999999", 404),
        ("/messages/0", 404),
        ("/messages/list?to=%00&template=%00&provider=%00&before=99999999999999999999", 200),
        (f"/messages/list?to={'a' * 300}@example.cz", 200),
        ("/messages/list?first=0001-01-01&last=9999-12-31&channel=x&fate=y", 200),
        ("/messages?first=x&last=9999-12-31", 200),
        ("/messages/told?who=visit:%00", 422),
        (f"/messages/told?who=visit:{'1' * 200}", 422),
        ("/messages/told?who=citizen:99999999999999999999", 422),
        ("/messages/told?who=visit:12&first=2027-01-01&last=1900-01-01", 200),
    ],
)
async def test_an_address_that_makes_no_sense_breaks_nothing(
    visitor: Visitor, path: str, status: int
) -> None:
    await visitor.log_in(SUPERVISOR)
    assert (await visitor.get(path)).status_code == status


@pytest.mark.parametrize(
    ("who", "words"),
    [("abc", "Tomu nerozumíme."), ("citizen:99999", "Občan s tímto číslem tu není.")],
)
async def test_a_question_that_cannot_be_read_is_told(
    visitor: Visitor, who: str, words: str
) -> None:
    await visitor.log_in(AUDITOR)
    assert words in await plain(visitor, f"/messages/told?who={who}", 422)


async def test_a_clerk_sees_on_the_applications_page_what_was_sent_about_it(
    visitor: Visitor, gateway: Gateway
) -> None:
    await gateway.put(about="application:1", template="application_status")
    await visitor.log_in(CLERK)
    page = await plain(visitor, "/clerk/applications/1")
    assert "Co jsme poslali" in page
    assert "…321" in page
    assert TEXT not in page


def token(page: str) -> str:
    return page.partition('name="form_token" value="')[2].partition('"')[0]
