from datetime import date, timedelta

import pytest

from booking.api import ApplicationStatusChanged, Backend, Refused, unhandled
from booking.ground.clock import SetClock
from booking.ground.database import Database

HOLD = timedelta(seconds=30)


def due(database: Database) -> list[ApplicationStatusChanged]:
    found = database.run(lambda tx: unhandled(tx.connection, 100, (), tx.now))
    return [one.event for one in found if isinstance(one.event, ApplicationStatusChanged)]


async def test_a_change_is_taken_back_before_its_message_goes(
    backend: Backend, clock: SetClock
) -> None:
    before = await backend.applications.by_reference(1, 123, 2026)
    assert before is not None
    await backend.applications.change_status(
        before.id, "granted", by="vesely", remark="Omyl.", hold=HOLD
    )
    last = await backend.applications.undoable_until(before.id)
    assert last is not None
    assert last.until == clock.now() + HOLD
    assert due(backend.database) == []
    for _ in range(2):
        after = await backend.applications.undo(
            before.id, last.change_id, by="vesely", key="form-1"
        )
        assert after == before
    clock.advance(timedelta(minutes=1))
    assert due(backend.database) == []
    [*_, undone] = await backend.applications.changes(before.id)
    assert (undone.state, undone.undone_at is not None) == ("granted", True)


async def test_a_change_whose_message_has_gone_stays(backend: Backend, clock: SetClock) -> None:
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    await backend.applications.change_status(one.id, "granted", by="vesely", hold=HOLD)
    last = await backend.applications.undoable_until(one.id)
    assert last is not None
    clock.advance(HOLD)
    assert len(due(backend.database)) == 1
    assert await backend.applications.undoable_until(one.id) is None
    with pytest.raises(Refused, match="message has gone"):
        await backend.applications.undo(one.id, last.change_id, by="vesely")


async def test_only_the_last_change_is_taken_back(backend: Backend) -> None:
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    await backend.applications.change_status(one.id, "awaiting", by="vesely", hold=HOLD)
    first = await backend.applications.undoable_until(one.id)
    await backend.applications.change_status(one.id, "processing", by="vesely", hold=HOLD)
    assert first is not None
    with pytest.raises(Refused, match="something else has happened"):
        await backend.applications.undo(one.id, first.change_id, by="vesely")


async def test_a_deadline_that_stood_still_comes_back_as_it_was(
    backend: Backend, clock: SetClock
) -> None:
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    waiting = await backend.applications.change_status(one.id, "awaiting", by="vesely")
    assert (one.deadline, waiting.deadline) == (date(2026, 12, 3), None)
    clock.advance(timedelta(days=10))
    assert await backend.applications.deadline_after(one.id, "processing") == date(2026, 12, 18)
    resumed = await backend.applications.change_status(one.id, "processing", by="vesely", hold=HOLD)
    assert resumed.deadline == date(2026, 12, 18)
    last = await backend.applications.undoable_until(one.id)
    assert last is not None
    assert (await backend.applications.undo(one.id, last.change_id, by="vesely")).deadline is None
    assert await backend.applications.deadline_after(one.id, "processing") == date(2026, 12, 18)


async def test_notes_are_apart_from_what_the_applicant_hears(backend: Backend) -> None:
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    await backend.applications.note(one.id, " Sousedka volala dvakrát. ", by="vesely", key="n1")
    await backend.applications.note(one.id, "Sousedka volala dvakrát.", by="vesely", key="n1")
    [note] = await backend.applications.notes(one.id)
    assert (note.text, note.by) == ("Sousedka volala dvakrát.", "vesely")
    assert "Sousedka" not in repr(await backend.applications.of(1))
    with pytest.raises(Refused, match="text"):
        await backend.applications.note(one.id, "  ", by="vesely")


async def test_an_application_is_given_to_a_clerk_and_stood_in_for(backend: Backend) -> None:
    filed = (await backend.applications.file("complaint", None)).application
    assert filed.clerk == "vesely"
    given = await backend.applications.assign(filed.id, None, by="vesely", expected="vesely")
    assert given.clerk is None
    with pytest.raises(Refused, match="meanwhile"):
        await backend.applications.assign(filed.id, None, by="vesely", expected="vesely")
    with pytest.raises(Refused, match="no clerk"):
        await backend.applications.assign(filed.id, "novakova", by="vesely", expected=None)
    today = backend.clock.today()
    absence = await backend.staff.add_absence(
        "vesely", today, today + timedelta(days=4), substitute=None, by="kralova"
    )
    nobodys = (await backend.applications.file("complaint", None)).application
    assert nobodys.clerk is None
    with pytest.raises(Refused, match="another absence"):
        await backend.staff.add_absence("vesely", today, today, substitute=None, by="kralova")
    with pytest.raises(Refused, match="before it begins"):
        await backend.staff.add_absence(
            "marek", today, today - timedelta(days=1), substitute=None, by="kralova"
        )
    with pytest.raises(Refused, match="themselves"):
        await backend.staff.add_absence("marek", today, today, substitute="marek", by="kralova")
    await backend.staff.remove_absence(absence.id, by="kralova")
    assert await backend.applications.hand_out(by="kralova") >= 2
    assert (await backend.applications.get(nobodys.id)).application.clerk == "vesely"
