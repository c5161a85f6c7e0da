"""The caller's panel: what was sent to them, and whether it arrived."""

import pytest

from booking.api import Backend, SetClock
from tests.integration.console.conftest import HOME, Visitor
from tests.support.console import SUPERVISOR
from tests.support.panel import Panel, arrive, marie
from tests.support.sent import BOOKED, STATUS, Post, letters, sms


async def looks(backend: Backend) -> list[str]:
    found = await backend.audit.recent(50)
    return [one.about.partition(":")[0] for one in found if one.did == "looked"]


async def test_by_the_calling_number_visits_show_and_applications_wait_for_the_check(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    await letters(backend)
    await arrive(backend.database, clock)
    await panel.open(tab="messages")
    assert "Co jsme poslali" in panel.plain
    assert "Potvrzení objednávky doručeno 8:00" in panel.plain
    assert "Stav žádosti" not in panel.plain
    assert "se ukážou po ověření totožnosti" in panel.plain
    assert "…321" in panel.plain
    assert "777000321" not in panel.plain
    assert "messages-of" in await looks(backend)


async def test_who_is_only_looked_at_and_not_checked_opens_nothing(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    await letters(backend)
    await arrive(backend.database, clock)
    await panel.open(tab="messages", citizen=str(await marie(backend)), message="2")
    assert "Stav žádosti" not in panel.plain
    assert STATUS not in panel.plain
    assert "message" not in await looks(backend)
    await panel.open(tab="messages", citizen=str(await marie(backend)), message="1")
    assert BOOKED not in panel.plain
    assert "Znění se ukáže po ověření totožnosti." in panel.plain


async def test_a_known_caller_hears_what_was_said_and_why_it_did_not_arrive(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    await letters(backend)
    number = await marie(backend)
    await arrive(backend.database, clock, citizen_id=number)
    await panel.open(tab="messages")
    assert "nedoručeno: číslo neexistuje" in panel.plain
    assert "se ukážou po ověření totožnosti" not in panel.plain
    assert STATUS not in panel.plain
    await panel.open(tab="messages", message="2")
    assert STATUS in panel.plain
    assert "předává se bráně" in panel.plain
    assert 'href="/messages/' not in panel.text  # that room is not an operator's
    assert "message" in await looks(backend)
    about = [one.did for one in await backend.audit.about_person(number)]
    assert about.count("looked") >= 2


async def test_a_supervisor_at_the_desk_goes_on_to_the_messages_own_page(
    visitor: Visitor, backend: Backend, clock: SetClock
) -> None:
    await letters(backend)
    number = await marie(backend)
    await arrive(backend.database, clock, citizen_id=number)
    await visitor.log_in(SUPERVISOR)
    panel = Panel(visitor.client, HOME)
    await panel.open(tab="messages", citizen=str(number), message="1")
    assert 'href="/messages/1"' in panel.text
    assert (await visitor.get("/messages/1")).status_code == 200


async def test_nothing_sent_says_so_and_a_hidden_number_asks_who_it_is(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    await arrive(backend.database, clock)
    await panel.open(tab="messages")
    assert "Žádná zpráva neodešla." in panel.plain
    await panel.open(tab="messages", call="")
    assert "Číslo volajícího neznáme." in panel.plain


@pytest.mark.parametrize("number", ["999999999", "2", "0", "x"])
async def test_no_number_in_the_address_opens_what_is_not_in_the_list(
    panel: Panel, backend: Backend, clock: SetClock, number: str
) -> None:
    await Post(backend).delivers(sms("visit:12", "visit_booked", BOOKED))
    await Post(backend).delivers(sms("visit:13", "visit_booked", STATUS, to="+420605000108"))
    await arrive(backend.database, clock, citizen_id=await marie(backend))
    await panel.open(tab="messages", message=number)
    assert panel.status == 200
    assert STATUS not in panel.plain
    assert 'aria-expanded="true"' not in panel.text
