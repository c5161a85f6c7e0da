"""Places on the waiting list and wishes follow who they belong to, in a merge and back."""

from __future__ import annotations

from booking.api import (
    Backend,
    ChannelWish,
    Contact,
    Entry,
    EntryState,
    Language,
    MessageKind,
    OfferWithdrawn,
    QuietHours,
    WaitChannel,
    WaitlistSettings,
    Wants,
    unhandled,
)
from booking.citizens import store as citizens
from tests.support.people import some_citizen
from tests.support.waitlist import CONSULTATION

NIGHT = QuietHours(22 * 60, 7 * 60)
OTHER = "passport.new"


async def somebody(backend: Backend, code: str) -> int:
    return await backend.database.write(lambda tx: citizens.add(tx, some_citizen(code=code)))


async def waits(backend: Backend, citizen: int, phone: str, activity: str = CONSULTATION) -> Entry:
    return await backend.waitlist.join(
        Wants(activity),
        contact=Contact(phone),
        language=Language.CS,
        channel=WaitChannel.SMS,
        citizen_id=citizen,
        by="vesely",
    )


async def twins(backend: Backend) -> tuple[int, int]:
    return await somebody(backend, "one"), await somebody(backend, "two")


async def places(backend: Backend, citizen: int) -> list[int]:
    return [one.id for one in await backend.waitlist.of(citizen)]


async def test_a_place_on_the_waiting_list_follows_and_goes_back(backend: Backend) -> None:
    kept, gone = await twins(backend)
    entry = await waits(backend, gone, "+420777000001")
    done = await backend.merging.merge(kept, gone, by="kralova")
    assert await places(backend, kept) == [entry.id]
    await backend.merging.undo(done.id, by="kralova")
    assert (await places(backend, kept), await places(backend, gone)) == ([], [entry.id])


async def test_of_two_places_for_the_same_the_earlier_stays_and_undone_both_are_there(
    backend: Backend,
) -> None:
    kept, gone = await twins(backend)
    first = await waits(backend, gone, "+420777000001")
    second = await waits(backend, kept, "+420777000002")
    other = await waits(backend, kept, "+420777000002", OTHER)
    done = await backend.merging.merge(kept, gone, by="kralova")
    assert await places(backend, kept) == [first.id, other.id]
    assert (await backend.waitlist.get(second.id)).state is EntryState.LEFT
    await backend.merging.undo(done.id, by="kralova")
    assert await places(backend, kept) == [second.id, other.id]
    assert await places(backend, gone) == [first.id]


async def test_a_place_taken_after_the_merge_is_not_doubled_by_its_undoing(
    backend: Backend,
) -> None:
    kept, gone = await twins(backend)
    first = await waits(backend, gone, "+420777000001")
    await waits(backend, kept, "+420777000002")
    done = await backend.merging.merge(kept, gone, by="kralova")
    await backend.waitlist.leave(first.id, by="caller")
    anew = await waits(backend, kept, "+420777000002")
    await backend.merging.undo(done.id, by="kralova")
    assert (await places(backend, kept), await places(backend, gone)) == ([anew.id], [])


async def test_the_place_with_an_offer_stays_and_the_offer_with_it(backend: Backend) -> None:
    kept, gone = await twins(backend)
    await waits(backend, kept, "+420777000001")
    await backend.waitlist.driver(WaitlistSettings(pause_after=20)).turn()
    (offer,) = await backend.waitlist.offers_to("+420777000001")
    await waits(backend, gone, "+420777000002")
    await backend.merging.merge(gone, kept, by="kralova")
    assert await places(backend, gone) == [offer.entry_id]
    assert (await backend.waitlist.accept(offer.id, by="caller")).visit.start == offer.slot.start
    events = await backend.database.read(lambda tx: unhandled(tx.connection, 500))
    assert not [one for one in events if isinstance(one.event, OfferWithdrawn)]


async def test_wishes_that_the_one_who_stays_lacks_are_taken_over_and_given_up(
    backend: Backend,
) -> None:
    kept, gone = await twins(backend)
    theirs = {MessageKind.VISITS: ChannelWish.EMAIL, MessageKind.APPLICATIONS: ChannelWish.VOICE}
    await backend.wishes.set(gone, theirs, NIGHT, by="vesely")
    await backend.wishes.set(kept, {MessageKind.VISITS: ChannelWish.SMS}, None, by="vesely")
    done = await backend.merging.merge(kept, gone, by="kralova")
    wishes = await backend.wishes.of(kept)
    assert wishes.channels == {
        MessageKind.VISITS: ChannelWish.SMS,
        MessageKind.APPLICATIONS: ChannelWish.VOICE,
    }
    assert wishes.quiet == NIGHT
    await backend.merging.undo(done.id, by="kralova")
    wishes = await backend.wishes.of(kept)
    assert (wishes.channels, wishes.quiet) == ({MessageKind.VISITS: ChannelWish.SMS}, None)
    assert (await backend.wishes.of(gone)).channels == theirs


async def test_a_wish_that_was_changed_since_stays_when_the_merge_is_undone(
    backend: Backend,
) -> None:
    kept, gone = await twins(backend)
    await backend.wishes.set(gone, {MessageKind.VISITS: ChannelWish.EMAIL}, NIGHT, by="vesely")
    done = await backend.merging.merge(kept, gone, by="kralova")
    evening = QuietHours(18 * 60, 8 * 60)
    await backend.wishes.set(kept, {MessageKind.VISITS: ChannelWish.SMS}, evening, by="vesely")
    await backend.merging.undo(done.id, by="kralova")
    wishes = await backend.wishes.of(kept)
    assert (wishes.channels, wishes.quiet) == ({MessageKind.VISITS: ChannelWish.SMS}, evening)
