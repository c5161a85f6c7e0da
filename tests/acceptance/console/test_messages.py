"""The supervisor's way through the messages, in a real browser."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import update

from booking.api import Backend, Language, SetClock, VisitBooked
from notifier.channels.fake import FakeChannel
from notifier.errors import NotTaken, Rejected
from notifier.outbox import ChannelKind, Draft, Outbox, Patience
from notifier.outbox.rules import MOST_ROUNDS
from notifier.outbox.said import Said
from notifier.outbox.tables import messages
from notifier.providers.ways import Routes
from tests.support.console import ADMINISTRATOR, AUDITOR, CLERK, SUPERVISOR, Worker
from tests.support.messages import ADDRESS, MOBILE, visit

TEXT = "Objednáno: nový cestovní pas, út 24. 11. v 9:00, Lidická 5, kód 472015. MěÚ Lípov"
SMS = Draft(ChannelKind.SMS, "visit_booked", MOBILE, Language.CS, "visit:12", TEXT)
FAILED = 5


class Gateway:
    """The outbox of a worker whose provider does as it is told."""

    def __init__(self, backend: Backend, clock: SetClock) -> None:
        self.database, self.clock = backend.database, clock
        ways = {ChannelKind.SMS: FakeChannel("twilio"), ChannelKind.EMAIL: FakeChannel("smtp")}
        self.outbox = Outbox(self.database, "worker", Patience(), routes=Routes(ways))

    async def put(self, **other: Any) -> None:
        event = await self.database.write(lambda tx: tx.append(visit(VisitBooked)))
        draft = replace(SMS, **other)
        await self.database.write(lambda tx: self.outbox.put(tx, event, [draft]))

    async def send(self, said: Said | None = None, code: str = "", **other: Any) -> None:
        await self.put(**other)
        self.clock.advance(timedelta(seconds=1))
        for claimed in (await self.outbox.claim(9)).claimed:
            reference = f"SM{claimed.message.id}"
            await self.outbox.sent(claimed.message, reference)
            if said is not None:
                await self.outbox.receipt("twilio", reference, said, code, price=145)

    async def fail(self, **other: Any) -> None:
        await self.put(**other)
        last = messages.c.state == "created"
        values = update(messages).where(last).values(attempts=MOST_ROUNDS - 1)
        await self.database.write(lambda tx: tx.execute(values))
        for claimed in (await self.outbox.claim(9)).claimed:
            await self.outbox.failed(claimed.message, NotTaken("no-connection"))

    async def reject(self, **other: Any) -> None:
        await self.put(**other)
        for claimed in (await self.outbox.claim(9)).claimed:
            await self.outbox.failed(claimed.message, Rejected("landline"))


@pytest.fixture
async def day(backend: Backend, clock: SetClock) -> Gateway:
    """A day with messages of every kind; the one that failed is no. 5."""
    gateway = Gateway(backend, clock)
    await gateway.send(Said.DELIVERED)
    await gateway.send(
        None,
        channel=ChannelKind.EMAIL,
        recipient=ADDRESS,
        template="application_status",
        about="application:1",
        subject="Stav Vaší žádosti",
    )
    clock.advance(timedelta(hours=1))
    for number in range(2):
        await gateway.send(Said.DELIVERED, recipient=f"+42060212345{number}", about="visit:13")
    await gateway.fail(template="application_status", about="application:2")
    clock.advance(timedelta(hours=2))
    await gateway.reject(recipient="+420583301234", about="visit:14")
    await gateway.send(Said.UNDELIVERED, "expired", recipient="+420602123459", about="visit:15")
    await gateway.put(recipient="+420602123460", about="visit:16")
    clock.advance(timedelta(seconds=20))
    return gateway


PATHS = (
    *("/messages", "/messages?first=2026-11-01", "/messages/list", "/messages/list?to=abc"),
    *("/messages/1", f"/messages/{FAILED}", "/messages/told", "/messages/told?who=visit:12"),
)


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize("width", [1280, 390])
async def test_axe_finds_nothing(browser: Browser, url: str, width: int) -> None:
    worker = await Worker.arrive(browser, url, width)
    await worker.log_in(SUPERVISOR)
    await worker.page.wait_for_url("**/supervisor")
    faults = {}
    for path in PATHS:
        await worker.go(path)
        faults[path] = await worker.faults()
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.usefixtures("day")
async def test_from_the_figures_to_what_failed_and_on_its_way_again(worker: Worker) -> None:
    await worker.log_in(ADMINISTRATOR)
    page = worker.page
    await page.wait_for_url("**/admin")
    await worker.go("/messages")
    await page.get_by_role("link", name="technická chyba").click()
    await page.wait_for_url("**/messages/list**")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/messages/{FAILED}")
    await worker.reads("brána není dostupná")
    await page.get_by_role("button", name="Zkusit znovu").dblclick()
    await worker.reads("Zpráva jde znovu na cestu.")
    way = page.get_by_role("region", name="Průběh")
    await expect(way.get_by_text("nový pokus na pokyn")).to_have_count(1)


@pytest.mark.usefixtures("day")
async def test_a_number_is_searched_whole_and_shown_when_the_message_is_opened(
    worker: Worker,
) -> None:
    await worker.log_in(SUPERVISOR)
    page = worker.page
    await page.wait_for_url("**/supervisor")
    await worker.go("/messages/list")
    await page.get_by_label("Příjemce", exact=True).fill("777 654 321")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**to=777**")
    await expect(page.locator("tbody")).not_to_contain_text("777\N{NO-BREAK SPACE}654")
    await page.locator("[data-row]").last.click()
    await worker.reads(TEXT)
    await worker.reads("777\N{NO-BREAK SPACE}654\N{NO-BREAK SPACE}321")


@pytest.mark.usefixtures("day")
async def test_the_statement_is_printed_without_the_form(worker: Worker) -> None:
    await worker.log_in(AUDITOR)
    page = worker.page
    await page.wait_for_url("**/audit")
    await worker.go("/messages/told")
    await page.get_by_label("Komu nebo o čem").fill("visit:12")
    await page.keyboard.press("Enter")
    await worker.reads("návštěva 12")
    await worker.reads(TEXT)
    await page.emulate_media(media="print")
    await expect(page.get_by_label("Komu nebo o čem")).to_be_hidden()
    await expect(page.get_by_text(TEXT)).to_be_visible()


@pytest.mark.usefixtures("day")
async def test_a_clerk_sees_what_was_sent_on_the_applications_page(worker: Worker) -> None:
    await worker.log_in(CLERK)
    await worker.page.wait_for_url("**/clerk/applications")
    await worker.go("/clerk/applications/1")
    sent = worker.page.get_by_role("region", name="Co jsme poslali")
    await expect(sent).to_contain_text("Stav žádosti")
    await expect(sent).not_to_contain_text(ADDRESS)
