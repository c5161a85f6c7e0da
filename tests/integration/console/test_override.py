"""An operator books more than the limits let, and sees who did not come lately."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from booking.api import Backend, Contact, Database, Language, SetClock, Transaction
from booking.catalogue import tables
from booking.ground.audit import audit
from tests.integration.console.conftest import Visitor
from tests.support.console import OPERATOR
from tests.support.panel import KNOWN, NEW, Panel, arrive


async def booked(panel: Panel, key: str) -> Panel:
    await panel.open(tab="book", service="passport")
    await panel.does("hold", key=key, slot=panel.slots()[0])
    return await panel.does("book", key=key, phone="777 000 321")


@pytest.fixture
async def strict(town: Database) -> None:
    """Two visits to come for a number."""

    def write(tx: Transaction) -> None:
        row = tx.one(select(tables.town))
        assert row is not None
        body = json.loads(row.body)
        body["person_limits"] |= {"number_visits": 2}
        changed = update(tables.town).values(body=json.dumps(body), revision=row.revision + 1)
        tx.execute(changed)

    await town.write(write)


@pytest.mark.usefixtures("strict")
async def test_an_operator_may_book_more_with_a_reason(
    panel: Panel, backend: Backend, town: Database, clock: SetClock
) -> None:
    await arrive(town, clock)
    for key in ("a", "b"):
        assert "Objednáno." in (await booked(panel, key)).plain
    refused = await booked(panel, "c")
    assert "Na toto číslo už jsou objednány 2 návštěvy." in refused.plain
    assert "Přesto objednat" in refused.plain
    empty = await panel.does("book", key="k2", phone="777 000 321", anyway="1", reason=" ")
    assert "Bez důvodu více objednat nejde." in empty.plain
    done = await panel.does("book", key="k3", phone="777 000 321", anyway="1", reason="domov")
    assert "Objednáno." in done.plain
    assert len(await backend.visits.of_phone(KNOWN)) == 3
    rows = await town.read(
        lambda tx: tx.all(select(audit).where(audit.c.did == "limit-overridden"))
    )
    assert [(row.who, row.details["reason"]) for row in rows] == [("novakova", "domov")]


async def test_the_operator_sees_that_nobody_came_lately(
    panel: Panel, visitor: Visitor, backend: Backend, town: Database, clock: SetClock
) -> None:
    starts = []
    for phone in (KNOWN, "+420777000999"):
        hold = await backend.visits.hold_nearest(NEW, owner="call", office="lidicka")
        assert hold is not None
        visit = await backend.visits.confirm(hold.id, contact=Contact(phone), language=Language.CS)
        starts.append(visit.start)
    clock.advance(max(starts) - clock.now())
    await backend.attendance.check_in(visit.id, by="vesely", anyway=True)
    clock.advance(timedelta(minutes=30))
    assert await backend.attendance.mark_missed() == 1
    await arrive(town, clock)
    await visitor.log_in(OPERATOR)  # a day has passed
    shown = await panel.open(tab="book", service="passport")
    assert "Za posledních 30 dní nikdo nepřišel na 1 návštěvu tohoto volajícího." in shown.plain
