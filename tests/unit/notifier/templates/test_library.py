from pathlib import Path

import pytest

from booking.api import Language
from notifier.errors import TemplateError
from notifier.reactions import react
from notifier.templates.gsm import size
from notifier.templates.library import Library
from notifier.templates.values import TopicValues
from notifier.templates.written import MOST_CHARACTERS
from tests.support.messages import KNOWN, status_changed


def topic(**other: str) -> TopicValues:
    fields = dict.fromkeys(TopicValues.__dataclass_fields__, "")
    return TopicValues(**(fields | {"title": "Nový pas", "town": "MěÚ Lípov"} | other))


def written(folder: Path, text: str) -> Path:
    (folder / "one.yaml").write_text(text, encoding="utf-8")
    return folder


THREE = '{cs: ["{{ title }}"], en: ["{{ title }}"], uk: ["{{ title }}"]}'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"values: topic\nsms: {THREE.replace('title', 'tilte')}", "no such field: tilte"),
        ('values: topic\nsms: {cs: ["a"], en: ["a"]}', "no text in: uk"),
        (f"values: topik\nsms: {THREE}", "values"),
        (f"values: topic\nsms: {THREE}\nfax: 1", "fax"),
        ("values: topic", "neither an SMS nor an e-mail"),
        (f"values: topic\nsms: {THREE.replace('}}', '}', 1)}", "one.yaml"),
        ("values: [", "one.yaml"),
    ],
)
def test_a_wrong_template_is_refused_when_it_is_read(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(TemplateError, match=complaint):
        Library(written(tmp_path, text))


def test_a_template_that_is_not_there_is_an_error() -> None:
    with pytest.raises(TemplateError, match="no template"):
        Library().sms("nothing", Language.CS, topic())


def test_empty_parts_leave_no_gap() -> None:
    text = Library().sms("topic", Language.CS, topic(fee="600 Kč."))
    assert text == "Novy pas. 600 Kc. MeU Lipov,"


def test_spare_parts_go_first_when_a_text_grows_too_long() -> None:
    long = "Slovo " * 60
    text = Library().sms(
        "topic",
        Language.CS,
        topic(bring=f"B {long}", where=f"W {long}", deadline=f"D {long}", who=f"O {long}"),
    )
    assert size(text).places <= MOST_CHARACTERS
    assert "B Slovo" in text
    assert "W Slovo" in text
    assert "O Slovo" not in text
    assert text.endswith("MeU Lipov,")


@pytest.mark.parametrize("word", ["slovo", "слово"])
def test_a_text_without_spare_parts_is_cut_between_words(word: str) -> None:
    text = Library().sms("topic", Language.UK, topic(bring=f"{word} " * 400))
    assert MOST_CHARACTERS - 20 < size(text).places <= MOST_CHARACTERS
    assert text.endswith(f" {word} ...")


def test_the_page_of_a_letter_shows_marks_as_text() -> None:
    drafts = react(status_changed(remark="<b>a & b</b>"), KNOWN, Library())
    html = next(draft.html for draft in drafts if draft.html)
    assert "&lt;b&gt;a &amp; b&lt;/b&gt;" in html
    assert "<b>a" not in html


@pytest.mark.parametrize("letter", ["a", "{", "€", "ж", "😀", "ě"])
def test_a_word_without_an_end_is_cut_too(letter: str) -> None:
    text = Library().sms("topic", Language.CS, topic(bring=letter * 2000))
    assert size(text).places <= MOST_CHARACTERS
    assert text.endswith("...")
