import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from booking.api import Language, Wording
from ivr.speech.catalogue import Catalogue
from ivr.speech.checks import Finding, Severity, check_texts, check_wordings
from ivr.speech.errors import BadText
from ivr.speech.prepare import fallback_prompts
from ivr.speech.texts import load

CS, EN, UK = Language.CS, Language.EN, Language.UK
START = dt.datetime(2026, 11, 24, 9)  # noqa: DTZ001  # what is spoken has no zone


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


def test_the_texts_that_ship_have_no_findings() -> None:
    assert check_texts(load()) == []


def test_the_model_dialogue_is_said_word_for_word(catalogue: Catalogue) -> None:
    place, short_place = Wording("Lidická pět"), Wording("Lidická")
    where: dict[str, Any] = {"place": place, "short_place": short_place}
    assert catalogue.say("visit.nearest", CS, start=START, **where).text == (
        "Nejbližší volný termín je v úterý dvacátého čtvrtého listopadu v devět hodin, "
        "Lidická pět. Pro objednání stiskněte jedničku, pro jinou hodinu dvojku, "
        "pro jiný den trojku, pro jiné pracoviště nebo více osob čtyřku."
    )
    assert catalogue.say("visit.nearest", CS, short=True, start=START, **where).text == (
        "V úterý dvacátého čtvrtého listopadu v devět hodin, Lidická. "
        "Objednat: jednička. Změnit: dvojka až čtyřka."
    )
    assert catalogue.say("visit.booked", CS, code="472015").text == (
        "Termín je objednán. Kód objednávky: čtyři sedm dva, nula jedna pět. "
        "Opakuji: čtyři sedm dva, nula jedna pět."
    )
    assert catalogue.say("visit.booked", CS, short=True, code="472015").text == (
        "Objednáno. Kód čtyři sedm dva, nula jedna pět."
    )
    assert catalogue.say("visit.sms_to", CS, ending="321").text == (
        "Vše posíláme v SMS na číslo končící na tři dva jedna."
    )


def test_the_status_of_an_application_is_said_word_for_word(catalogue: Catalogue) -> None:
    kind, state = Wording("Žádost o kácení dřevin"), Wording("se vyřizuje")
    said = catalogue.say("application.state", CS, kind=kind, state=state, reference="123/2026")
    assert said.text == (
        "Žádost o kácení dřevin, číslo sto dvacet tři z roku dva tisíce dvacet šest, se vyřizuje."
    )
    deadline = catalogue.say("application.deadline", CS, deadline=dt.date(2026, 12, 3))
    assert deadline.text == "Lhůta končí třetího prosince."


@pytest.mark.parametrize(
    ("key", "slots", "words"),
    [
        ("silence.menu", {"first": "1", "last": "4"}, "Stiskněte prosím jedničku až čtyřku."),
        (
            "person.hours_and_offer",
            {"opens": dt.time(7), "closes": dt.time(17)},
            "Operátoři jsou na lince v pracovní dny od sedmi do sedmnácti hodin.",
        ),
        ("visit.none_free", {"horizon": 60}, "V příštích šedesáti dnech není volný termín."),
        ("pin.locked", {"minutes": 30}, "Přihlášení je na třicet minut zablokováno."),
        (
            "status.ready",
            {"filed": dt.date(2026, 11, 3)},
            "o které bylo u nás třetího listopadu požádáno v běžné lhůtě, jsou připraveny",
        ),
        ("error.wrong_key", {}, "Tato volba není v nabídce."),
        ("apology", {}, "Omlouváme se za přerušení."),
    ],
)
def test_the_model_sentences_are_there(
    catalogue: Catalogue, key: str, slots: dict[str, Any], words: str
) -> None:
    assert words in catalogue.say(key, CS, **slots).text


def test_the_fall_back_gets_the_sounds_of_its_prompts(catalogue: Catalogue) -> None:
    town = Wording("úřad města Lípova")
    prompts = fallback_prompts(catalogue, town=town, opens=dt.time(7), closes=dt.time(17))
    assert all(sounds for sounds in prompts.values())
    assert "fallback.welcome" in prompts
    assert all(name.startswith("linka/cs/") for sounds in prompts.values() for name in sounds)


def findings(texts: dict[Language, dict[str, str]]) -> list[str]:
    return [str(finding) for finding in check_texts(texts)]


def test_a_text_missing_in_english_is_an_error_and_in_ukrainian_a_warning() -> None:
    assert findings({CS: {"a": "Ano."}}) == [
        "error: en/a: is missing",
        "warning: uk/a: is missing",
    ]


def test_a_text_missing_in_czech_is_an_error() -> None:
    assert "error: en/a: is missing in Czech" in findings({CS: {}, EN: {"a": "Yes."}})


def test_slots_that_differ_are_found_whatever_their_case() -> None:
    same = {CS: {"a": "Do {d:date_genitive}."}, EN: {"a": "By {d:date}."}, UK: {"a": "{d:day}."}}
    assert findings(same) == []
    other = {**same, EN: {"a": "In {d:days}."}}
    assert findings(other) == ["error: en/a: has other slots than the Czech text"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Za {d:whenever}.", "there is no format whenever"),
        ("Stojí 600 korun.", "'6' must be written as it is spoken"),
        ("Stojí šest Kč.", "'Kč' must be written as it is spoken"),
        ("… Ano.", "nothing can be heard"),
    ],
)
def test_what_cannot_be_spoken_is_found(text: str, what: str) -> None:
    texts = {language: {"a": text.replace("… ", "?! ")} for language in Language}
    assert any(what in finding for finding in findings(texts))


def test_a_short_form_alone_is_found() -> None:
    texts = {language: {"a.short": "Ano."} for language in Language}
    assert "error: cs/a.short: has no long form" in findings(texts)


def test_wording_without_a_translation_is_a_warning() -> None:
    found = check_wordings([Wording("Lidická pět", "Lidická Street five")])
    what = "is not translated into uk and will be said in Czech"
    assert found == [Finding(Severity.WARNING, "'Lidická pět'", what)]


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cs.yaml").write_text('a: "Ano."\na: "Ne."\n')
    with pytest.raises(BadText, match="given twice: a"):
        load(tmp_path)
