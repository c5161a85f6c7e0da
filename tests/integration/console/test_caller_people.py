"""The caller's panel: callers who ask for somebody by a name."""

import html
from datetime import timedelta

import pytest
from sqlalchemy import update

from booking.api import Backend, SetClock
from booking.staff.store import staff
from operator_console.caller.people import SHOWN
from operator_console.caller.state import State
from tests.integration.console.conftest import Visitor
from tests.support.console import OPERATOR
from tests.support.panel import CALL, Panel
from tests.support.routing import House

HEADING = "Kdo na úřadě"


async def heard(panel: Panel, text: str) -> str:
    """What is said of colleagues, when this is typed."""
    await panel.open(tab="topics", q=text)
    assert panel.status == 200
    return panel.plain.partition(HEADING)[2]


@pytest.mark.parametrize(
    "text", ["novakova", "nofaková", "nov", "chci mluvit s paní Novákovou z dokladů"]
)
async def test_a_name_finds_who_it_is_and_what_they_do(panel: Panel, text: str) -> None:
    said = await heard(panel, text)
    assert "Jana Nováková Mimo linku Operátorka / operátor: Cestovní pasy, Občanské" in said
    assert "passport" not in said
    assert "identity-card" not in said


async def test_they_are_told_in_the_operators_language(visitor: Visitor, panel: Panel) -> None:
    await visitor.post("/language", language="en")
    await panel.open(tab="topics", q="novakova")
    assert "Who at the office Jana Nováková Off the line Operator: Passports" in panel.plain


async def test_those_on_the_line_are_told_as_they_are_now(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    await House.on(backend.database, clock).seat("bondarenko")
    assert "Iryna Bondarenko K dispozici" in await heard(panel, "bondarenkova")


async def test_of_a_clerk_only_an_absence_is_known(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    assert "Tomáš Veselý Úřednice / úředník: Cestovní pasy" in await heard(panel, "veselym")
    today = clock.today()
    await backend.staff.add_absence(
        "vesely", today, today + timedelta(days=2), substitute="horakova", by="kralova"
    )
    said = await heard(panel, "veselym")
    assert "Tomáš Veselý Nepřítomnost do 25. 11. 2026 zastupuje Lenka Horáková Úřednice" in said
    await leave(backend, "horakova")
    assert "zastupuje" not in await heard(panel, "veselym")


async def test_an_absence_to_come_is_not_told(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    await backend.staff.add_absence("vesely", tomorrow, tomorrow, substitute=None, by="kralova")
    assert "Nepřítomnost" not in await heard(panel, "veselym")


async def test_whoever_has_left_is_not_found(panel: Panel, backend: Backend) -> None:
    await leave(backend, "vesely")
    assert await heard(panel, "veselym") == ""
    assert "Nic takového tu není." in panel.plain


@pytest.mark.parametrize("text", ["", "no", "popelnice", "poplatek", "řidičák", "cestovní pas"])
async def test_whoever_asks_for_a_matter_sees_no_people(panel: Panel, text: str) -> None:
    assert await heard(panel, text) == ""
    assert 'id="topic-' in panel.text


async def test_a_name_that_is_no_matter_does_not_say_that_there_is_nothing(panel: Panel) -> None:
    await heard(panel, "bondarenko")
    assert "Žádná životní situace tomu neodpovídá." in panel.plain
    assert "Nic takového tu není." not in panel.plain


async def test_arrows_reach_people_after_the_topics(panel: Panel) -> None:
    await panel.open(tab="topics", q="paní Novákovou doklady")
    topics, people = panel.text.index('id="topic-'), panel.text.index('id="member-novakova"')
    assert topics < people
    assert "data-row" in panel.text[people : panel.text.index(">", people)]


async def test_what_is_typed_and_what_people_are_called_stays_text(
    panel: Panel, backend: Backend
) -> None:
    name = "<script>alert(1)</script> Veselý"
    renamed = update(staff).where(staff.c.username == "vesely").values(name=name)
    await backend.database.write(lambda tx: tx.execute(renamed))
    typed = '"><script>veselý</script>'
    await panel.open(tab="topics", q=typed)
    assert "<script" not in panel.text
    assert html.escape(name) in panel.text


async def test_there_are_never_more_than_a_few(panel: Panel, backend: Backend) -> None:
    renamed = update(staff).values(name="Jan Novák")
    await backend.database.write(lambda tx: tx.execute(renamed))
    assert (await heard(panel, "pan Novák")).count("Jan Novák") == SHOWN


async def test_nobody_without_a_desk_finds_anybody(visitor: Visitor) -> None:
    address = State(call=CALL, tab="topics", q="novakova").link
    answer = await visitor.get(address)
    assert "Nováková" not in answer.text
    await visitor.log_in("vesely")
    answer = await visitor.get(address)
    assert answer.status_code == 403
    assert "Nováková" not in answer.text


async def test_a_look_at_colleagues_is_no_look_at_a_citizen(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(OPERATOR)
    before = len(await backend.audit.recent(100))
    await visitor.get(State(tab="topics", q="novakova").link)
    assert len(await backend.audit.recent(100)) == before


async def leave(backend: Backend, username: str) -> None:
    gone = update(staff).where(staff.c.username == username).values(active=False)
    await backend.database.write(lambda tx: tx.execute(gone))
