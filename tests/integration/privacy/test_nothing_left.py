"""Somebody who has used everything that Linka has leaves nothing behind when erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select, update

from booking.api import (
    Backend,
    Citizen,
    Contact,
    ContactKind,
    Database,
    Language,
    Mandate,
    Privacy,
    Proven,
    Scope,
    Secret,
    SetClock,
    Transaction,
    WaitChannel,
    WaitlistSettings,
    Wants,
)
from booking.applications.tables import applications
from booking.ground.tables import metadata
from cli.keeping.parts import PARTS
from notifier.intake import Intake
from notifier.outbox import Outbox, Patience
from notifier.templates.library import Library
from tests.support.closing import People

NAME = "Dvořáková"
OLD, NEW, THIRD, LANDLINE = "777000321", "777000888", "777000555", "596777123"
OLD_MAIL, NEW_MAIL = "marie.dvorakova@example.com", "marie.nova@example.com"
TRACES = (NAME, OLD, NEW, THIRD, LANDLINE, OLD_MAIL, NEW_MAIL, "U Mlýna 73", "1955, 3, 13")
ACTIVITY = "citizenship.consultation"


def e164(number: str) -> str:
    return f"+420{number}"


@pytest.fixture
def privacy(town: Database) -> Privacy:
    return Privacy(town, PARTS)


@pytest.fixture
async def marie(backend: Backend, clock: SetClock) -> Citizen:
    found = [one.citizen for one in await backend.citizens.search("Marie Dvořáková", 5)]
    marie = next(one for one in found if one.phone == e164(OLD))
    await _contacts(backend, marie)
    await _waits(backend, marie)
    await _acts_and_is_acted_for(backend, marie)
    await _books_at_limits(backend, marie)
    await _loses_a_visit(backend, marie)
    await _files(backend)
    await _guesses(backend)
    clock.advance(timedelta(minutes=1))
    outbox = Outbox(backend.database, "worker", Patience())
    log = structlog.get_logger()
    while await Intake(backend, outbox, Library(), "lipov.example", log).take_in():
        pass
    await backend.proofs.propose(  # one that nobody has told yet
        marie.id, ContactKind.PHONE, e164(THIRD), by="citizen", key="call-9/propose"
    )
    return await backend.citizens.get(marie.id)


async def _contacts(backend: Backend, marie: Citizen) -> None:
    """A new number and a new address, both proven; the messages with codes went to both."""
    for kind, value in ((ContactKind.PHONE, e164(NEW)), (ContactKind.EMAIL, NEW_MAIL)):
        proof = await backend.proofs.propose(marie.id, kind, value, by="citizen", key=f"p/{kind}")
        wrong = Secret("000000")
        await backend.proofs.verify(proof.id, wrong, by="citizen", key=f"w/{kind}")
        code = await backend.proofs.code(proof.id)
        assert code is not None
        done = await backend.proofs.verify(proof.id, code, by="citizen", key=f"v/{kind}")
        assert isinstance(done, Proven)


async def _waits(backend: Backend, marie: Citizen) -> None:
    """On the waiting list, and to be rung by an operator about an offer at a landline."""
    await backend.waitlist.join(
        Wants(ACTIVITY),
        contact=Contact(e164(LANDLINE)),
        language=Language.CS,
        channel=WaitChannel.RING,
        by="novakova",
        citizen_id=marie.id,
        name=f"Marie {NAME}",
        key="call-2/wait",
    )
    await backend.waitlist.driver(WaitlistSettings()).turn()


async def _acts_and_is_acted_for(backend: Backend, marie: Citizen) -> None:
    [other] = [one.citizen for one in await backend.citizens.search("Josef Havlík", 1)]
    today = backend.clock.today()
    for number, (whose, whom) in enumerate(((marie.id, other.id), (other.id, marie.id))):
        await backend.representations.add(
            whose,
            whom,
            scope=Scope.ALL,
            mandate=Mandate.COURT,
            since=today,
            until=None,
            by="novakova",
            key=f"r/{number}",
        )
        await backend.representations.act_for(whom, whose, Scope.VISITS, key=f"act/{number}")


async def _books_at_limits(backend: Backend, marie: Citizen) -> None:
    hold = await backend.visits.hold_nearest(
        "passport.new", owner="call-3", caller=e164(LANDLINE), citizen_id=marie.id, key="call-3/h"
    )
    assert hold is not None
    visit = await backend.visits.confirm(
        hold.id,
        contact=Contact(e164(THIRD)),
        language=Language.CS,
        citizen_id=marie.id,
        caller=e164(LANDLINE),
        name=f"Marie {NAME}",
        key="call-3/c",
    )
    await backend.visits.cancel(visit.id, by=f"citizen:{marie.id}", key="call-3/x")
    await backend.visits.hold_nearest(
        "passport.new", owner="call-4", caller=e164(NEW), citizen_id=marie.id, key="call-4/h"
    )


async def _loses_a_visit(backend: Backend, marie: Citizen) -> None:
    """Its counter closes, and an operator is to ring a landline."""
    hold = await backend.visits.hold_nearest("citizenship.consultation", owner="call-7")
    assert hold is not None
    visit = await backend.visits.confirm(
        hold.id,
        contact=Contact(e164(LANDLINE)),
        language=Language.CS,
        citizen_id=marie.id,
        name=f"Marie {NAME}",
    )
    people = People(backend)
    await people.close(visit)
    await people.driver().turn()
    asked = [one for one in await backend.rings.open() if one.dialog == "rebooking"]
    assert [one.note for one in asked] == [f"Marie {NAME}"]


async def _files(backend: Backend) -> None:
    kind = (await backend.applications.kinds())[0].code
    receipt = await backend.applications.file(kind, None, phone=e164(NEW), key="call-5/file")
    await backend.applications.send_status(
        receipt.application.id, phone=e164(NEW), language=Language.CS, key="call-5/send"
    )


async def _guesses(backend: Backend) -> None:
    """Mistaken about login, code and receipt: each is counted for the number that rings."""
    who: dict[str, str] = {"caller": e164(NEW), "call_id": "call-6"}
    claim = await backend.agreements.check_login(Secret("47201533"))
    await backend.agreements.verify(claim, Secret("000000"), **who)
    assert await backend.visits.named_by("000000", **who) is None
    await backend.applications.by_receipt(999_999, 2026, Secret("000000"), **who)


async def everything(database: Database) -> list[str]:
    """All rows of all tables, each as a text."""

    def look(tx: Transaction) -> list[str]:
        told = []
        for table in metadata.sorted_tables:
            rows = tx.connection.execute(select(table))
            told += [f"{table.name} {tuple(row)}" for row in rows]
        return told

    return await database.read(look)


async def test_whoever_has_used_everything_is_nowhere_after_the_erasure(
    town: Database, privacy: Privacy, marie: Citizen
) -> None:
    before = await everything(town)
    for trace in TRACES:
        assert any(trace in line for line in before), trace
    # what a proceeding keeps by law is another test's
    others = update(applications).where(applications.c.citizen_id == marie.id)
    await town.write(lambda tx: tx.execute(others.values(citizen_id=marie.id + 1)))
    await privacy.erase(marie.id, by="poverenec")
    left = [line for line in await everything(town) if any(one in line for one in TRACES)]
    assert left == []
