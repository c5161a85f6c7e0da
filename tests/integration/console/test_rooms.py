"""Which role gets which page, and what every look leaves behind."""

import pytest

from booking.api import ApplicationQuery, Backend, Role
from booking.staff.store import staff
from operator_console.access.roles import ROOMS, Room
from tests.integration.console.conftest import Visitor
from tests.support.console import ADMINISTRATOR, AUDITOR, CLERK, OPERATOR, SUPERVISOR

USERNAMES = {
    Role.OPERATOR: OPERATOR,
    Role.CLERK: CLERK,
    Role.SUPERVISOR: SUPERVISOR,
    Role.ADMINISTRATOR: ADMINISTRATOR,
    Role.AUDITOR: AUDITOR,
}


@pytest.mark.parametrize("role", Role)
async def test_a_role_enters_its_own_rooms_and_no_others(visitor: Visitor, role: Role) -> None:
    await visitor.log_in(USERNAMES[role])
    found = {room: (await visitor.get(room.value)).status_code for room in Room}
    assert found == {room: 200 if room in ROOMS[role] else 403 for room in Room}


@pytest.mark.parametrize("room", Room)
async def test_nobody_enters_without_a_log_in(visitor: Visitor, room: Room) -> None:
    answer = await visitor.get(room.value)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/log-in?over=1")


@pytest.mark.parametrize("path", ["/desk/live", "/visits/live", "/clerk/applications/live"])
async def test_a_stream_without_a_log_in_holds_nothing_but_the_way_out(
    visitor: Visitor, path: str
) -> None:
    answer = await visitor.client.get(path, headers={"Accept": "text/event-stream"})
    assert answer.text == "event: gone\ndata: log in again\n\n"


@pytest.mark.parametrize(
    ("username", "path", "about"),
    [
        (OPERATOR, "/desk", "desk"),
        (CLERK, "/visits?day=2026-11-24", "visits:2026-11-24"),
        (CLERK, "/clerk/applications?text=novak", "applications"),
        (CLERK, "/clerk/applications/rows?text=novak", "applications"),
        (CLERK, "/clerk/applications/3", "application:3"),
        (AUDITOR, "/audit", "audit"),
    ],
)
async def test_every_look_at_personal_data_is_written_down(
    visitor: Visitor, backend: Backend, username: str, path: str, about: str
) -> None:
    await visitor.log_in(username)
    assert (await visitor.get(path)).status_code == 200
    looks = [one for one in await backend.audit.recent(who=username) if one.did == "looked"]
    assert [one.about for one in looks] == [about]


async def test_whom_a_search_has_shown_stands_in_the_audit_and_not_what_was_typed(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(CLERK)
    await visitor.get("/clerk/applications?text=dvorak&state=all")
    [look] = [one for one in await backend.audit.recent(who=CLERK) if one.did == "looked"]
    assert look.details["reason"] == "the list: all, a search"
    filed = await backend.applications.find(ApplicationQuery(text="dvorak"))
    found = [one.application for one in filed]
    assert len(look.details["persons"].split(", ")) == len({one.citizen_id for one in found}) > 0
    for one in found:
        assert one.citizen_id is not None
        assert look in await backend.audit.about_person(one.citizen_id)


async def test_pages_stay_in_no_cache_and_load_nothing_from_elsewhere(visitor: Visitor) -> None:
    await visitor.log_in(CLERK)
    headers = (await visitor.get("/clerk/applications")).headers
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "unsafe" not in policy


async def test_a_made_up_message_in_the_address_is_not_shown(visitor: Visitor) -> None:
    await visitor.log_in(CLERK)
    answer = await visitor.get("/clerk/applications?said=<b>anything</b>")
    assert answer.status_code == 200
    assert "anything" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/clerk/applications?state=nonsense&service=nothing&text=%00%27%25",
        "/visits?day=yesterday&office=nowhere",
        "/clerk/applications?text=" + "x" * 5000,
    ],
)
async def test_an_address_that_makes_no_sense_still_shows_a_page(
    visitor: Visitor, path: str
) -> None:
    await visitor.log_in(CLERK)
    assert (await visitor.get(path)).status_code == 200


@pytest.mark.parametrize("path", ["/clerk/applications/999999", "/clerk/applications/x", "/no"])
async def test_what_is_not_there_is_said_in_plain_words(visitor: Visitor, path: str) -> None:
    await visitor.log_in(CLERK)
    answer = await visitor.get(path)
    assert answer.status_code == 404
    assert "Taková stránka tu není." in answer.text


async def test_somebody_who_has_left_is_out_at_once(visitor: Visitor, backend: Backend) -> None:
    await visitor.log_in(CLERK)
    await backend.database.write(
        lambda tx: tx.execute(staff.update().where(staff.c.username == CLERK).values(active=False))
    )
    assert (await visitor.get("/clerk/applications")).status_code == 303
