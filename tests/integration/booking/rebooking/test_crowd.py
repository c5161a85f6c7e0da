"""Several drivers at once, one that is killed in between, and people who book while it closes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from booking.api import (
    Backend,
    Closing,
    Contact,
    HoldExpired,
    Language,
    RebookingOffered,
    RebookingOver,
    RebookingState,
    SlotTaken,
    Transaction,
    Visit,
    VisitRebooked,
    VisitState,
)
from booking.rebooking.tables import rebookings
from booking.visits.tables import taken_slots
from tests.support.closing import CONSULTATION, PASSPORT, People

WEDNESDAY = date(2026, 11, 25)


class Killed(Exception):
    """The process is gone; what was not committed is lost."""


async def test_three_drivers_at_once_do_nothing_twice(backend: Backend, people: People) -> None:
    moved = [await people.book(PASSPORT, WEDNESDAY) for _ in range(3)]
    asked = [await people.book(CONSULTATION, WEDNESDAY) for _ in range(5)]
    for counter in {visit.counter for visit in [*moved, *asked]}:
        closing = Closing(WEDNESDAY, WEDNESDAY, "nemoc", counter=counter)
        await backend.rebookings.close(closing, by="vera")
    drivers = [people.driver() for _ in range(3)]
    for _ in range(2):
        await asyncio.gather(*(driver.turn() for driver in drivers))
    told = [
        *(one.visit_id for one in await people.told(VisitRebooked)),
        *(one.visit_id for one in await people.told(RebookingOffered)),
    ]
    assert sorted(told) == sorted(visit.id for visit in [*moved, *asked])
    offered = [(await people.of(visit)).offered for visit in asked]
    assert len(set(offered)) == len(asked)
    assert None not in offered


async def test_a_driver_killed_at_any_transaction_loses_nothing_and_does_nothing_twice(
    backend: Backend, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = await people.book(PASSPORT, WEDNESDAY)
    asked = [await people.book(CONSULTATION, WEDNESDAY) for _ in range(2)]
    await people.close(moved)
    await people.close(asked[0])
    write = backend.database.write
    left = 0

    async def failing(act: Callable[[Transaction], Any]) -> Any:  # noqa: ANN401  whatever it gives
        nonlocal left
        left -= 1

        def killed(tx: Transaction) -> Any:  # noqa: ANN401  the same
            done = act(tx)
            if left < 0:
                raise Killed  # nothing of this transaction stays
            return done

        return await write(killed)

    for survived in range(6):
        left = survived % 2
        monkeypatch.setattr(backend.database, "write", failing)
        with suppress(Killed):
            await people.driver().turn()
        monkeypatch.setattr(backend.database, "write", write)
    await people.driver().turn()
    assert len(await people.told(VisitRebooked)) == 1
    assert len(await people.told(RebookingOffered)) == 2
    for visit in asked:
        assert (await people.of(visit)).state is RebookingState.OFFERED


async def test_an_answer_and_a_cancellation_at_once_leave_one_outcome_and_one_place(
    backend: Backend, people: People
) -> None:
    visits = [await people.book(CONSULTATION, WEDNESDAY) for _ in range(6)]
    await people.close(visits[0])
    await people.driver().turn()
    offers = [await people.of(visit) for visit in visits]

    async def accepts(number: int) -> Visit | None:
        try:
            return await backend.rebookings.accept(offers[number].id, by="caller")
        except RebookingOver:
            return None

    async def cancels(number: int) -> Visit | None:
        return await backend.visits.cancel(visits[number].id, by="caller")

    await asyncio.gather(
        *(act(number) for number in range(6) for act in (accepts, cancels)), people.driver().turn()
    )
    await people.driver().turn()
    for visit in visits:
        now = await backend.visits.get(visit.id)
        assert now.state is VisitState.CANCELLED
        state = (await people.of(visit)).state
        assert state in (RebookingState.ACCEPTED, RebookingState.CANCELLED)
    assert await backend.database.read(_cells_of_visits) == 0
    assert await backend.database.read(_holding) == 0


async def test_who_books_while_the_counter_closes_is_refused_or_is_in_the_case(
    backend: Backend,
) -> None:
    holds = []
    for number in range(8):
        hold = await backend.visits.hold_nearest(CONSULTATION, owner=f"c-{number}", on=WEDNESDAY)
        assert hold is not None
        holds.append(hold)

    async def books(number: int) -> Visit | None:
        try:
            return await backend.visits.confirm(
                holds[number].id, contact=Contact(f"+42077766600{number}"), language=Language.CS
            )
        except (SlotTaken, HoldExpired):
            return None

    closing = Closing(WEDNESDAY, WEDNESDAY, "nemoc", counter=holds[0].slot.counter)
    booking = asyncio.gather(*(books(number) for number in range(8)))
    closed = await backend.rebookings.close(closing, by="vera")
    booked = await booking
    report = await backend.rebookings.report(closed.case.id)
    assert {one.visit.id for one in report.concerns} == {one.id for one in booked if one}


def _cells_of_visits(tx: Transaction) -> int:
    held = select(func.count()).select_from(taken_slots).where(taken_slots.c.visit_id.is_not(None))
    return int(tx.connection.scalar(held) or 0)


def _holding(tx: Transaction) -> int:
    kept = select(func.count()).select_from(rebookings).where(rebookings.c.hold_id.is_not(None))
    return int(tx.connection.scalar(kept) or 0)
