"""What the staff's pages ask of the backend besides: a day's visits, call-backs settled."""

from datetime import date, timedelta

import pytest

from booking.api import Backend, Contact, Language, NotFound, Ring, RingState, SetClock, Visit

TUESDAY = date(2026, 11, 24)


async def book(backend: Backend, on: date) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", owner="caller", on=on)
    assert hold is not None
    return await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)


async def ask(backend: Backend) -> Ring:
    return await backend.rings.request(
        phone="+420777123456", dialog="callback", language=Language.CS
    )


async def test_a_day_shows_its_own_visits_past_ones_too_but_no_cancelled_ones(
    backend: Backend, clock: SetClock
) -> None:
    kept, cancelled = await book(backend, TUESDAY), await book(backend, TUESDAY)
    await book(backend, TUESDAY + timedelta(days=1))
    await backend.visits.cancel(cancelled.id, by="caller")
    clock.advance(timedelta(days=2))
    assert [visit.id for visit in await backend.visits.on(TUESDAY)] == [kept.id]


async def test_a_call_back_is_settled_once_and_can_be_reopened(backend: Backend) -> None:
    ring = await ask(backend)
    settled = await backend.rings.settle(ring.id, by="novakova")
    assert settled.state is RingState.DONE
    assert await backend.rings.settle(ring.id, by="marek") == settled
    assert await backend.rings.open() == []
    reopened = await backend.rings.reopen(ring.id, by="novakova")
    assert reopened.state is RingState.OPEN
    trace = [(one.who, one.did) for one in await backend.audit.recent(about=f"ring:{ring.id}")]
    assert trace == [
        ("novakova", "ring-reopened"),
        ("novakova", "ring-settled"),
        ("caller", "ring-requested"),
    ]


async def test_a_call_back_that_is_not_there_cannot_be_settled(backend: Backend) -> None:
    with pytest.raises(NotFound):
        await backend.rings.settle(10**6, by="novakova")


async def test_citizens_are_found_by_several_numbers_at_once(backend: Backend) -> None:
    assert set(await backend.citizens.many([1, 2, 10**6])) == {1, 2}
    assert await backend.citizens.many([]) == {}
