"""What is understood of a text, and what is not; whatever is written, nothing breaks."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from booking.api import Language
from notifier.inbound.reading.commands import (
    Answer,
    AskApplication,
    AskReady,
    AskVisit,
    AskVisits,
    Book,
    CallMe,
    Cancel,
    Change,
    Command,
    Help,
    Inform,
    Leave,
    NotUnderstood,
    Start,
    Stop,
    Wait,
    Why,
)
from notifier.inbound.reading.days import InDays, OnDate, OnWeekday
from notifier.inbound.reading.parser import parse
from notifier.inbound.reading.words import ONLY_ALONE, UNGUESSED, VERBS, Verb

CS, EN, UK = Language.CS, Language.EN, Language.UK
CODE = "730148"
"""Its last digit is right."""
D24 = OnDate(24, 11)
NINE = time(9)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("STAV 123/2026", AskApplication(CS, 123, 2026, None)),
        ("stav 000123/2026", AskApplication(CS, 123, 2026, None)),
        ("Stav MULI-OD/000012/2026", AskApplication(CS, 12, 2026, None)),
        ("STAV 12 2026", AskApplication(CS, 12, 2026, None)),
        ("STAV č. 12/26", AskApplication(CS, 12, 2026, None)),
        ("STAV 12/2026 472 015", AskApplication(CS, 12, 2026, "472015")),
        ("STATUS 12/2026 4711", AskApplication(EN, 12, 2026, "4711")),
        ("Jaký je stav žádosti 5/2026?", AskApplication(CS, 5, 2026, None)),
        ("СТАТУС 5/2026", AskApplication(UK, 5, 2026, None)),
        ("SATV 5/2026", AskApplication(CS, 5, 2026, None)),
        ("STAVV 5/2026", AskApplication(CS, 5, 2026, None)),
        ("STAV 472015", AskVisit(CS, "472015")),
        ("STAV", AskVisits(CS)),
        ("status?", AskVisits(EN)),
        ("STAV PAS 3.11.", AskReady(CS, "pas", OnDate(3, 11))),
        ("stav občanky", AskReady(CS, "obcanky", None)),
        ("OBJ PAS 24.11. 9:00", Book(CS, "pas", day=D24, time=NINE)),
        ("obj pas 24. 11. v 9.00", Book(CS, "pas", day=D24, time=NINE)),
        ("OBJ PAS 24/11 9h", Book(CS, "pas", day=D24, time=NINE)),
        ("OBJ PAS 24.11. 9", Book(CS, "pas", day=D24, time=NINE)),
        ("OBJ PAS 24.11.2026 9:30", Book(CS, "pas", day=OnDate(24, 11, 2026), time=time(9, 30))),
        ("OBJ PAS 2026-11-24 09:00", Book(CS, "pas", day=OnDate(24, 11, 2026), time=NINE)),
        ("OBJ PAS 24. listopadu v 9 hodin", Book(CS, "pas", day=D24, time=NINE)),
        ("BOOK PASSPORT 24 November 9am", Book(EN, "passport", day=D24, time=NINE)),
        ("BOOK PASSPORT November 24 2pm", Book(EN, "passport", day=D24, time=time(14))),
        ("ЗАПИС ПАСПОРТ 24 листопада о 9", Book(UK, "паспорт", day=D24, time=NINE)),
        ("OBJ PAS ZÍTRA 9:00", Book(CS, "pas", day=InDays(1), time=NINE)),
        ("OBJ PAS v úterý", Book(CS, "pas", day=OnWeekday(1))),
        ("OBJ PAS ve sredu", Book(CS, "pas", day=OnWeekday(2))),
        ("OBJ PAS ut 24.11.", Book(CS, "pas ut", day=D24)),
        ("OBJ PAS úterý 24.11.", Book(CS, "pas", day=OnDate(24, 11, None, 1))),
        ("OBJ PAS 2 OSOBY", Book(CS, "pas", persons=2)),
        ("OBJ PAS pro tři", Book(CS, "pas", persons=3)),
        ("OBJ PAS 2 os. 24.11.", Book(CS, "pas", persons=2, day=D24)),
        ("BOOK PASSPORT for two people", Book(EN, "passport", persons=2)),
        ("ЗАПИС ПАСПОРТ 2 особи", Book(UK, "паспорт", persons=2)),
        ("OBJ PAS 9:00", Book(CS, "pas", time=NINE)),
        ("OBJ PAS 99.11. 9:00", Book(CS, "pas", time=NINE, unclear=True)),
        ("OBJ PAS 24.11. 9:00 10:00", Book(CS, "pas", day=D24, time=NINE, unclear=True)),
        ("OBJ", Book(CS, "")),
        ("Objednejte mě prosím na pas", Book(CS, "pas")),
        (f"ZMENA {CODE} 25.11. 10:00", Change(CS, CODE, OnDate(25, 11), time(10))),
        (f"CHANGE {CODE} tomorrow", Change(EN, CODE, InDays(1), None)),
        ("ZMENA", Change(CS, None, None, None)),
        (f"ZRUS {CODE}", Cancel(CS, CODE)),
        ("zruš 730 148", Cancel(CS, CODE)),
        ("Zrušit objednávku 730-148 prosím", Cancel(CS, CODE)),
        (f"ZRSU {CODE}", Cancel(CS, CODE)),
        (f"CANCEL {CODE}", Cancel(EN, CODE)),
        (f"СКАСУВАТИ {CODE}", Cancel(UK, CODE)),
        ("ZRUS", Cancel(CS, None)),
        ("ZRUS 73014", Cancel(CS, None)),
        ("ANO", Answer(CS, agrees=True, word="ano")),
        ("Ano, prosím.", Answer(CS, agrees=True, word="ano")),
        ("ano ano", Answer(CS, agrees=True, word="ano")),
        (f"ANO {CODE}", Answer(CS, agrees=True, word="ano", code=CODE)),
        ("ANO OBJ", Answer(CS, agrees=True, word="ano", booking=True)),
        ("OK", Answer(None, agrees=True, word="ok")),
        ("YES", Answer(EN, agrees=True, word="yes")),
        ("ТАК", Answer(UK, agrees=True, word="так")),
        ("NE", Answer(CS, agrees=False, word="ne")),
        ("Ne, děkuji", Answer(CS, agrees=False, word="ne")),
        ("No", Answer(EN, agrees=False, word="no")),
        ("НІ", Answer(UK, agrees=False, word="ні")),
        ("INFO PAS", Inform(None, "pas")),
        ("INFO", Help(None)),
        ("HLIDAT PAS", Wait(CS, "pas", None)),
        (f"HLIDAT {CODE}", Wait(CS, "", CODE)),
        ("NEHLIDAT", Leave(CS, "")),
        ("ZAVOLEJTE MI", CallMe(CS)),
        ("Prosím zavolat", CallMe(CS)),
        ("Зателефонуйте мені", CallMe(UK)),
        ("STOP", Stop(None)),
        ("stop!!!", Stop(None)),
        ("ＳＴＯＰ", Stop(None)),
        ("konec", Stop(CS)),
        ("START", Start(None)),
        ("POMOC", Help(CS)),
        ("Help please", Help(EN)),
        ("?", Help(None)),
    ],
)
def test_commands_are_understood(text: str, command: Command) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.EMPTY),
        (" \n\t\x00", Why.EMPTY),
        ("PAS 24.11.", Why.UNKNOWN),
        ("472015", Why.UNKNOWN),
        ("ano, ale odpoledne", Why.UNKNOWN),
        ("ano nebo ne", Why.UNKNOWN),
        ("ano 9:00", Why.UNKNOWN),
        ("ne zruš to", Why.UNKNOWN),
        ("anoo", Why.UNKNOWN),
        ("STPO", Why.UNKNOWN),
        ("stup", Why.UNKNOWN),
        ("STOV", Why.UNKNOWN),
        ("strat", Why.UNKNOWN),
        ("Zavolám později", Why.UNKNOWN),
        ("zavolam", Why.UNKNOWN),
        ("konec živnosti", Why.UNKNOWN),
        ("odhlásit vozidlo", Why.UNKNOWN),
        ("ZRSU", Why.UNKNOWN),
        ("ZRSU 730149", Why.UNKNOWN),
        ("Jsem na dovolené", Why.UNKNOWN),
        ("47201533 836104", Why.SECRET),
        ("STAV 47201533", Why.SECRET),
    ],
)
def test_what_could_mean_something_else_is_not_guessed(text: str, why: Why) -> None:
    command = parse(text)
    assert isinstance(command, NotUnderstood)
    assert command.why is why


def _all_words() -> list[tuple[Verb, str]]:
    return [
        (verb, word.removesuffix("*"))
        for table in (VERBS, ONLY_ALONE)
        for verb, by_language in table.items()
        for known in by_language.values()
        for word in known
    ]


def test_no_word_means_two_commands() -> None:
    words = _all_words()
    assert len({word for _, word in words}) == len(words)


@pytest.mark.parametrize(("verb", "word"), _all_words())
def test_every_word_means_its_command(verb: Verb, word: str) -> None:
    names = {
        Verb.STATUS: AskVisits,
        Verb.BOOK: Book,
        Verb.CHANGE: Change,
        Verb.CANCEL: Cancel,
        Verb.YES: Answer,
        Verb.NO: Answer,
        Verb.INFORM: Help,  # of what, was not said
        Verb.WAIT: Wait,
        Verb.LEAVE: Leave,
        Verb.CALL: CallMe,
        Verb.STOP: Stop,
        Verb.START: Start,
        Verb.HELP: Help,
    }
    assert isinstance(parse(word.upper()), names[verb])


ANY_TEXT = st.text(max_size=400)
ALPHABET = st.sampled_from(
    [
        *"0123456789./:- ,?",
        "obj",
        "pas",
        "ano",
        "ne",
        "stav",
        "zrus",
        "zmena",
        "utery",
        "hod",
        "osoby",
        "v",
        "2026",
        "24.11.",
        "listopadu",
        "запис",
        "так",
        CODE,
        "\u0301",
        "٣",
        "²",
    ]
)


@given(ANY_TEXT)
@example("٢٤.١١. ٩:٠٠ obj pas")
@example("obj pas ²⁴.¹¹.")
@example("\ud800")
@example("obj " + "9" * 5000)
@example("0000000/2026 stav")
def test_any_text_is_a_command_or_not_understood(text: str) -> None:
    assert isinstance(parse(text), Command)


@given(st.lists(ALPHABET, max_size=25).map("".join))
def test_so_is_whatever_is_made_of_the_pieces_of_commands(text: str) -> None:
    assert isinstance(parse(text), Command)


@given(st.lists(ALPHABET, max_size=15).map(" ".join))
def test_nothing_is_cancelled_or_agreed_to_that_was_not_said(text: str) -> None:
    command = parse(text)
    if isinstance(command, Cancel):
        assert "zrus" in text
    if isinstance(command, Answer):
        assert ("ano" in text or "так" in text) if command.agrees else "ne" in text
    assert not isinstance(command, Stop | Start)


@given(st.sampled_from(sorted(UNGUESSED)), st.data())
def test_one_slip_makes_no_command_that_is_never_guessed(verb: Verb, data: st.DataObject) -> None:
    known = [word for one, word in _all_words() if one is verb]
    word = data.draw(st.sampled_from(known))
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    slip = word[:place] + letter + word[place + 1 :]
    if slip in {one for _, one in _all_words()}:
        return
    assert not isinstance(parse(slip), Stop | Start | Answer | CallMe)
