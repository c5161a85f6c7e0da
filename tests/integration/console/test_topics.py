"""Those who look after topics: list, check, edit, go back; others only look."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from booking.api import Backend, Language, Secret, Topic
from booking.ground.clock import SetClock
from notifier.api import TemplateEditing
from operator_console.app import application
from operator_console.config import ConsoleConfig
from tests.integration.console.conftest import HOME, Visitor
from tests.support.console import ADMINISTRATOR, CLERK, OPERATOR

PASSPORT = "/topics/passport"


def sound(topic: Topic, language: Language) -> bytes | None:
    """Only the passport can be heard, in Czech."""
    return b"RIFF" if (topic.code, language) == ("passport", Language.CS) else None


@pytest.fixture
async def clerk(backend: Backend) -> AsyncIterator[Visitor]:
    config = ConsoleConfig(Secret("of the test"), heard=sound)
    transport = httpx.ASGITransport(application(backend, config))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        visitor = Visitor(client)
        await visitor.log_in(CLERK)
        yield visitor


async def form(visitor: Visitor, path: str = PASSPORT) -> dict[str, str]:
    """The hidden fields of a topic's page."""
    page = (await visitor.get(path)).text
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    return {name: found[name] for name in ("form_token", "command_key", "seen")}


async def test_the_list_shows_those_first_that_somebody_must_look_at(
    clerk: Visitor, backend: Backend, clock: SetClock
) -> None:
    page = (await clerk.get("/topics")).text
    assert page.count("data-row") == 26
    assert "Neplatí, neříká se" not in page
    clock.advance(timedelta(days=350))
    await clerk.log_in(CLERK)
    sheet = await backend.topic_editing.sheet("passport")
    await backend.topic_editing.check("passport", seen=sheet.head, by=CLERK)
    page = (await clerk.get("/topics")).text
    assert page.count("Brzy skončí") == 25
    clock.advance(timedelta(days=20))
    await clerk.log_in(CLERK)
    page = (await clerk.get("/topics")).text
    assert page.count("Neplatí, neříká se") == 25
    assert page.rfind('id="topic-passport"') > page.rfind('id="topic-dog-fee"')


async def test_a_topic_shows_both_forms_message_and_sound(clerk: Visitor) -> None:
    page = (await clerk.get(PASSPORT)).text
    assert "Poplatek je šest set korun" in page
    assert "600 Kč (do 15 let 100 Kč)" in page
    assert "Stari 600 Kc" not in page
    assert re.search(r"\d SMS, \d+ znaků", page)
    assert page.count("<audio") == 1
    heard = await clerk.get(f"{PASSPORT}/heard/cs")
    assert (heard.content, heard.headers["content-type"]) == (b"RIFF", "audio/wav")
    assert (await clerk.get(f"{PASSPORT}/heard/uk")).status_code == 404
    assert "media-src 'self'" in heard.headers["content-security-policy"]


async def test_a_check_is_one_press(clerk: Visitor, backend: Backend, clock: SetClock) -> None:
    clock.advance(timedelta(days=30))
    await clerk.log_in(CLERK)
    answer = await clerk.post(f"{PASSPORT}/check", **await form(clerk))
    assert answer.status_code == 303
    topic = await backend.topics.get("passport")
    assert topic.checked_on == clock.today()
    entries = await backend.audit.recent(5, about="topic:passport")
    assert (entries[0].who, entries[0].did) == (CLERK, "topic-checked")


async def test_a_text_that_cannot_be_spoken_stays_in_the_form(
    clerk: Visitor, backend: Backend
) -> None:
    before = await backend.topic_editing.sheet("passport")
    fields = await form(clerk) | {"fee.spoken.cs": "Stojí 700 Kč.", "do": "checked"}
    answer = await clerk.post(f"{PASSPORT}/change", **fields)
    assert answer.status_code == 422
    assert "Na 7. místě je číslice 7" in answer.text
    assert "Stojí 700 Kč." in answer.text
    assert await backend.topic_editing.sheet("passport") == before


@pytest.mark.parametrize(
    ("do", "draft", "waits"), [("draft", True, False), ("checked", False, True)]
)
async def test_an_edit_is_a_draft_or_waits_for_its_sound(
    clerk: Visitor, backend: Backend, do: str, *, draft: bool, waits: bool
) -> None:
    fields = await form(clerk) | {"fee.spoken.cs": "Stojí sedm set korun.", "do": do}
    answer = await clerk.post(f"{PASSPORT}/change", **fields)
    assert answer.status_code == 303
    line = (await backend.topic_editing.sheet("passport")).line
    assert (line.is_draft, line.waits) == (draft, waits)
    assert line.topic.valid_to is None  # the form was sent without a last day
    page = (await clerk.get(PASSPORT)).text
    assert ("Koncept čeká na kontrolu" in page, "Čeká na namluvení" in page) == (draft, waits)


async def test_a_preview_keeps_nothing(clerk: Visitor, backend: Backend) -> None:
    before = await backend.topic_editing.sheet("passport")
    fields = await form(clerk) | {"fee.written.cs": "Zdarma pro všechny.", "do": "preview"}
    answer = await clerk.post(f"{PASSPORT}/change", **fields)
    assert "Zdarma pro vsechny." in answer.text
    assert await backend.topic_editing.sheet("passport") == before


async def test_a_change_made_meanwhile_is_shown_and_not_overwritten(
    clerk: Visitor, backend: Backend
) -> None:
    fields = await form(clerk)
    sheet = await backend.topic_editing.sheet("passport")
    await backend.topic_editing.check("passport", seen=sheet.head, by=ADMINISTRATOR)
    answer = await clerk.post(f"{PASSPORT}/check", **fields)
    assert answer.status_code == 422
    assert "mezitím změnil někdo jiný" in answer.text


async def test_an_edit_can_be_undone(clerk: Visitor, backend: Backend) -> None:
    before = await backend.topics.get("passport")
    fields = await form(clerk) | {"also": "pasík", "do": "checked"}
    await clerk.post(f"{PASSPORT}/change", **fields)
    assert (await backend.topics.get("passport")).also == "pasík"
    answer = await clerk.post(f"{PASSPORT}/restore", **await form(clerk), revision="1")
    assert answer.status_code == 303
    assert await backend.topics.get("passport") == before


@pytest.mark.parametrize("act", ["check", "change", "restore", "settle"])
async def test_a_clerk_of_another_department_only_looks(
    clerk: Visitor, backend: Backend, act: str
) -> None:
    page = await clerk.get("/topics/tree-felling")
    assert page.status_code == 200
    assert "<textarea" not in page.text
    assert "Odbor životního prostředí nebo správce" in page.text
    before = await backend.topic_editing.sheet("tree-felling")
    fields = await form(clerk) | {"revision": "1", "take": "file"}
    assert (await clerk.post(f"/topics/tree-felling/{act}", **fields)).status_code == 403
    assert await backend.topic_editing.sheet("tree-felling") == before


async def test_an_administrator_may_edit_all_and_an_operator_none(visitor: Visitor) -> None:
    await visitor.log_in(ADMINISTRATOR)
    assert "<textarea" in (await visitor.get("/topics/tree-felling")).text
    await visitor.log_in(OPERATOR)
    assert (await visitor.get("/topics")).status_code == 403


async def test_an_unknown_topic_is_not_there(clerk: Visitor) -> None:
    assert (await clerk.get("/topics/nothing")).status_code == 404


async def test_the_message_is_the_one_that_callers_get(clerk: Visitor, backend: Backend) -> None:
    topic = await backend.topics.get("passport")
    templates = TemplateEditing(backend)
    text, size = await templates.topic_sms(topic, Language.CS)
    assert size.segments == -(-size.places // 153)
    assert text in (await clerk.get(PASSPORT)).text
    file = (await templates.sheet("topic")).file
    assert file.sms is not None
    edited = file.model_copy(
        update={"sms": file.sms | {Language.CS: ["Nove: {{ title }}.", "{{ number }} {{ town }}"]}}
    )
    await templates.save("topic", edited, seen=1, note="kratší", by=ADMINISTRATOR)
    assert "<p>Nove: " in (await clerk.get(PASSPORT)).text
