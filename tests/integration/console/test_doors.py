"""Every route that there is, for every role: who gets in, what a form needs, what a look leaves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from booking.api import Backend, Role, Secret, Transaction
from booking.ground.tables import metadata
from operator_console.access.roles import ROOMS, Room
from operator_console.app import application
from operator_console.config import ConsoleConfig
from tests.integration.console.conftest import Visitor
from tests.integration.console.test_rooms import USERNAMES

DOORS = {"/", "/log-in", "/log-out", "/language"}
"""For everybody: the way in and out."""

EXAMPLES = {"service": "passports", "code": "passport-new", "call": "call-1"}

LEFT_BY_LOOKS = {"audit", "audit_names", "staff_sessions"}
"""What a look may write: that it was, and that somebody is there."""


def _doors(method: str, backend: Backend) -> list[str]:
    """Addresses with an example for each of their parts."""
    app = application(backend, ConsoleConfig(Secret("of the test")))
    found = []
    for path, ways in app.openapi()["paths"].items():
        if method.lower() in ways and path not in DOORS:
            parts = ways[method.lower()].get("parameters", [])
            found.append(path.format_map({one["name"]: _example(one) for one in parts}))
    return sorted(set(found))


def _example(part: dict[str, Any]) -> str:
    kind = part["schema"]
    if kind.get("type") == "integer":
        return "1"
    return str(kind["enum"][0] if "enum" in kind else EXAMPLES.get(part["name"], "1"))


def _room(path: str) -> Room:
    """The innermost room that the address lies in."""
    within = [one for one in Room if path == one.value or path.startswith(f"{one.value}/")]
    return max(within, key=lambda one: len(one.value))


@pytest.mark.parametrize("role", Role)
async def test_every_page_of_a_room_is_shut_to_whoever_does_not_work_there(
    visitor: Visitor, backend: Backend, role: Role
) -> None:
    await visitor.log_in(USERNAMES[role])
    paths = _doors("GET", backend)
    assert len(paths) > 30
    shut = [path for path in paths if _room(path) not in ROOMS[role]]
    answered = {path: (await visitor.get(path)).status_code for path in shut}
    assert answered == dict.fromkeys(shut, 403)


@pytest.mark.parametrize("role", Role)
async def test_no_form_without_the_token_of_a_page_changes_anything(
    visitor: Visitor, backend: Backend, role: Role
) -> None:
    await visitor.log_in(USERNAMES[role])
    before = await _everything(backend)
    paths = _doors("POST", backend)
    assert len(paths) > 50
    for path in paths:
        for fields in ({}, {"form_token": "made up", "command_key": "k"}):
            answer = await visitor.post(path, **fields)
            assert answer.status_code in {403, 422}, path
    assert await _everything(backend) == before


def test_every_form_has_the_token_of_its_page(backend: Backend) -> None:
    document = application(backend, ConsoleConfig(Secret("of the test"))).openapi()
    forms = {
        name: one["properties"]
        for name, one in document["components"]["schemas"].items()
        if name.startswith("Body_")
    }
    for path, ways in document["paths"].items():
        if "post" in ways and path not in DOORS:
            [content] = ways["post"]["requestBody"]["content"].values()
            name = str(content["schema"]).split("/")[-1].rstrip("'}")
            assert "form_token" in forms[name], path


async def test_nothing_opens_without_a_log_in(visitor: Visitor, backend: Backend) -> None:
    before = await _everything(backend)
    for path in _doors("GET", backend):
        answer = await visitor.get(path)
        assert answer.status_code == 303 or answer.text.startswith("event: gone"), path
    for path in _doors("POST", backend):
        assert (await visitor.post(path)).status_code in {303, 403, 422}, path
    assert await _everything(backend) == before


@pytest.mark.parametrize("role", Role)
async def test_looking_changes_nothing_but_the_audit(
    visitor: Visitor, backend: Backend, role: Role
) -> None:
    await visitor.log_in(USERNAMES[role])
    mine = [path for path in _doors("GET", backend) if _room(path) in ROOMS[role]]
    looked = [path for path in mine if not path.endswith("/live")]
    assert looked
    before = await _everything(backend)
    for path in looked:
        answer = await visitor.get(path)
        assert answer.status_code in {200, 303, 403, 404, 422}, path
    assert await _everything(backend) == before


async def test_a_form_from_elsewhere_is_refused_even_with_the_token(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(USERNAMES[Role.SUPERVISOR])
    token = re.search(r'name="form_token" value="([^"]+)"', (await visitor.get("/visits")).text)
    assert token is not None
    for path in _doors("POST", backend):
        for headers in ({"Origin": "http://elsewhere.test"}, {"Origin": "null"}, {}):
            fields = {"form_token": token[1], "command_key": "k"}
            answer = await visitor.client.post(path, data=fields, headers=headers)
            assert answer.status_code == 403, path


async def _everything(backend: Backend) -> dict[str, list[str]]:
    def look(tx: Transaction) -> dict[str, list[str]]:
        return {
            table.name: sorted(str(tuple(row)) for row in tx.connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name not in LEFT_BY_LOOKS
        }

    return await backend.database.read(look)
