import datetime as dt

import pytest

from booking.api import Language
from ivr.speech.grammar import grammar_of, phrases

MOMENT = dt.datetime(2026, 11, 24, 9, 0)  # noqa: DTZ001  # what is spoken has no zone


def said(language: Language, name: str, value: object) -> str:
    return " ".join(grammar_of(language).formats[name].say(value))


def test_all_languages_have_the_same_formats_for_the_same_kinds_of_value() -> None:
    czech = {name: f.kind for name, f in grammar_of(Language.CS).formats.items()}
    for language in Language:
        assert {name: f.kind for name, f in grammar_of(language).formats.items()} == czech


@pytest.mark.parametrize("language", list(Language))
def test_every_piece_is_letters_only(language: Language) -> None:
    for piece in phrases(grammar_of(language)):
        assert not any(sign.isdigit() for sign in piece)
        assert any(sign.isalpha() for sign in piece)
        assert piece == piece.strip()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("when", MOMENT, "у вівторок двадцять четвертого листопада о дев'ятій годині"),
        ("time", dt.time(11, 30), "об одинадцятій годині тридцять хвилин"),
        ("time", dt.time(13, 1), "о тринадцятій годині одна хвилина"),
        ("date_genitive", dt.date(2026, 12, 3), "третього грудня"),
        ("date", dt.date(2026, 11, 3), "третє листопада"),
        ("from_hour", dt.time(7), "із сьомої"),
        ("from_hour", dt.time(8), "з восьмої"),
        ("until_time", dt.time(17), "до сімнадцятої години"),
        ("number", 2001, "дві тисячі один"),
        ("number", 21_000, "двадцять одна тисяча"),
        ("number", 111_212, "сто одинадцять тисяч двісті дванадцять"),
        ("number_feminine", 22, "двадцять дві"),
        ("number_neuter", 1, "одне"),
        ("amount", 1, "одна крона"),
        ("amount", 22, "двадцять дві крони"),
        ("amount", 1211, "тисяча двісті одинадцять крон"),
        ("amount_accusative", 1, "одну крону"),
        ("year", 2026, "дві тисячі двадцять шостий"),
        ("reference", "123/2026", "сто двадцять три за дві тисячі двадцять шостий рік"),
        ("minutes", 30, "тридцять хвилин"),
        ("minutes", 21, "двадцять одну хвилину"),
        ("days", 3, "три дні"),
        ("days_locative", 60, "шістдесяти днів"),
        ("persons", 2, "дві особи"),
        ("applications", 5, "п'ять заяв"),
        ("callers", 2, "два абоненти"),
        ("code", "472015", "чотири сім два, нуль один п'ять"),
    ],
)
def test_ukrainian(name: str, value: object, words: str) -> None:
    assert said(Language.UK, name, value) == words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("when", MOMENT, "on Tuesday the twenty-fourth of November at nine o'clock in the morning"),
        ("time", dt.time(13, 5), "at one oh five in the afternoon"),
        ("time", dt.time(12), "at noon"),
        ("time", dt.time(0, 30), "at twelve thirty in the morning"),
        ("date", dt.date(2026, 1, 31), "the thirty-first of January"),
        ("number", 0, "nought"),
        ("number", 123, "one hundred and twenty-three"),
        ("number", 100_001, "one hundred thousand and one"),
        ("number", 999_999, "nine hundred and ninety-nine thousand nine hundred and ninety-nine"),
        ("amount", 1, "one crown"),
        ("amount", 1200, "one thousand two hundred crowns"),
        ("year", 2026, "twenty twenty-six"),
        ("year", 2007, "two thousand and seven"),
        ("reference", "123/2026", "one hundred and twenty-three of twenty twenty-six"),
        ("persons", 1, "one person"),
        ("persons", 4, "four people"),
        ("days_locative", 60, "sixty days"),
        ("code", "472015", "four seven two, zero one five"),
        ("until_time", dt.time(17), "to five o'clock in the afternoon"),
    ],
)
def test_english(name: str, value: object, words: str) -> None:
    assert said(Language.EN, name, value) == words
