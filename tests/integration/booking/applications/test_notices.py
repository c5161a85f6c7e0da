"""Clerks are told of their applications by letter, where they want it."""

from datetime import timedelta

import pytest

from booking.api import (
    Application,
    ApplicationStatusChanged,
    Backend,
    ClerkMessageAsked,
    Event,
    NotFound,
    Refused,
    unhandled,
)

CLERK = "vesely"
ADDRESS = "vesely@lipov.example"


@pytest.fixture
async def trees(backend: Backend) -> Application:
    found = await backend.applications.by_reference(1, 123, 2026)
    assert found is not None
    if found.clerk is not None:
        await backend.applications.assign(found.id, None, by="x", expected=found.clerk)
    return found


async def events(backend: Backend) -> list[Event]:
    return [
        one.event for one in await backend.database.read(lambda tx: unhandled(tx.connection, 99))
    ]


async def test_a_clerk_who_wants_it_is_told_of_what_others_give_them_and_change(
    backend: Backend, trees: Application
) -> None:
    await backend.staff.set_notices(CLERK, ADDRESS, by=CLERK)
    await backend.applications.assign(trees.id, CLERK, by="boss", expected=None)
    await backend.applications.change_status(trees.id, "granted", by="boss")
    came, changed = [
        one
        for one in await events(backend)
        if isinstance(one, ClerkMessageAsked | ApplicationStatusChanged)
    ]
    assert isinstance(came, ClerkMessageAsked)
    assert (came.application_id, came.email) == (trees.id, ADDRESS)
    assert isinstance(changed, ApplicationStatusChanged)
    assert changed.clerk_email == ADDRESS


async def test_nobody_is_told_of_what_they_did_themselves_or_do_not_want(
    backend: Backend, trees: Application
) -> None:
    await backend.applications.assign(trees.id, CLERK, by="boss", expected=None)
    await backend.staff.set_notices(CLERK, ADDRESS, by=CLERK)
    await backend.applications.change_status(trees.id, "granted", by=CLERK)
    await backend.applications.assign(trees.id, None, by=CLERK, expected=CLERK)
    await backend.applications.assign(trees.id, CLERK, by=CLERK, expected=None)
    found = await events(backend)
    assert not [one for one in found if isinstance(one, ClerkMessageAsked)]
    told = [one.clerk_email for one in found if isinstance(one, ApplicationStatusChanged)]
    assert told == [None]


async def test_a_change_that_was_taken_back_is_told_to_no_clerk(
    backend: Backend, trees: Application
) -> None:
    await backend.staff.set_notices(CLERK, ADDRESS, by=CLERK)
    await backend.applications.assign(trees.id, CLERK, by=CLERK, expected=None)
    hold = timedelta(seconds=30)
    await backend.applications.change_status(trees.id, "granted", by="boss", hold=hold)
    last = await backend.applications.undoable_until(trees.id)
    assert last is not None
    await backend.applications.undo(trees.id, last.change_id, by="boss")
    assert not [one for one in await events(backend) if isinstance(one, ApplicationStatusChanged)]


async def test_a_wish_is_kept_changed_and_ended(backend: Backend) -> None:
    for address in (ADDRESS, "other@lipov.example", None, None):
        await backend.staff.set_notices(CLERK, address, by=CLERK)
        assert await backend.staff.notice_address(CLERK) == address
    with pytest.raises(Refused):
        await backend.staff.set_notices(CLERK, "nobody", by=CLERK)
    with pytest.raises(NotFound):
        await backend.staff.set_notices("nobody", ADDRESS, by=CLERK)
