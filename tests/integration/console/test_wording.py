"""Those who look after the wording of messages: list, try, edit, go back; others only read."""

import html
import re

import pytest

from booking.api import Backend, Language
from notifier.api import TemplateEditing, texts_of
from tests.integration.console.conftest import Visitor
from tests.support.console import ADMINISTRATOR, CLERK, OPERATOR, SUPERVISOR

BOOKED = "/wording/visit_booked"


@pytest.fixture
async def editor(visitor: Visitor) -> Visitor:
    await visitor.log_in(ADMINISTRATOR)
    return visitor


@pytest.fixture
def wording(backend: Backend) -> TemplateEditing:
    return TemplateEditing(backend)


async def form(visitor: Visitor, path: str = BOOKED) -> dict[str, str]:
    """What the browser would send of a message's form as it stands."""
    page = (await visitor.get(path)).text
    page = page[page.index('id="wording"') :]
    page = page[: page.index("</form>")]
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    areas = re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    found |= {name: html.unescape(text) for name, text in areas}
    found |= dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)" checked', page), "on")
    return found | {"sample": "usual", "note": "Lépe srozumitelné", "do": "save"}


async def test_the_list_names_every_message_and_who_gets_it(
    editor: Visitor, wording: TemplateEditing
) -> None:
    page = (await editor.get("/wording")).text
    assert page.count("data-row") == len(await wording.sheets())
    assert "Potvrzení objednávky" in page
    assert "objednanému hned po objednání" in page
    assert page.count("původní, neupraveno") == page.count("data-row")


async def test_a_message_is_shown_as_it_would_be_sent(editor: Visitor) -> None:
    page = (await editor.get(BOOKED)).text
    assert "Objednano: utery 24. 11. 2026 v 9:00, Lidicka 5" in page
    assert re.search(r"2 SMS, 2\d\d znaků", page)
    assert "ě → e" in page
    assert "<iframe" in page
    assert "Předmět: Objednávka 472015" in page
    longest = (await editor.get(f"{BOOKED}?sample=longest")).text
    assert "nam. T. G. Masaryka" not in longest
    assert "namesti T. G. Masaryka 1125/14a" in longest


async def test_an_unchanged_form_sends_what_is_kept(
    editor: Visitor, wording: TemplateEditing
) -> None:
    for sheet in await wording.sheets():
        fields = await form(editor, f"/wording/{sheet.name}")
        answer = await editor.post(f"/wording/{sheet.name}/change", **fields)
        assert "Znění je stejné jako dosud" in answer.text, sheet.name


async def test_a_new_wording_is_kept_once_however_often_it_is_sent(
    editor: Visitor, wording: TemplateEditing, backend: Backend
) -> None:
    fields = await form(editor) | {"sms.cs.1": "Váš kód je {{ code }}."}
    first = await editor.post(f"{BOOKED}/change", **fields)
    again = await editor.post(f"{BOOKED}/change", **fields)
    assert first.status_code == again.status_code == 303
    sheet = await wording.sheet("visit_booked")
    assert [one.number for one in sheet.versions] == [2, 1]
    assert sheet.sent.template is not None
    assert texts_of(sheet.sent.template)["sms.cs.1"] == "Váš kód je {{ code }}."
    entry = (await backend.audit.recent(1, about="template:visit_booked"))[0]
    assert (entry.who, entry.did, entry.details) == (
        ADMINISTRATOR,
        "template-changed",
        {"version": "2"},
    )
    page = (await editor.get(BOOKED)).text
    assert "Lépe srozumitelné" in page
    assert "1 změna" in page
    assert "2. znění" in (await editor.get("/wording")).text


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        ("sms.cs.1", "Kód máte.", "Ve zprávě vždy musí být {{ code }}"),
        ("sms.en.0", "", "Ve zprávě vždy musí být {{ when }}"),
        ("sms.cs.1", "Kód {{ kod }}.", "Pole {{ kod }} tato zpráva nemá"),
        ("sms.cs.1", "Kód { code }.", "nepatří k žádnému poli"),
        ("sms.cs.1", "Kód {{ code }}. {% for x in y %}", "není pole ani podmínka"),
        ("sms.cs.1", "Kód {{ code }}. RČ 736028/5163.", "vypadá jako rodné číslo"),
        ("sms.cs.1", "Kód {{ code }}. PIN: 1234.", "nesmí uvádět PIN"),
        ("sms.cs.1", "Kód {{ code }}. www.podvod.example", "vypadá jako odkaz"),
        ("email.uk.subject", "", "Text chybí"),
        ("sms.cs.1", f"Kód {{{{ code }}}}. {'slovo ' * 180}", "Zkraťte ji na 918"),
        ("email.cs.subject", "Předmět " * 25, "Zkraťte ho na 150"),
    ],
)
async def test_what_cannot_be_sent_is_refused_at_its_place_and_nothing_is_lost(
    editor: Visitor, wording: TemplateEditing, place: str, text: str, said: str
) -> None:
    fields = await form(editor) | {place: text, "sms.cs.4": "Moje jiná úprava. {{ town }}"}
    answer = await editor.post(f"{BOOKED}/change", **fields)
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert said in page
    assert " ".join(text.split()) in page
    assert "Moje jiná úprava." in page
    assert "Lépe srozumitelné" in page
    assert len((await wording.sheet("visit_booked")).versions) == 1


async def test_a_change_without_a_reason_is_refused(editor: Visitor) -> None:
    fields = await form(editor) | {"sms.cs.1": "Váš kód {{ code }}.", "note": " "}
    answer = await editor.post(f"{BOOKED}/change", **fields)
    assert answer.status_code == 422
    assert "Napište, proč se znění mění" in answer.text
    assert "Váš kód {{ code }}." in html.unescape(answer.text)


async def test_what_somebody_else_kept_meanwhile_is_shown_and_not_overwritten(
    editor: Visitor, wording: TemplateEditing
) -> None:
    fields = await form(editor)
    other = dict(fields) | {"sms.cs.1": "Kód: {{ code }}.", "command_key": "other"}
    await editor.post(f"{BOOKED}/change", **other)
    answer = await editor.post(f"{BOOKED}/change", **fields | {"sms.cs.3": "Volejte {{ number }}."})
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "Mezitím někdo uložil 2. znění" in page
    assert "Volejte {{ number }}." in page
    assert "Čím se liší Vaše znění" in page
    assert len((await wording.sheet("visit_booked")).versions) == 2


async def test_an_older_wording_comes_back_as_a_new_one(
    editor: Visitor, wording: TemplateEditing
) -> None:
    fields = await form(editor) | {"sms.cs.1": "Váš kód {{ code }}."}
    await editor.post(f"{BOOKED}/change", **fields)
    fields = await form(editor) | {"number": "1"}
    answer = await editor.post(f"{BOOKED}/restore", **fields)
    assert answer.status_code == 303
    sheet = await wording.sheet("visit_booked")
    assert [one.number for one in sheet.versions] == [3, 2, 1]
    assert sheet.newest.template == sheet.file
    assert sheet.newest.note == "Návrat k 1. znění"


async def test_the_preview_follows_what_is_typed_and_keeps_nothing(
    editor: Visitor, wording: TemplateEditing
) -> None:
    fields = await form(editor) | {"sms.cs.1": "Kód 😀 {{ code }}.", "sms.en.1": "{{ kod }}"}
    page = html.unescape((await editor.post(f"{BOOKED}/trial", **fields)).text)
    assert "Kód 😀 472015." in page
    assert "Pro znaky 😀" in page
    assert "Pole {{ kod }} tato zpráva nemá" in page
    assert 'hx-swap-oob="morph"' in page
    assert len((await wording.sheet("visit_booked")).versions) == 1


@pytest.mark.parametrize("act", ["change", "restore"])
async def test_a_supervisor_reads_and_changes_nothing(
    visitor: Visitor, wording: TemplateEditing, act: str
) -> None:
    await visitor.log_in(ADMINISTRATOR)
    fields = await form(visitor) | {"number": "1"}
    await visitor.log_in(SUPERVISOR)
    page = (await visitor.get(BOOKED)).text
    assert "<textarea" not in page
    assert "Objednano: utery" in page
    token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
    fields |= {"form_token": token, "sms.cs.1": "Jinak {{ code }}."}
    assert (await visitor.post(f"{BOOKED}/{act}", **fields)).status_code == 403
    assert len((await wording.sheet("visit_booked")).versions) == 1


@pytest.mark.parametrize("username", [OPERATOR, CLERK])
async def test_others_do_not_come_in(visitor: Visitor, username: str) -> None:
    await visitor.log_in(username)
    assert (await visitor.get("/wording")).status_code == 403


async def test_an_unknown_message_is_not_there(editor: Visitor) -> None:
    for path in ("/wording/nothing", "/wording/..%2F..", "/wording/%00"):
        assert (await editor.get(path)).status_code == 404, path


async def test_a_letter_is_shown_in_a_frame_that_runs_nothing(editor: Visitor) -> None:
    answer = await editor.get(BOOKED)
    assert re.search(r"<iframe[^>]* sandbox ", answer.text)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "'unsafe-hashes' 'sha256-" in policy
    assert "unsafe-inline" not in policy
    assert Language.CS.value in answer.text
