"""The clerk's work on an application, by requests."""

from __future__ import annotations

import re
from html import unescape

import pytest

from booking.api import ApplicationQuery, Backend, Filed, FilingChannel
from tests.integration.console.conftest import Visitor
from tests.support.console import CLERK, OPERATOR

PAGE = "/clerk/applications"


@pytest.fixture
async def trees(backend: Backend) -> Filed:
    [found] = await backend.applications.find(ApplicationQuery(text="MULI-ZP/123/2026"))
    return found


async def post(visitor: Visitor, page: str, path: str, **fields: str) -> str:
    """Send a form of that page, and read the page that it leads to."""
    shown = (await visitor.get(page)).text
    token = re.search(r'name="form_token" value="([^"]+)"', shown)
    key = re.search(r'name="command_key" value="([^"-]+)', shown)
    assert token is not None
    given = {"form_token": token[1], "command_key": key[1] if key else "k", **fields}
    answer = await visitor.post(path, **given)
    if answer.status_code != 303:
        return answer.text
    return (await visitor.get(answer.headers["location"])).text


async def test_a_change_is_taken_back_from_its_page(
    visitor: Visitor, backend: Backend, trees: Filed
) -> None:
    await visitor.log_in(CLERK)
    page = f"{PAGE}/{trees.application.id}"
    told = await post(visitor, page, f"{page}/change", seen="processing", state="granted")
    assert "odejde za půl minuty" in told
    change = re.search(r'name="change" value="(\d+)"', told)
    assert change is not None
    told = await post(visitor, page, f"{page}/undo", change=change[1])
    assert "Změna je vzata zpět" in told
    assert "vzato zpět" in told
    again = await backend.applications.get(trees.application.id)
    assert again.application == trees.application
    assert "Změnu už vzít zpět nejde" in await post(visitor, page, f"{page}/undo", change="1")


async def test_a_note_is_in_the_history_and_in_no_message(
    visitor: Visitor, backend: Backend, trees: Filed
) -> None:
    await visitor.log_in(CLERK)
    page = f"{PAGE}/{trees.application.id}"
    told = await post(visitor, page, f"{page}/note", note="Sousedka <b>volala</b>.")
    assert "Sousedka &lt;b&gt;volala&lt;/b&gt;." in told
    assert "Prázdnou ani příliš dlouhou" in await post(visitor, page, f"{page}/note", note=" ")
    assert "Sousedka" not in repr(await backend.applications.get(trees.application.id))


async def test_an_application_is_assigned_and_found_among_ones_own(
    visitor: Visitor, trees: Filed
) -> None:
    await visitor.log_in(CLERK)
    page = f"{PAGE}/{trees.application.id}"
    assert trees.application.reference not in (await visitor.get(f"{PAGE}?clerk=mine")).text
    told = await post(visitor, page, f"{page}/assign", clerk=CLERK, had="")
    assert "nového vyřizujícího" in told
    assert trees.application.reference in (await visitor.get(f"{PAGE}?clerk=mine")).text
    assert trees.application.reference not in (await visitor.get(f"{PAGE}?clerk=nobody")).text
    told = await post(visitor, page, f"{page}/assign", clerk="", had="")
    assert "mezitím přidělil někdo jiný" in told


async def test_the_list_begins_with_ones_own_and_the_address_keeps_the_switch_to_all(
    visitor: Visitor, backend: Backend, trees: Filed
) -> None:
    others = "MULI-ZP/000131/2026"
    await visitor.log_in(CLERK)
    nothing_is_mine = (await visitor.get(PAGE)).text
    assert trees.application.reference in nothing_is_mine
    assert others in nothing_is_mine
    await backend.applications.assign(
        trees.application.id, CLERK, by="kralova", expected=trees.application.clerk
    )
    mine = (await visitor.get(PAGE)).text
    assert trees.application.reference in mine
    assert others not in mine
    switch = re.search(r'<a href="([^"]+)"[^>]*>Všechny žádosti', mine)
    assert switch is not None
    everything = (await visitor.get(unescape(switch[1]))).text
    assert trees.application.reference in everything
    assert others in everything
    assert 'aria-current="page">Všechny žádosti' in everything
    live = re.search(r'sse-connect="([^"]+)"', mine)
    assert live is not None
    assert "clerk=mine" in live[1]
    assert others in (await visitor.get(f"{PAGE}?state=all")).text


async def test_what_nobody_works_on_is_handed_out(visitor: Visitor, backend: Backend) -> None:
    await visitor.log_in(CLERK)
    told = await post(visitor, f"{PAGE}?clerk=nobody", f"{PAGE}/hand-out")
    assert "jsou rozdělené" in told
    [clerk] = await backend.applications.workers()
    assert clerk.load > 5


async def test_the_receipt_shows_the_code_and_says_where_to_ring(
    visitor: Visitor, trees: Filed
) -> None:
    await visitor.log_in(CLERK)
    shown = (await visitor.get(f"{PAGE}/{trees.application.id}/receipt")).text
    assert "583 145" in shown
    assert "844121314" in shown


async def test_an_operator_sees_no_receipt(visitor: Visitor, trees: Filed) -> None:
    await visitor.log_in(OPERATOR)
    answer = await visitor.get(f"{PAGE}/{trees.application.id}/receipt")
    assert answer.status_code == 403
    assert "583 145" not in answer.text


async def test_an_absence_is_entered_refused_and_removed(visitor: Visitor) -> None:
    await visitor.log_in(CLERK)
    page = f"{PAGE}/absences"
    days = {"username": CLERK, "first": "2026-12-21", "last": "2026-12-31"}
    assert "Nepřítomnost je zapsána" in await post(visitor, page, page, **days)
    overlap = days | {"command_key": "other"}
    assert "jinou nepřítomnost" in await post(visitor, page, page, **overlap)
    backwards = {"username": CLERK, "first": "2026-11-30", "last": "2026-11-29"}
    assert "dřív než první" in await post(visitor, page, page, **backwards, command_key="b")
    nonsense = {"username": "nobody", "first": "2027-01-01", "last": "2027-01-02"}
    assert "Takový pracovník" in await post(visitor, page, page, **nonsense, command_key="c")
    assert "první i poslední den" in await post(visitor, page, page, username=CLERK)
    shown = (await visitor.get(page)).text
    absence = re.search(r"absences/(\d+)/remove", shown)
    assert absence is not None
    assert "zrušena" in await post(visitor, page, f"{page}/{absence[1]}/remove")


async def test_an_odd_ready_date_is_asked_about_and_taken_back(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(CLERK)
    page = "/clerk/ready-dates"
    before = await backend.ready_dates.of("passport")
    told = await post(visitor, page, f"{page}/passport", day="2026-01-05")
    assert "dřívější než dosavadní" in told
    assert await backend.ready_dates.of("passport") == before
    told = await post(
        visitor, page, f"{page}/passport", day="2026-01-05", surely="1", command_key="k2"
    )
    assert "Den je zapsán" in told
    told = await post(visitor, page, f"{page}/passport/undo", command_key="k3")
    assert "vzato zpět" in told
    assert await backend.ready_dates.of("passport") == before
    assert "teprve přijde" in await post(
        visitor, page, f"{page}/passport", day="2027-01-05", command_key="k4"
    )


async def test_the_list_shows_what_came_by_telephone_with_place_and_text(
    visitor: Visitor, backend: Backend
) -> None:
    await backend.applications.file(
        "waste-collection",
        None,
        "+420777000321",
        "Lidická 5",
        "Nevyvezená nádoba",
        FilingChannel.PHONE,
    )
    await visitor.log_in(CLERK)
    whole = (await visitor.get("/clerk/applications?channel=phone")).text
    assert "Lidická 5" in whole
    assert "Nevyvezená nádoba" in whole
    assert "Žádost o kácení dřevin" not in whole
    assert "Nevyvezená nádoba" not in (await visitor.get("/clerk/applications?channel=web")).text
    unknown = await visitor.get("/clerk/applications?channel=pigeon")
    assert "Žádost o kácení dřevin" in unknown.text


async def test_a_word_to_somebody_unknown_is_not_sent_and_the_clerk_is_told_so(
    visitor: Visitor, backend: Backend
) -> None:
    receipt = await backend.applications.file("waste-collection", None, "+420777000321")
    await visitor.log_in(CLERK)
    page = f"{PAGE}/{receipt.application.id}"
    fields = {"seen": "received", "state": "solved", "remark": "Nádoba je vyměněna."}
    told = await post(visitor, page, f"{page}/check", **fields)
    message = re.search(r"<blockquote.*?</blockquote>", told, re.DOTALL)
    assert message is not None
    assert "Nádoba" not in message[0]
    assert "vzkaz se neposílá" in told
    await post(visitor, page, f"{page}/change", **fields)
    again = await backend.applications.get(receipt.application.id)
    assert again.application.history[-1].remark == "Nádoba je vyměněna."
