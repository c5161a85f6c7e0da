"""Rings that the machine places: given out once, ended once, at the right time only."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from booking.api import (
    PRAGUE,
    VOICE_MESSAGE,
    Backend,
    Contact,
    Language,
    Matter,
    NotFound,
    Refused,
    Ring,
    RingEnded,
    RingOutcome,
    RingState,
    SetClock,
    Speech,
    Transaction,
    Visit,
    unhandled,
)
from booking.rings.store import rings

LANDLINE = "+420596123456"
OTHER = "+420596123457"
NEWS = Speech(Matter.APPLICATION)
AN_HOUR = timedelta(hours=1)


async def speak(
    backend: Backend,
    key: str = "message:1",
    *,
    phone: str = LANDLINE,
    speech: Speech = NEWS,
    after: timedelta | None = None,
    hours: float = 4,
) -> Ring:
    now = backend.clock.now()
    return await backend.rings.speak(
        phone=phone,
        language=Language.CS,
        speech=speech,
        until=now + timedelta(hours=hours),
        not_before=None if after is None else now + after,
        key=key,
    )


async def dialled(backend: Backend, most: int = 2) -> list[Ring]:
    return await backend.rings.claim_to_dial("linka", most=most)


async def told(backend: Backend) -> list[RingEnded]:
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 100))
    return [one.event for one in found if isinstance(one.event, RingEnded)]


async def booked(backend: Backend) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", owner="call-1")
    assert hold is not None
    return await backend.visits.confirm(hold.id, contact=Contact(LANDLINE), language=Language.CS)


def about(visit: Visit, matter: Matter = Matter.REMINDER) -> Speech:
    return Speech(matter, visit.id, visit.start, visit.office)


async def test_whoever_asks_again_with_the_same_key_gets_the_same_ring(backend: Backend) -> None:
    first = await speak(backend)
    again = await speak(backend, phone=OTHER, hours=8)
    assert again == first
    [taken] = await dialled(backend)
    await backend.rings.ended(taken.id, RingOutcome.BUSY)
    assert (await speak(backend)).outcome is RingOutcome.BUSY
    assert await dialled(backend) == []


async def test_many_who_ask_at_once_with_one_key_make_one_ring(backend: Backend) -> None:
    made = await asyncio.gather(*(speak(backend) for _ in range(8)))
    assert len({ring.id for ring in made}) == 1


async def test_a_ring_is_given_to_one_node_only(backend: Backend) -> None:
    for number in range(6):
        await speak(backend, f"message:{number}", phone=f"+42059612345{number}")
    taken = await asyncio.gather(
        *(backend.rings.claim_to_dial(f"node-{n}", most=2) for n in range(5))
    )
    ids = [ring.id for some in taken for ring in some]
    assert len(ids) == len(set(ids)) == 6
    for node, some in enumerate(taken):
        assert await backend.rings.dialling(f"node-{node}") == some


async def test_no_more_are_given_out_than_were_asked_for(backend: Backend) -> None:
    for number in range(3):
        await speak(backend, f"message:{number}", phone=f"+42059612345{number}")
    assert len(await dialled(backend, 2)) == 2
    assert len(await dialled(backend, 2)) == 1
    assert await dialled(backend, 0) == []


async def test_one_number_is_not_rung_about_two_things_at_once(backend: Backend) -> None:
    first, second = await speak(backend), await speak(backend, "message:2")
    assert [ring.id for ring in await dialled(backend)] == [first.id]
    assert await dialled(backend) == []
    await backend.rings.ended(first.id, RingOutcome.HEARD)
    assert [ring.id for ring in await dialled(backend)] == [second.id]


async def test_it_is_not_dialled_before_its_time(backend: Backend, clock: SetClock) -> None:
    await speak(backend, after=AN_HOUR)
    assert not await backend.rings.has_to_dial()
    assert await dialled(backend) == []
    clock.advance(AN_HOUR)
    assert await backend.rings.has_to_dial()
    assert len(await dialled(backend)) == 1


async def test_nobody_is_rung_at_night_however_long_the_ring_waited(
    backend: Backend, clock: SetClock
) -> None:
    await speak(backend, hours=40)
    clock.instant = datetime(2026, 11, 23, 20, 0, tzinfo=PRAGUE)
    assert await dialled(backend) == []
    clock.instant = datetime(2026, 11, 24, 7, 59, tzinfo=PRAGUE)
    assert await dialled(backend) == []
    clock.instant = datetime(2026, 11, 24, 8, 0, tzinfo=PRAGUE)
    assert len(await dialled(backend)) == 1


async def test_what_is_too_late_ends_without_a_call(backend: Backend, clock: SetClock) -> None:
    ring = await speak(backend, hours=1)
    clock.advance(AN_HOUR)
    assert await backend.rings.has_to_dial()
    assert await dialled(backend) == []
    assert await told(backend) == [RingEnded(ring.id, "message:1", RingOutcome.TOO_LATE)]
    assert not await backend.rings.has_to_dial()


async def test_nobody_is_reminded_of_a_visit_that_was_cancelled_meanwhile(
    backend: Backend,
) -> None:
    visit = await booked(backend)
    ring = await speak(backend, speech=about(visit))
    await backend.visits.cancel(visit.id, by="operator")
    assert await dialled(backend) == []
    assert await told(backend) == [RingEnded(ring.id, "message:1", RingOutcome.STALE)]


async def test_a_visit_that_stands_is_told(backend: Backend) -> None:
    visit = await booked(backend)
    await speak(backend, speech=about(visit, Matter.BOOKED))
    [ring] = await dialled(backend)
    assert ring.speech == about(visit, Matter.BOOKED)
    assert (ring.state, ring.node) == (RingState.DIALLING, "linka")


async def test_the_outcome_is_told_once(backend: Backend) -> None:
    await speak(backend)
    [ring] = await dialled(backend)
    await backend.rings.ended(ring.id, RingOutcome.NO_ANSWER)
    after = await backend.rings.ended(ring.id, RingOutcome.CONFIRMED)
    assert (after.state, after.outcome) == (RingState.ENDED, RingOutcome.NO_ANSWER)
    assert await told(backend) == [RingEnded(ring.id, "message:1", RingOutcome.NO_ANSWER)]


@pytest.mark.parametrize("reached", [RingOutcome.HEARD, RingOutcome.CONFIRMED])
async def test_what_was_reached_outlives_whoever_dialled(
    backend: Backend, reached: RingOutcome
) -> None:
    await speak(backend)
    [ring] = await dialled(backend)
    await backend.rings.reached(ring.id, reached, key="call/ring-1/1/confirm")
    await backend.rings.ended(ring.id, RingOutcome.UNKNOWN)
    assert [event.outcome for event in await told(backend)] == [reached]


async def test_a_ring_that_was_not_dialled_can_have_no_outcome(backend: Backend) -> None:
    ring = await speak(backend)
    await backend.rings.ended(ring.id, RingOutcome.CONFIRMED)
    await backend.rings.reached(ring.id, RingOutcome.CONFIRMED)
    assert await told(backend) == []
    assert [(one.id, one.outcome) for one in await dialled(backend)] == [(ring.id, None)]


async def test_operators_see_nothing_of_the_machines_rings(backend: Backend) -> None:
    machine = await speak(backend)
    person = await backend.rings.request(
        phone=LANDLINE, dialog="callback", language=Language.CS, call_id="call-1"
    )
    assert await backend.rings.open() == [person]
    for act in (backend.rings.settle, backend.rings.reopen):
        with pytest.raises(NotFound):
            await act(machine.id, by="petra")


async def test_the_machine_never_dials_what_a_person_is_to_ring(backend: Backend) -> None:
    person = await backend.rings.request(phone=LANDLINE, dialog="callback", language=Language.CS)
    assert not await backend.rings.has_to_dial()
    assert await dialled(backend) == []
    for act in (backend.rings.ended, backend.rings.reached):
        with pytest.raises(NotFound):
            await act(person.id, RingOutcome.HEARD)


async def test_a_person_cannot_be_asked_to_say_a_machines_message(backend: Backend) -> None:
    with pytest.raises(Refused):
        await backend.rings.request(phone=LANDLINE, dialog=VOICE_MESSAGE, language=Language.CS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "123"},
        {"phone": "+420906123456"},  # of premium rate: the town would pay
        {"hours": 0},
        {"hours": 1, "after": AN_HOUR},
        {"key": ""},
        {"speech": Speech(Matter.BOOKED)},
    ],
)
async def test_what_cannot_be_rung_is_refused(backend: Backend, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        await speak(backend, **wrong)  # type: ignore[arg-type]  # the cases name arguments
    assert not await backend.rings.has_to_dial()


async def test_an_office_that_is_none_is_refused(backend: Backend) -> None:
    visit = await booked(backend)
    with pytest.raises(NotFound):
        await speak(backend, speech=Speech(Matter.MOVED, visit.id, visit.start, "nowhere"))


async def test_the_database_lets_no_ring_be_dialled_a_second_time(backend: Backend) -> None:
    await speak(backend)
    [ring] = await dialled(backend)
    again = update(rings).where(rings.c.id == ring.id).values(state="open")
    with pytest.raises(IntegrityError):
        await backend.database.write(lambda tx: tx.execute(again))


async def test_the_database_lets_no_callback_be_dialled(backend: Backend) -> None:
    person = await backend.rings.request(phone=LANDLINE, dialog="callback", language=Language.CS)
    dial = update(rings).where(rings.c.id == person.id)
    with pytest.raises(IntegrityError):
        await backend.database.write(lambda tx: tx.execute(dial.values(state="dialling")))


async def test_the_database_holds_one_ring_a_key(backend: Backend) -> None:
    ring = await speak(backend)

    def twice(tx: Transaction) -> None:
        tx.execute(
            insert(rings).values(
                phone=OTHER,
                dialog=VOICE_MESSAGE,
                language="cs",
                state="open",
                requested_at=ring.requested_at,
                asked_by="message:1",
                not_before=ring.not_before,
                until=ring.until,
            )
        )

    with pytest.raises(IntegrityError):
        await backend.database.write(twice)
