"""What the page is told of its telephone, and who is not."""

import re
from typing import Any

import pytest

from booking.api import Backend
from ivr.routing import softphones
from tests.integration.console.conftest import Visitor


async def token_of(visitor: Visitor) -> str:
    """What the forms of the desk carry."""
    page = (await visitor.get("/desk")).text
    found = re.search(r'data-form-token="([^"]+)"', page)
    assert found is not None
    return found[1]


async def ask(visitor: Visitor) -> dict[str, Any]:
    answer = await visitor.post("/desk/phone", form_token=await token_of(visitor))
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


async def test_a_log_in_has_one_telephone_however_often_the_page_asks(visitor: Visitor) -> None:
    await visitor.log_in("novakova")
    first = await ask(visitor)
    assert first == await ask(visitor)
    assert first["url"].startswith("ws://127.0.0.1")
    assert len(first["password"]) >= 32
    assert first["pushed"] == ""


async def test_it_is_told_to_pages_of_the_session_only(visitor: Visitor) -> None:
    await visitor.log_in("novakova")
    assert (await visitor.post("/desk/phone", form_token="guessed")).status_code == 403
    assert (await visitor.post("/desk/phone/begin", endpoint="phone-1")).status_code == 403


@pytest.mark.parametrize("username", ["vesely", "spravce", "poverenec"])
async def test_whoever_does_not_work_at_the_desk_has_none(visitor: Visitor, username: str) -> None:
    await visitor.log_in(username)
    assert (await visitor.post("/desk/phone")).status_code == 403


async def test_each_page_that_begins_is_a_generation_later(visitor: Visitor) -> None:
    await visitor.log_in("novakova")
    token, endpoint = await token_of(visitor), (await ask(visitor))["endpoint"]
    for generation in (1, 2):
        begun = await visitor.post("/desk/phone/begin", form_token=token, endpoint=endpoint)
        assert begun.json() == {"generation": generation}
    stale = await visitor.post("/desk/phone/begin", form_token=token, endpoint="phone-of-before")
    assert stale.status_code == 409


async def test_it_goes_with_the_log_in(visitor: Visitor, backend: Backend) -> None:
    await visitor.log_in("novakova")
    before = await ask(visitor)
    await visitor.post("/log-out", form_token=await token_of(visitor))
    assert await backend.database.read(softphones.all_of) == []
    await visitor.log_in("novakova")
    after = await ask(visitor)
    assert (after["endpoint"], after["password"]) != (before["endpoint"], before["password"])


async def test_only_the_desk_may_connect_to_asterisk(visitor: Visitor) -> None:
    await visitor.log_in("novakova")
    desk = (await visitor.get("/desk")).headers
    assert "connect-src 'self' ws://127.0.0.1:8088;" in desk["Content-Security-Policy"]
    assert "microphone=(self)" in desk["Permissions-Policy"]
    visits = (await visitor.get("/visits")).headers
    assert "connect-src 'self';" in visits["Content-Security-Policy"]


async def test_the_password_is_in_no_page_and_no_cache(visitor: Visitor) -> None:
    await visitor.log_in("novakova")
    told = await visitor.post("/desk/phone", form_token=await token_of(visitor))
    assert told.headers["Cache-Control"] == "no-store"
    assert told.json()["password"] not in (await visitor.get("/desk")).text
