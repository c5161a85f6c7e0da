import datetime as dt
from typing import Any

import pytest

from booking.api import Language, Wording
from ivr.speech.catalogue import Catalogue
from ivr.speech.errors import BadText, MissingSlot, UnknownText
from ivr.speech.segments import Segment, Utterance, sentences
from ivr.speech.templates import Template

CS, EN, UK = Language.CS, Language.EN, Language.UK
LIDICKA = Wording("Lidická pět", "Lidická Street five")
TEXTS = {
    CS: {
        "free": "Volno je {at:time}, {place:text}. Souhlasíte?",
        "free.short": "{at:time}.",
        "hello": "Dobrý den. <uk>Українська: сім.</uk> <en>English: eight.</en>",
        "only": "Jen česky.",
    },
    EN: {"free": "It is free {at:time}, {place:text}. Do you agree?"},
    UK: {},
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(TEXTS, [LIDICKA, Wording("Přineste pas. Starý též.", "Bring your passport.")])


def test_punctuation_after_a_slot_belongs_to_its_last_piece(catalogue: Catalogue) -> None:
    said = catalogue.say("free", CS, at=dt.time(9, 30), place=LIDICKA)
    assert [segment.text for segment in said] == [
        "Volno je",
        "v devět hodin",
        "třicet minut,",
        "Lidická pět.",
        "Souhlasíte?",
    ]


def test_a_sentence_that_begins_with_a_slot_reads_with_a_capital(catalogue: Catalogue) -> None:
    assert catalogue.say("free", CS, short=True, at=dt.time(9)).text == "V devět hodin."


def test_a_missing_short_form_is_said_long(catalogue: Catalogue) -> None:
    said = catalogue.say("free", EN, short=True, at=dt.time(9), place=LIDICKA)
    assert said.text.startswith("It is free at nine o'clock")


def test_a_marked_part_is_said_in_its_own_language(catalogue: Catalogue) -> None:
    assert [segment.language for segment in catalogue.say("hello", CS)] == [CS, UK, EN]


def test_an_untranslated_text_is_said_in_czech_by_the_czech_voice(catalogue: Catalogue) -> None:
    assert catalogue.say("only", UK).segments == (Segment(CS, "Jen česky."),)
    assert catalogue.text(LIDICKA, UK).segments == (Segment(CS, "Lidická pět"),)


def test_wording_with_sentences_is_split_at_them(catalogue: Catalogue) -> None:
    said = catalogue.text(Wording("Přineste pas.  Starý též."), CS)
    assert [segment.text for segment in said] == ["Přineste pas.", "Starý též."]


def test_everything_that_is_said_was_listed(catalogue: Catalogue) -> None:
    listed = set(catalogue.everything())
    for hour in range(24):
        for minute in range(60):
            for language in (CS, EN):
                said = catalogue.say("free", language, at=dt.time(hour, minute), place=LIDICKA)
                assert listed.issuperset(said)


@pytest.mark.parametrize(
    "slots",
    [
        {},
        {"at": dt.time(9)},
        {"at": dt.time(9), "place": "Lidická"},
        {"at": 9, "place": LIDICKA},
        {"at": dt.datetime(2026, 1, 1), "place": LIDICKA},  # noqa: DTZ001  # any moment
    ],
)
def test_a_slot_without_a_fitting_value_is_refused(
    catalogue: Catalogue, slots: dict[str, Any]
) -> None:
    with pytest.raises(MissingSlot):
        catalogue.say("free", CS, **slots)


def test_a_value_that_was_not_rendered_is_refused() -> None:
    catalogue = Catalogue({CS: {"soon": "Za {days:days}."}})
    assert catalogue.say("soon", CS, days=120).text == "Za sto dvacet dnů."
    with pytest.raises(MissingSlot, match="beyond"):
        catalogue.say("soon", CS, days=121)


def test_an_unknown_key_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownText):
        catalogue.say("nothing", CS)


@pytest.mark.parametrize(
    "text", ["{place}", "{place:}", "{a:text", "a}", "<xx>a</xx>", "<en>a", "a</en>", "a < b"]
)
def test_a_text_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadText):
        Template.of(text, CS)


def test_a_slower_utterance_has_other_sounds_and_the_same_text(catalogue: Catalogue) -> None:
    said = catalogue.say("hello", CS)
    assert said.slowed().text == said.text
    assert set(said.slowed().sounds).isdisjoint(said.sounds)
    assert said.slowed().slowed() == said.slowed()


def test_the_same_words_have_the_same_sound_everywhere() -> None:
    assert Segment(CS, "pět").sound == Segment(CS, "pět").sound
    assert Segment(CS, "pět").sound != Segment(CS, "pět.").sound != Segment(EN, "pět.").sound


def test_utterances_join() -> None:
    one, other = Utterance((Segment(CS, "Ano,"),)), Utterance((Segment(CS, "dobře."),))
    assert (one + other).text == "Ano, dobře."
    assert Utterance.joined([one, other]) == one + other
    assert not Utterance()


def test_sentences_end_at_full_stops_and_question_marks() -> None:
    assert sentences(" Ano?  Ne!\nSnad. ") == ("Ano?", "Ne!", "Snad.")


def test_studio_recordings_are_filed_by_key(catalogue: Catalogue) -> None:
    names = catalogue.names()
    assert names["cs/only"] == Segment(CS, "Jen česky.")
    assert names["cs/hello.2"] == Segment(UK, "Українська: сім.")
