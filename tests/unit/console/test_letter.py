"""The letter as PDF: what it tells, to whom, in which language, and where on the sheet."""

import io
import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from booking.api import (
    PRAGUE,
    AgreementLetter,
    Citizen,
    Language,
    Secret,
    Town,
)
from booking.town.town import read
from operator_console.agreements.letter import NotDrawn, draw, grouped
from tests.support.databases import LIPOV
from tests.support.letters import Secrets, secrets_in, text_of
from tests.support.people import some_citizen

MM = 72 / 25.4
CONCLUDED = datetime(2026, 11, 20, 9, tzinfo=PRAGUE)
PRINTED = datetime(2026, 11, 23, 9, 5, tzinfo=PRAGUE)
ZOFIE = some_citizen(
    name="Žofie Příhodová",
    given="Žofie",
    family="Příhodová",
    street="Komenského náměstí 1284/17",
    postcode="789 95",
    town="Lípov",
)


@pytest.fixture(scope="module")
def town() -> Town:
    return read(LIPOV)


def letter(citizen: Citizen = ZOFIE) -> AgreementLetter:
    return AgreementLetter(
        7, citizen, Secret("47201533"), Secret("836104"), Secret("kx7m-3nqp-w9tr")
    )


def of(citizen: Citizen, town: Town) -> bytes:
    return draw(letter(citizen), town, CONCLUDED, PRINTED)


def placed(pdf: bytes, page: int = 0) -> list[tuple[str, float, float]]:
    """Each piece of text with its place in millimetres from the left and from the top."""
    found: list[tuple[str, float, float]] = []

    def note(text: str, _cm: object, matrix: list[float], *_: object) -> None:
        if text.strip():
            found.append((text.strip(), matrix[4] / MM, 297 - matrix[5] / MM))

    PdfReader(io.BytesIO(pdf)).pages[page].extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", list(Language))
def test_login_pin_and_password_can_be_read_in_every_language(
    town: Town, language: Language, *, large: bool
) -> None:
    pdf = of(replace(ZOFIE, language=language, large_print=large), town)
    assert secrets_in(pdf) == Secrets("47201533", "836104", "kx7m-3nqp-w9tr")
    assert "844 121 314" in text_of(pdf).replace("\N{NO-BREAK SPACE}", " ")
    assert "{" not in text_of(pdf)


def test_a_letter_has_one_sheet_and_in_large_print_two_pages(town: Town) -> None:
    for language in Language:
        usual = PdfReader(io.BytesIO(of(replace(ZOFIE, language=language), town)))
        large = PdfReader(io.BytesIO(of(replace(ZOFIE, language=language, large_print=True), town)))
        assert (len(usual.pages), len(large.pages)) == (1, 2)


def test_it_says_that_nobody_asks_for_the_pin(town: Town) -> None:
    text = " ".join(text_of(of(ZOFIE, town)).split())
    assert "Nikdo z úřadu se Vás na PIN ani na heslo nikdy nezeptá" in text
    assert "dne 20. listopadu 2026 byla s Vámi uzavřena dohoda" in text


def test_where_it_was_written_is_told_in_the_locative(town: Town) -> None:
    assert "V Lípově dne 23. listopadu 2026" in " ".join(text_of(of(ZOFIE, town)).split())
    before = replace(town, locative=None)
    assert "Lípov dne 23. listopadu 2026" in " ".join(text_of(of(ZOFIE, before)).split())


@pytest.mark.parametrize(
    ("language", "code"), [(Language.CS, "cs"), (Language.EN, "en"), (Language.UK, "uk")]
)
def test_title_and_language_stand_in_the_file(town: Town, language: Language, code: str) -> None:
    reader = PdfReader(io.BytesIO(of(replace(ZOFIE, language=language), town)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == code  # type: ignore[index]  # a dictionary of the file
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]  # the same
    assert reader.metadata is not None
    assert reader.metadata.title
    assert "836" not in str(reader.metadata)


def test_the_window_of_the_envelope_shows_the_address_and_nothing_else(town: Town) -> None:
    pieces = placed(of(replace(ZOFIE, large_print=True), town))
    certain = [text for text, x, y in pieces if 110 <= x <= 190 and 55 <= y <= 79]
    possible = [text for text, x, y in pieces if x >= 93 and 34 <= y <= 99]
    assert certain == possible == ["Žofie Příhodová", "Komenského náměstí 1284/17", "789 95 Lípov"]


def test_secrets_stand_inside_of_the_folded_sheet(town: Town) -> None:
    pieces = placed(of(ZOFIE, town))
    heights = [y for text, _, y in pieces if text in {"4720 1533", "836 104", "kx7m-3nqp-w9tr"}]
    assert len(heights) == 3
    assert all(99 < y < 198 for y in heights)


def test_what_is_not_known_of_an_address_is_left_out(town: Town) -> None:
    bare = replace(ZOFIE, street=None, postcode=None, town=None)
    assert "None" not in text_of(of(bare, town))


def test_a_long_name_stays_in_the_window(town: Town) -> None:
    name = "Sdružení přátel dechové hudby a lidových tradic města Lípova a okolí, zapsaný spolek"
    pieces = placed(of(replace(ZOFIE, name=name), town))
    assert name in {text for text, _, _ in pieces}


def test_digits_are_grouped_as_they_are_keyed() -> None:
    assert grouped("47201533", 4) == "4720 1533"
    assert grouped("836104", 3) == "836 104"


def test_a_letter_that_cannot_be_drawn_tells_no_secret(town: Town) -> None:
    with pytest.raises(NotDrawn) as caught:
        draw(letter(), town, CONCLUDED, PRINTED, fonts=Path("/nowhere"))
    assert caught.value.__suppress_context__
    assert str(caught.value) == "FileNotFoundError"


def test_drawing_logs_nothing(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        of(replace(ZOFIE, name="王小明 Žofie"), town)
    assert caplog.text == ""
