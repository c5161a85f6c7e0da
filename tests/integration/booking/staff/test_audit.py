"""Who looked at what."""

from booking.api import Backend


async def test_a_look_is_kept_with_its_reason(backend: Backend) -> None:
    await backend.audit.look("vesely", "application:3", "the application's page")
    [entry] = await backend.audit.recent(1)
    assert (entry.who, entry.did, entry.about) == ("vesely", "looked", "application:3")
    assert entry.details == {"reason": "the application's page"}


async def test_the_audit_is_searched_by_person_and_by_record(backend: Backend) -> None:
    await backend.audit.look("vesely", "application:3", "one")
    await backend.audit.look("novakova", "application:4", "two")
    assert [one.about for one in await backend.audit.recent(who="novakova")] == ["application:4"]
    found = await backend.audit.recent(about="application:")
    assert [one.who for one in found] == ["novakova", "vesely"]
    assert await backend.audit.recent(about="%") == []
