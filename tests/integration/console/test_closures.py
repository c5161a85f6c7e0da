"""Closures at the console: the outlook, the case, and what is settled by hand."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from booking.api import Backend, Contact, RebookingState, VisitState
from tests.integration.console.conftest import Visitor
from tests.support.closing import CONSULTATION, PASSPORT, People
from tests.support.console import CLERK, OPERATOR, SUPERVISOR

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def people(backend: Backend) -> People:
    return People(backend)


async def command(visitor: Visitor, page: str, path: str, **more: str) -> str:
    shown = (await visitor.get(page)).text
    fields = dict(re.findall(r'name="(form_token|command_key)" value="([^"]+)"', shown))
    answer = await visitor.post(path, **fields, **more)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_a_supervisor_sees_whom_it_concerns_and_closes(
    visitor: Visitor, backend: Backend, people: People
) -> None:
    moved = await people.book(PASSPORT, WEDNESDAY)
    await visitor.log_in(SUPERVISOR)
    where = f"place=counter:{moved.counter}&first=2026-11-25&reason=nemoc"
    page = (await visitor.get(f"/closures/outlook?{where}")).text
    assert "Týká se to 1 návštěvy." in page
    assert "přesun bez ptaní" in page
    assert await backend.rebookings.reports() == []
    given = {"place": f"counter:{moved.counter}", "first": "2026-11-25", "reason": "nemoc"}
    to = await command(visitor, f"/closures/outlook?{where}", "/closures", **given)
    (report,) = await backend.rebookings.reports()
    assert to == f"/closures/{report.case.id}?said=closure-ordered"
    await people.driver().turn()
    page = (await visitor.get(to)).text
    assert "Vyřízeno 1 z 1" in page
    assert "přesunuto" in page


async def test_a_form_that_cannot_be_names_what_is_wrong(visitor: Visitor) -> None:
    await visitor.log_in(SUPERVISOR)
    for query, fault in {
        "place=counter:lidicka-1&first=2026-11-25&reason=": "Napište důvod",
        "place=&first=2026-11-25&reason=x": "Vyberte, co se zavírá.",
        "place=counter:lidicka-1&first=x&reason=x": "Zadejte den.",
        "place=counter:none&first=2026-11-25&reason=x": "Taková přepážka není.",
        "place=all&first=2026-11-20&reason=x": "Poslední den je před prvním",
        "place=all&first=2026-11-25&since=12:00&until=9:00&reason=x": "Konec",
    }.items():
        answer = await visitor.get(f"/closures/outlook?{query}")
        assert answer.status_code == 422
        assert fault in html.unescape(answer.text)


async def test_operators_settle_by_hand_but_do_not_close(
    visitor: Visitor, backend: Backend, people: People
) -> None:
    first = await people.book(CONSULTATION, WEDNESDAY)
    second = await people.book(CONSULTATION, WEDNESDAY)
    third = await people.book(CONSULTATION, WEDNESDAY, contact=Contact())
    closed = await people.close(first)
    await people.driver().turn()
    await visitor.log_in(OPERATOR)
    page = f"/closures/{closed.case.id}"
    token = re.search(r'name="form_token" value="([^"]+)"', (await visitor.get(page)).text)
    assert token is not None
    fields = {"form_token": token[1], "command_key": "k"}
    answer = await visitor.post(f"{page}/lift", **fields)
    assert answer.status_code == 403
    one, two, three = [await people.of(visit) for visit in (first, second, third)]
    for _ in range(2):
        to = await command(visitor, page, f"{page}/{one.id}/accept")
        assert to == f"{page}?said=closure-accept"
    assert (await people.of(first)).state is RebookingState.ACCEPTED
    assert f'href="{page}/{two.id}/cancel"' in (await visitor.get(page)).text
    asked = html.unescape((await visitor.get(f"{page}/{two.id}/cancel")).text)
    assert "Zrušit objednávku?" in asked
    assert f'action="{page}/{two.id}/cancel"' in asked
    assert (await backend.visits.get(second.id)).state is VisitState.BOOKED
    await command(visitor, page, f"{page}/{two.id}/cancel")
    over = html.unescape((await visitor.get(f"{page}/{two.id}/cancel")).text)
    assert "Už je to vyřízeno." in over
    assert (await backend.visits.get(second.id)).state is VisitState.CANCELLED
    shown = (await visitor.get(f"{page}?only=unreached")).text
    assert shown.count('id="rebooking-') == 1
    assert "bez kontaktu" in shown
    times = (await visitor.get(f"{page}/{three.id}/times")).text
    slot = re.search(r'name="slot" value="([^"]+)"', times)
    assert slot is not None
    chosen = html.unescape(slot[1])
    to = await command(visitor, page, f"{page}/{three.id}/put", slot=chosen)
    assert to == f"{page}?said=closure-put"
    assert (await people.of(third)).state is RebookingState.REBOOKED
    to = await command(visitor, page, f"{page}/{three.id}/settle")
    assert to == f"{page}?said=closure-over"


async def test_a_closure_is_lifted(visitor: Visitor, backend: Backend, people: People) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY)
    closed = await people.close(visit)
    await people.driver().turn()
    await visitor.log_in(SUPERVISOR)
    page = f"/closures/{closed.case.id}"
    assert await command(visitor, page, f"{page}/lift") == f"{page}?said=closure-lifted"
    assert (await people.of(visit)).state is RebookingState.WITHDRAWN
    assert "platí původní termín" in (await visitor.get(page)).text
    assert await backend.closures.in_force() == []


async def test_the_ring_tells_the_operator_what_to_say(visitor: Visitor, people: People) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY, contact=Contact("+420583301234"))
    closed = await people.close(visit)
    await people.driver().turn()
    await visitor.log_in(OPERATOR)
    page = (await visitor.get("/desk")).text
    assert "Zavřená přepážka, termín" in page
    assert f'href="/closures/{closed.case.id}#rebooking-' in page


async def test_clerks_have_no_business_there(visitor: Visitor) -> None:
    await visitor.log_in(CLERK)
    assert (await visitor.get("/closures")).status_code == 403
