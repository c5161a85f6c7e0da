"""What is left of those who waited: after an erasure, after their time, in what is given out."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from booking.api import (
    AuditSeals,
    Backend,
    Contact,
    Database,
    EntryState,
    Language,
    OfferState,
    Privacy,
    Secret,
    SetClock,
    WaitChannel,
    WaitlistDriver,
    Wants,
)
from booking.visits.tables import holds
from booking.waitlist.tables import entries
from cli.keeping.parts import PARTS
from tests.support.waitlist import CONSULTATION, People, number

WEDNESDAY = date(2026, 11, 25)
MARIE = "+420777000321"


async def marie_waits(backend: Backend) -> int:
    """A citizen of the demo is on the list."""
    [citizen] = await backend.citizens.by_phone(MARIE)
    await backend.waitlist.join(
        Wants(CONSULTATION, first=WEDNESDAY),
        contact=Contact(MARIE, verified=True),
        language=Language.CS,
        channel=WaitChannel.SMS,
        citizen_id=citizen.id,
        name=citizen.name,
        by="caller",
    )
    return citizen.id


async def test_an_erased_person_is_off_the_list_and_what_was_offered_goes_to_the_next(
    backend: Backend, town: Database, driver: WaitlistDriver, people: People
) -> None:
    citizen = await marie_waits(backend)
    await driver.turn()
    (offer,) = await backend.waitlist.offers_to(MARIE)
    await people.wait(2, first=WEDNESDAY, last=WEDNESDAY)
    await Privacy(town, PARTS).erase(citizen, by="kral")
    (row,) = await town.read(
        lambda tx: tx.all(select(entries).where(entries.c.id == offer.entry_id))
    )
    assert (row.state, row.phone, row.citizen_id, row.name) == ("left", None, None, None)
    assert (await backend.waitlist.offered(offer.id)).state is OfferState.WITHDRAWN
    await driver.turn()
    (passed,) = await backend.waitlist.offers_to(number(2))
    assert passed.slot == offer.slot
    kept = await town.read(lambda tx: tx.all(select(holds)))
    assert [row.owner for row in kept] == [f"waitlist:{passed.entry_id}"]


async def test_what_is_given_out_of_a_person_holds_what_they_wait_for(
    backend: Backend, town: Database, driver: WaitlistDriver
) -> None:
    citizen = await marie_waits(backend)
    await driver.turn()
    told = await Privacy(town, PARTS).export(citizen, by="kral")
    assert len(told["Čekací listina (waiting list)"]) == 1
    assert len(told["Nabídky termínů (offers)"]) == 1


async def test_after_its_time_an_entry_tells_nothing_of_a_person(
    backend: Backend, town: Database, clock: SetClock
) -> None:
    await marie_waits(backend)
    (entry,) = await backend.waitlist.of_phone(MARIE)
    await backend.waitlist.leave(entry.id, by="caller")
    privacy, seals = Privacy(town, PARTS), AuditSeals(town, Secret("of the test"))
    clock.advance(timedelta(days=89))
    await privacy.tidy(seals)
    assert (await backend.waitlist.get(entry.id)).contact.phone == MARIE
    clock.advance(timedelta(days=2))
    await privacy.tidy(seals)
    after = await backend.waitlist.get(entry.id)
    assert (after.contact, after.citizen_id, after.name) == (Contact(), None, None)
    assert after.state is EntryState.LEFT
