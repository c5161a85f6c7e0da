"""A caller whom nobody knows wants no messages: the page where the staff writes that down."""

import re

import pytest
from sqlalchemy import select

from booking.api import Backend
from booking.ground.audit import audit
from notifier.api import Silences
from tests.integration.console.conftest import Visitor
from tests.support.console import ADMINISTRATOR, AUDITOR, CLERK, OPERATOR, SUPERVISOR

PAGE = "/citizens/silences"
NUMBER = "+420777123456"
WRITTEN = "777 123 456"


async def fields(visitor: Visitor, who: str = WRITTEN) -> dict[str, str]:
    """What the form about this number carries."""
    page = (await visitor.client.get(PAGE, params={"who": who})).text
    found = re.findall(r'name="(form_token|command_key|who|wanted)" value="([^"]+)"', page)
    return dict(found)


@pytest.mark.parametrize("who", [OPERATOR, CLERK, SUPERVISOR])
async def test_whoever_talks_to_citizens_ends_messages_to_a_number_and_lets_them_come_again(
    visitor: Visitor, backend: Backend, who: str
) -> None:
    await visitor.log_in(who)
    assert f'href="{PAGE}"' in (await visitor.get("/citizens")).text
    known = Silences(backend.database)
    for is_quiet, said in ((True, "messages-ended"), (False, "messages-again")):
        answer = await visitor.post(PAGE, **await fields(visitor))
        assert answer.headers["location"] == f"{PAGE}?said={said}"
        assert "kontakt" in (await visitor.get(answer.headers["location"])).text
        assert (await known.of(NUMBER) is not None) is is_quiet
    [first, *_] = await backend.database.read(
        lambda tx: tx.all(select(audit).where(audit.c.did == "recipient-blocked"))
    )
    assert first.who == who


async def test_the_page_tells_since_when_and_each_look_is_audited(
    visitor: Visitor, backend: Backend
) -> None:
    await Silences(backend.database).begin(NUMBER, by="vesely")
    await visitor.log_in(OPERATOR)
    page = await visitor.client.get(PAGE, params={"who": WRITTEN})
    assert "Zprávy sem nechodí od" in page.text
    assert "Zase sem psát" in page.text
    looks = await backend.database.read(
        lambda tx: tx.all(select(audit).where(audit.c.who == OPERATOR, audit.c.did == "looked"))
    )
    assert len(looks) == 1
    assert "777123456" not in looks[0].about


async def test_an_address_is_one_as_well(visitor: Visitor, backend: Backend) -> None:
    await visitor.log_in(OPERATOR)
    await visitor.post(PAGE, **await fields(visitor, "Jana@Example.cz"))
    assert await Silences(backend.database).of("jana@example.cz") is not None


@pytest.mark.parametrize("who", ["12", "Marie", "<b>", "777 123 456 789 000"])
async def test_what_is_no_number_is_said_to_be_none(
    visitor: Visitor, backend: Backend, who: str
) -> None:
    await visitor.log_in(OPERATOR)
    page = await visitor.client.get(PAGE, params={"who": who})
    assert (page.status_code, 'role="alert"' in page.text, who in page.text) == (
        422,
        True,
        "<" not in who,
    )
    hidden = await fields(visitor) | {"who": who}
    assert (await visitor.post(PAGE, **hidden)).status_code == 422
    assert await Silences(backend.database).of(NUMBER) is None


@pytest.mark.parametrize("who", [ADMINISTRATOR, AUDITOR])
async def test_others_are_not_let_in(visitor: Visitor, who: str) -> None:
    await visitor.log_in(who)
    assert (await visitor.get(PAGE)).status_code == 403
    assert (await visitor.post(PAGE, who=NUMBER)).status_code == 403


async def test_a_form_of_another_page_changes_nothing(visitor: Visitor, backend: Backend) -> None:
    await visitor.log_in(OPERATOR)
    answer = await visitor.post(PAGE, who=NUMBER, command_key="k", form_token="made up")
    assert answer.status_code == 403
    assert await Silences(backend.database).of(NUMBER) is None
