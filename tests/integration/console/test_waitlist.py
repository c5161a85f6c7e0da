"""The waiting list at the desk: the list, and the caller's panel."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from booking.api import (
    Backend,
    Contact,
    Database,
    EntryState,
    SetClock,
    WaitChannel,
    WaitlistSettings,
)
from tests.integration.console.conftest import Visitor
from tests.support.console import OPERATOR, SUPERVISOR
from tests.support.panel import KNOWN, Panel, arrive, booked
from tests.support.waitlist import People, number

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def people(backend: Backend) -> People:
    return People(backend)


async def offered(backend: Backend, people: People) -> int:
    """Somebody waits, and is offered something."""
    entry = await people.wait(1, first=WEDNESDAY)
    await backend.waitlist.driver(WaitlistSettings()).turn()
    return entry.id


async def command(visitor: Visitor, path: str) -> str:
    page = (await visitor.get("/waitlist")).text
    fields = dict(re.findall(r'name="(form_token|command_key)" value="([^"]+)"', page))
    answer = await visitor.post(path, **fields)
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def test_an_empty_list_says_so(visitor: Visitor) -> None:
    await visitor.log_in(SUPERVISOR)
    assert "Nikdo nečeká." in (await visitor.get("/waitlist")).text


async def test_a_supervisor_sees_who_waits_where_and_what_is_offered(
    visitor: Visitor, backend: Backend, people: People
) -> None:
    await offered(backend, people)
    await people.wait(2, first=WEDNESDAY)
    await visitor.log_in(SUPERVISOR)
    page = (await visitor.get("/waitlist")).text
    assert "čekají 2 lidé" in page
    (offer,) = await backend.waitlist.offers_to(number(1))
    assert f"{offer.code[:3]}" in page
    assert page.count("Přijmout za něj") == 1


async def test_an_operator_accepts_for_somebody_and_a_second_click_changes_nothing(
    visitor: Visitor, backend: Backend, people: People
) -> None:
    entry = await offered(backend, people)
    (offer,) = await backend.waitlist.offers_to(number(1))
    await visitor.log_in(OPERATOR)
    path = f"/waitlist/offers/{offer.id}/accept"
    assert await command(visitor, path) == "/waitlist?said=waitlist-accept"
    assert await command(visitor, path) == "/waitlist?said=waitlist-accept"
    assert (await backend.waitlist.get(entry)).state is EntryState.BOOKED
    (visit,) = await backend.visits.of_phone(number(1))
    assert visit.channel == "operator"
    over = await command(visitor, f"/waitlist/offers/{offer.id}/decline")
    assert over == "/waitlist?said=waitlist-over"


async def test_somebody_is_taken_off_the_list(
    visitor: Visitor, backend: Backend, people: People
) -> None:
    entry = await people.wait(1)
    await visitor.log_in(OPERATOR)
    assert await command(visitor, f"/waitlist/{entry.id}/leave") == "/waitlist?said=waitlist-leave"
    assert (await backend.waitlist.get(entry.id)).state is EntryState.LEFT
    assert await command(visitor, f"/waitlist/{entry.id}/resume") == "/waitlist?said=waitlist-gone"
    assert await command(visitor, "/waitlist/999/leave") == "/waitlist?said=waitlist-gone"


async def test_the_panel_puts_the_caller_on_the_list_for_something_earlier(
    panel: Panel, backend: Backend, town: Database, clock: SetClock
) -> None:
    await arrive(town, clock)
    await booked(panel)
    (visit,) = await backend.visits.of_phone(KNOWN)
    await panel.open(tab="visits")
    assert "Hlídat dřívější" in panel.plain
    await panel.does("wait", visit=str(visit.id))
    assert "Zapsáno na čekací listinu" in panel.plain
    assert "hlídáme dřívější termín" in panel.plain
    (entry,) = await backend.waitlist.of_phone(KNOWN)
    assert (entry.visit_id, entry.wants.activity) == (visit.id, visit.activity)
    await panel.does(f"wait/{entry.id}/leave")
    assert "Čekání je zrušeno." in panel.plain
    assert await backend.waitlist.of_phone(KNOWN) == []


async def test_the_panel_shows_the_callers_offer_and_accepts_it(
    panel: Panel, backend: Backend, town: Database, clock: SetClock, people: People
) -> None:
    await arrive(town, clock, caller=number(1))
    await offered(backend, people)
    (offer,) = await backend.waitlist.offers_to(number(1))
    await panel.open(tab="visits")
    assert "Nabízíme" in panel.plain
    await panel.does(f"offers/{offer.id}/accept")
    (visit,) = await backend.visits.of_phone(number(1))
    assert visit.start == offer.slot.start
    assert visit.code[:3] in panel.plain


async def test_nobody_is_put_on_the_list_without_a_number(
    panel: Panel, backend: Backend, town: Database, clock: SetClock
) -> None:
    await arrive(town, clock, caller=None)
    await panel.open(tab="book", activity="passport.new", service="passport")
    await panel.does("wait")
    assert "patří telefonní číslo" in panel.plain
    await panel.does("wait", phone="583 301 234", key="k2")
    (one,) = await backend.waitlist.waiting()
    assert (one.entry.contact.phone, one.entry.channel) == ("+420583301234", "ring")


async def test_who_is_to_be_rung_stands_in_the_desks_list_with_all_that_the_call_needs(
    visitor: Visitor, backend: Backend, people: People
) -> None:
    landline = Contact("+420583301234")
    await people.wait(1, first=WEDNESDAY, contact=landline, channel=WaitChannel.RING)
    await backend.waitlist.driver(WaitlistSettings()).turn()
    await visitor.log_in(OPERATOR)
    page = html.unescape((await visitor.get("/desk")).text).replace("\N{NO-BREAK SPACE}", " ")
    assert "583 301 234" in page
    assert "Nabídka termínu: Porada o státním občanství" in page
    assert "odpověď do" in page
