"""Clerks find applications by state, service, name and reference number."""

import pytest

from booking.api import ApplicationQuery, ApplicationState, Backend, NotFound, Refused
from booking.applications.search import ReferenceParts, reference_parts


async def references(backend: Backend, query: ApplicationQuery) -> list[str]:
    return [one.application.reference for one in await backend.applications.find(query)]


@pytest.mark.parametrize("text", ["dvorakova", "DVOŘÁKOVÁ marie", "  marie dvor "])
async def test_a_name_is_found_without_accents_and_in_any_order(
    backend: Backend, text: str
) -> None:
    found = await backend.applications.find(ApplicationQuery(text=text))
    assert {one.citizen.name for one in found if one.citizen} == {"Marie Dvořáková"}


@pytest.mark.parametrize(
    "text", ["MULI-ZP/000123/2026", "muli-zp/123/2026", "123/2026", "000123 / 2026", "123"]
)
async def test_a_reference_number_is_found_however_it_is_written(
    backend: Backend, text: str
) -> None:
    assert "MULI-ZP/000123/2026" in await references(backend, ApplicationQuery(text=text))


@pytest.mark.parametrize("text", ["MULI-XX/123/2026", "123/1999", "%", "_", "nobody at all"])
async def test_what_matches_nothing_finds_nothing(backend: Backend, text: str) -> None:
    assert await references(backend, ApplicationQuery(text=text)) == []


async def test_states_and_services_narrow_the_search(backend: Backend) -> None:
    states = frozenset({ApplicationState.SUSPENDED})
    found = await backend.applications.find(ApplicationQuery(states=states))
    assert {one.application.state for one in found} == states
    by_service = await backend.applications.find(ApplicationQuery(service="trade-licences"))
    assert {one.application.service for one in by_service} == {"trade-licences"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("123", ReferenceParts(None, 123, None)),
        ("000123/2026", ReferenceParts(None, 123, 2026)),
        ("MULI-ZP/000123/2026", ReferenceParts("MULI-ZP", 123, 2026)),
        ("A/B1c/7", ReferenceParts("A/B1c", 7, None)),
        ("Novák", None),
        ("12 let", None),
        ("1234567890", None),
    ],
)
def test_a_reference_number_is_told_from_a_name(text: str, parts: ReferenceParts | None) -> None:
    assert reference_parts(text) == parts


async def test_one_application_comes_with_its_citizen(backend: Backend) -> None:
    filed = await backend.applications.get(1)
    assert filed.citizen is not None
    assert filed.citizen.id == filed.application.citizen_id
    with pytest.raises(NotFound):
        await backend.applications.get(10**6)


async def test_a_change_is_refused_when_the_state_is_not_what_was_seen(backend: Backend) -> None:
    [filed] = await backend.applications.find(ApplicationQuery(text="MULI-ZP/123/2026"))
    with pytest.raises(Refused):
        await backend.applications.change_status(
            filed.application.id,
            ApplicationState.AWAITING,
            expected=ApplicationState.RECEIVED,
            by="vesely",
        )


async def test_only_permitted_states_are_offered(backend: Backend) -> None:
    [filed] = await backend.applications.find(ApplicationQuery(text="MULI-ZP/131/2026"))
    offered = await backend.applications.next_states(filed.application.id)
    assert [state.code for state in offered] == ["processing", "suspended", "refused", "stopped"]
