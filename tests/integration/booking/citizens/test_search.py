"""Citizens found by what an operator has heard, and a search that stays true."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from booking.api import Backend, FoundBy
from booking.citizens import store
from booking.citizens.store import citizens


async def names(backend: Backend, text: str) -> list[str]:
    return [one.citizen.name for one in await backend.citizens.search(text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("dvorzakova", "Marie Dvořáková"),
        ("chavlik", "Josef Havlík"),
        ("petru simkovou", "Petra Šimková"),
        ("vlčka", "Jiří Vlček"),
        ("pekarna u lipy", "Pekařství U Lípy s.r.o."),
        ("777 000 321", "Marie Dvořáková"),
        ("13.3.1955", "Marie Dvořáková"),
    ],
)
async def test_a_misheard_citizen_is_found(backend: Backend, text: str, first: str) -> None:
    assert (await names(backend, text))[0] == first


async def test_a_reference_number_finds_whoever_filed_it(backend: Backend) -> None:
    [application, *_] = await backend.applications.recent()
    [found] = await backend.citizens.search(application.reference)
    assert (found.citizen.id, found.by) == (application.citizen_id, FoundBy.REFERENCE)


async def test_nobody_is_found_by_nothing(backend: Backend) -> None:
    assert await names(backend, "  ") == []


async def test_a_newcomer_is_found_at_once(backend: Backend) -> None:
    assert await names(backend, "xaverius") == []
    [known] = await backend.citizens.search("dvorakova")
    newcomer = replace(known.citizen, code="new", name="Xaverius Pátý", born=None)
    await backend.database.write(lambda tx: store.add(tx, newcomer))
    assert await names(backend, "xaverius") == ["Xaverius Pátý"]


async def test_a_changed_number_is_found_at_once_and_the_old_one_no_more(
    backend: Backend,
) -> None:
    [known] = await backend.citizens.search("777000321")
    changed = replace(known.citizen, phone="+420602999888")
    await backend.database.write(lambda tx: store.change(tx, known.citizen, changed))
    assert await names(backend, "777000321") == []
    assert await names(backend, "602999888") == ["Marie Dvořáková"]


async def test_whoever_is_gone_is_not_found(backend: Backend) -> None:
    [known] = await backend.citizens.search("fialova")
    await backend.database.write(
        lambda tx: tx.execute(delete(citizens).where(citizens.c.id == known.citizen.id))
    )
    assert await names(backend, "fialova") == []


async def test_a_search_beside_one_that_sees_less_does_not_fail(backend: Backend) -> None:
    """A transaction that began earlier knows fewer citizens than the index by now."""
    await names(backend, "dvorakova")
    await backend.database.write(
        lambda tx: tx.execute(update(citizens).where(citizens.c.id == 1).values(revision=10**6))
    )
    assert await names(backend, "dvorakova") == ["Marie Dvořáková"]


async def test_whoever_comes_after_the_newest_was_deleted_is_found(backend: Backend) -> None:
    """The newcomer may get the very revision that the deleted one had."""
    [known] = await backend.citizens.search("dvorakova")
    for name in ("Xaverius Pátý", "Quirin Šestý"):
        newcomer = replace(known.citizen, code=name, name=name, born=None, phone=None)
        number = await backend.database.write(lambda tx, who=newcomer: store.add(tx, who))  # type: ignore[misc]
        assert await names(backend, name) == [name]
        await backend.database.write(
            lambda tx, n=number: tx.execute(delete(citizens).where(citizens.c.id == n))  # type: ignore[misc]
        )
        assert await names(backend, name) == []
