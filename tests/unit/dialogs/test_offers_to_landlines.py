"""A landline gets no message: an earlier time is taken from there by the code of the visit only."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.calls import Rows, stage
from tests.support.databases import MORNING, Templates
from tests.support.waitlist import offered

LANDLINE = "+420596000321"
MOVED = "Objednávka je přesunuta na tento termín."


@pytest.fixture
def town(templates: Templates, tmp_path: Path) -> Path:
    town = templates.copy("lipov", tmp_path / "town.db")
    offered(town, MORNING, LANDLINE, "earlier")
    return town


def start_of_visit(town: Path) -> str:
    return str(Rows(town).one("SELECT start FROM visits ORDER BY id DESC"))


def test_who_keys_the_code_of_the_visit_has_it_moved(town: Path) -> None:
    before = start_of_visit(town)
    code = Rows(town).one("SELECT code FROM visits ORDER BY id DESC")
    text = stage(town).play(f"1 {code}", caller=LANDLINE).transcript.text
    assert "Zadejte šestimístný kód objednávky." in text
    assert MOVED in text
    assert start_of_visit(town) < before


def test_who_shows_the_number_only_moves_nothing_and_gets_to_an_operator(town: Path) -> None:
    before = start_of_visit(town)
    text = stage(town).play("1 000000 000000 000000", caller=LANDLINE).transcript.text
    assert text.count("Takovou objednávku nemáme.") == 2
    assert "Spojujeme vás s operátorem." in text
    assert MOVED not in text
    assert start_of_visit(town) == before
    assert Rows(town).one("SELECT state FROM waitlist_offers") == "open"
