"""Who looked at what, and at whom."""

from datetime import timedelta

from sqlalchemy import text

from booking.api import Backend, SetClock, Transaction
from booking.ground import audit as ground


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


async def test_the_audit_is_searched_by_day(backend: Backend, clock: SetClock) -> None:
    await backend.audit.look("vesely", "application:3", "one")
    clock.advance(timedelta(days=1))
    midnight = clock.now() - timedelta(hours=8)
    await backend.audit.look("vesely", "application:4", "two")
    assert [one.about for one in await backend.audit.recent(since=midnight)] == ["application:4"]
    before = await backend.audit.recent(who="vesely", until=midnight)
    assert [one.about for one in before] == ["application:3"]


async def test_no_person_stands_in_the_audit_in_clear(backend: Backend) -> None:
    def act(tx: Transaction) -> None:
        tx.audit("citizen:7", "did", "visits-of:+420777654321", citizen=7, to="ab@cd.cz")
        tx.audit("vesely", "did", "applications-of:7", caller="+420777654321", tries_left=2)

    await backend.database.write(act)
    second, first = await backend.audit.recent(2)
    name = first.details["citizen"]
    assert first.who == f"citizen:{name}"
    assert second.about == f"applications-of:{name}"
    assert first.about == f"visits-of:{second.details['caller']}"
    assert second.details["tries_left"] == "2"
    said = str([first, second])
    assert "777654321" not in said
    assert "ab@cd.cz" not in said
    assert ":7" not in said


async def test_a_citizen_is_found_by_number_as_long_as_the_name_is_known(backend: Backend) -> None:
    await backend.audit.look("vesely", "citizen:7", "the citizen's page")
    await backend.audit.look("novakova", "citizens", "a search", persons=[6, 7])
    await backend.audit.look("novakova", "citizens", "a search", persons=[6])
    assert [one.who for one in await backend.audit.recent(about="citizen:7")] == ["vesely"]
    seen = await backend.audit.about_person(7)
    assert [one.who for one in seen][:2] == ["novakova", "vesely"]

    def forget(tx: Transaction) -> int:
        return ground.forget_names(tx.connection, ["citizen:7"])

    assert await backend.database.write(forget) == 1
    assert await backend.audit.about_person(7) == []
    assert await backend.audit.recent(about="citizen:7") == []
    rows = await backend.database.read(lambda tx: tx.all(text("SELECT * FROM audit")))
    assert len(rows) >= 3
