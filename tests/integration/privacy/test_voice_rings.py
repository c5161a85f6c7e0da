"""Nobody is rung by the machine who was erased; and what was rung is forgotten in time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from booking.api import (
    VOICE_MESSAGE,
    AuditSeals,
    Backend,
    Citizen,
    Database,
    Language,
    Matter,
    Privacy,
    Ring,
    RingEnded,
    RingOutcome,
    Secret,
    SetClock,
    Speech,
    unhandled,
)
from booking.rings.store import rings
from cli.keeping.parts import PARTS

PHONE = "+420777000321"


@pytest.fixture
def privacy(town: Database) -> Privacy:
    return Privacy(town, PARTS)


@pytest.fixture
async def marie(backend: Backend) -> Citizen:
    [found] = [one.citizen for one in await backend.citizens.search("Marie Dvořáková", 1)]
    assert found.phone == PHONE
    return found


async def asked(backend: Backend, until: datetime | None = None) -> Ring:
    return await backend.rings.speak(
        phone=PHONE,
        language=Language.CS,
        speech=Speech(Matter.APPLICATION),
        until=until or backend.clock.now() + timedelta(hours=4),
        key="message:1",
    )


async def kept(backend: Backend) -> list[tuple[str, str | None]]:
    query = select(rings.c.phone, rings.c.speech)
    rows = await backend.database.read(lambda tx: tx.all(query))
    return [(row.phone, row.speech) for row in rows]


async def test_somebody_who_was_erased_is_not_rung(
    backend: Backend, privacy: Privacy, marie: Citizen
) -> None:
    await asked(backend)
    await privacy.erase(marie.id, by="poverenec")
    assert not await backend.rings.has_to_dial()
    assert await backend.rings.claim_to_dial("linka", most=2) == []
    assert await kept(backend) == [("", None)]


async def test_somebody_erased_while_they_are_rung_leaves_no_trace_of_it(
    backend: Backend, privacy: Privacy, marie: Citizen
) -> None:
    ring = await asked(backend)
    await backend.rings.claim_to_dial("linka", most=2)
    await privacy.erase(marie.id, by="poverenec")
    await backend.rings.reached(ring.id, RingOutcome.HEARD)
    await backend.rings.ended(ring.id, RingOutcome.HUNG_UP)
    assert await backend.rings.dialling("linka") == []
    assert await kept(backend) == [("", None)]
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 100))
    assert not [one for one in found if isinstance(one.event, RingEnded)]


async def test_what_is_asked_for_is_in_what_a_person_is_given(
    backend: Backend, privacy: Privacy, marie: Citizen
) -> None:
    await asked(backend)
    told = await privacy.export(marie.id, by="poverenec")
    assert VOICE_MESSAGE in str(told["Žádosti o zavolání (rings)"])


async def test_what_was_rung_is_forgotten_after_three_months(
    backend: Backend, privacy: Privacy, clock: SetClock
) -> None:
    await asked(backend)
    [ring] = await backend.rings.claim_to_dial("linka", most=2)
    await backend.rings.ended(ring.id, RingOutcome.CONFIRMED)
    clock.advance(timedelta(days=89))
    await privacy.tidy(AuditSeals(backend.database, Secret("key")))
    assert await kept(backend) != [("", None)]
    clock.advance(timedelta(days=2))
    await privacy.tidy(AuditSeals(backend.database, Secret("key")))
    assert await kept(backend) == [("", None)]
