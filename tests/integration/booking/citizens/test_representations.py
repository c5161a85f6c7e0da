"""Who may act for whom, how far and how long."""

from datetime import date, timedelta

import pytest

from booking.api import Backend, Mandate, NotFound, Refused, Representation, Scope, SetClock

TODAY = date(2026, 11, 23)


async def add(
    backend: Backend,
    represented: int = 2,
    representative: int = 1,
    scope: Scope = Scope.APPLICATIONS,
    since: date = TODAY,
    until: date | None = None,
) -> Representation:
    return await backend.representations.add(
        represented,
        representative,
        scope=scope,
        mandate=Mandate.POWER_OF_ATTORNEY,
        since=since,
        until=until,
        by="vesely",
    )


async def names(backend: Backend, scope: Scope = Scope.APPLICATIONS) -> list[int]:
    return [one.id for one in await backend.representations.represented_by(1, scope)]


async def test_several_may_act_for_one_and_one_for_several(backend: Backend) -> None:
    await add(backend)
    await add(backend, representative=3)
    await add(backend, represented=4, scope=Scope.ALL)
    assert sorted(await names(backend)) == [2, 4]
    assert await names(backend, Scope.VISITS) == [4]


async def test_it_holds_from_its_first_day_to_its_last(backend: Backend, clock: SetClock) -> None:
    tomorrow = TODAY + timedelta(days=1)
    await add(backend, since=tomorrow, until=tomorrow)
    assert await names(backend) == []
    clock.advance(timedelta(days=1))
    assert await names(backend) == [2]
    clock.advance(timedelta(days=1))
    assert await names(backend) == []


async def test_acting_is_refused_once_it_has_ended(backend: Backend) -> None:
    made = await add(backend)
    assert (await backend.representations.act_for(1, 2, Scope.APPLICATIONS)).id == 2
    with pytest.raises(Refused):
        await backend.representations.act_for(1, 2, Scope.VISITS)
    await backend.representations.end(made.id, by="vesely")
    with pytest.raises(Refused):
        await backend.representations.act_for(1, 2, Scope.APPLICATIONS)
    with pytest.raises(Refused):
        await backend.representations.end(made.id, by="vesely")
    did = {one.did for one in await backend.audit.about_person(2)}
    assert {"representation-added", "acted-for", "representation-ended"} <= did


async def test_what_cannot_be_is_refused_and_changes_nothing(backend: Backend) -> None:
    with pytest.raises(Refused, match="same"):
        await add(backend, represented=1)
    with pytest.raises(Refused, match="until"):
        await add(backend, until=TODAY - timedelta(days=1))
    with pytest.raises(NotFound):
        await add(backend, represented=9999)
    await add(backend)
    with pytest.raises(Refused, match="known"):
        await add(backend)
    assert len(await backend.representations.of(2)) == 1
