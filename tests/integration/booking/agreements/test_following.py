"""A number that was changed or given up at the counter takes the citizen's own matters with it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking.agreements.entry import CounterEntry
from booking.api import (
    Backend,
    Contact,
    Entry,
    EntryState,
    Language,
    OfferState,
    Visit,
    WaitChannel,
    WaitlistSettings,
    Wants,
)

NEW = "+420777555444"
SHOWN = CounterEntry(
    born="1980-02-03",
    street="Lidická 5",
    postcode="46001",
    town="Lípov",
    document="passport",
    ending="1234",
    compared=True,
    phone="777 555 444",
    phone_shown=True,
)


@pytest.fixture
async def known(backend: Backend) -> tuple[int, str]:
    """A citizen with a number and without an agreement."""
    for number in range(1, 30):
        phone = (await backend.citizens.get(number)).phone
        if phone is not None and await backend.agreements.of(number) is None:
            return number, phone
    raise AssertionError


async def booked(backend: Backend, phone: str, citizen: int | None) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", owner="call-1")
    assert hold is not None
    contact = Contact(phone, verified=citizen is not None)
    return await backend.visits.confirm(
        hold.id, contact=contact, language=Language.CS, citizen_id=citizen
    )


async def waits(backend: Backend, phone: str, citizen: int) -> Entry:
    tomorrow = backend.clock.today() + timedelta(days=1)
    return await backend.waitlist.join(
        Wants("passport.collection", first=tomorrow),
        contact=Contact(phone, verified=True),
        language=Language.CS,
        channel=WaitChannel.SMS,
        by="caller",
        citizen_id=citizen,
    )


async def test_visits_and_places_on_the_list_follow_to_the_number_shown(
    backend: Backend, known: tuple[int, str]
) -> None:
    number, old = known
    mine = await booked(backend, old, number)
    strangers = await booked(backend, old, None)
    entry = await waits(backend, old, number)
    await backend.agreements.conclude(replace(SHOWN, citizen_id=number), by="vesely")
    assert (await backend.visits.get(mine.id)).phone == NEW
    assert (await backend.visits.get(mine.id)).verified
    assert (await backend.visits.get(strangers.id)).phone == old
    assert (await backend.waitlist.get(entry.id)).contact == Contact(NEW, verified=True)


async def test_a_number_that_nobody_has_shown_is_told_less(
    backend: Backend, known: tuple[int, str]
) -> None:
    number, old = known
    mine = await booked(backend, old, number)
    entry = await waits(backend, old, number)
    shown = replace(SHOWN, citizen_id=number, phone_shown=False)
    await backend.agreements.conclude(shown, by="vesely")
    after = await backend.visits.get(mine.id)
    assert (after.phone, after.verified) == (NEW, False)
    assert (await backend.waitlist.get(entry.id)).contact == Contact(NEW)


async def test_at_a_number_that_was_given_up_nobody_is_told_of_anything(
    backend: Backend, known: tuple[int, str]
) -> None:
    number, old = known
    mine = await booked(backend, old, number)
    entry = await waits(backend, old, number)
    await backend.waitlist.driver(WaitlistSettings()).turn()
    [offer] = await backend.waitlist.offers_to(old)
    shown = replace(SHOWN, citizen_id=number, phone="", phone_shown=False)
    await backend.agreements.conclude(shown, by="vesely")
    assert (await backend.visits.get(mine.id)).phone is None
    assert (await backend.waitlist.get(entry.id)).state is EntryState.LEFT
    assert (await backend.waitlist.offered(offer.id)).state is OfferState.WITHDRAWN
    assert await backend.waitlist.offers_to(old) == []
