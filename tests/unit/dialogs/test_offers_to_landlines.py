"""A landline gets no message: a visit is moved or cancelled from there by its code only."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.calls import Rows, stage
from tests.support.closing import closed
from tests.support.databases import MORNING, Templates
from tests.support.waitlist import offered

LANDLINE = "+420596000321"
MOVED = "Objednávka je přesunuta na tento termín."


NOBODYS = "000000 000000 000000"


@pytest.fixture
def town(templates: Templates, tmp_path: Path) -> Path:
    return templates.copy("lipov", tmp_path / "town.db")


def start_of_visit(town: Path) -> str:
    return str(Rows(town).one("SELECT start FROM visits ORDER BY id DESC"))


def test_who_keys_the_code_of_the_visit_has_it_moved(town: Path) -> None:
    offered(town, MORNING, LANDLINE, "earlier")
    before = start_of_visit(town)
    code = Rows(town).one("SELECT code FROM visits ORDER BY id DESC")
    text = stage(town).play(f"1 {code}", caller=LANDLINE).transcript.text
    assert "Zadejte šestimístný kód objednávky." in text
    assert MOVED in text
    assert start_of_visit(town) < before


def test_who_shows_the_number_only_moves_nothing_and_gets_to_an_operator(town: Path) -> None:
    offered(town, MORNING, LANDLINE, "earlier")
    before = start_of_visit(town)
    text = stage(town).play(f"1 {NOBODYS}", caller=LANDLINE).transcript.text
    assert text.count("Takovou objednávku nemáme.") == 2
    assert "Spojujeme vás s operátorem." in text
    assert MOVED not in text
    assert start_of_visit(town) == before
    assert Rows(town).one("SELECT state FROM waitlist_offers") == "open"


def test_at_a_counter_that_closes_the_code_is_asked_for_once(town: Path) -> None:
    code = closed(town, MORNING, LANDLINE, "asked")
    before = start_of_visit(town)
    text = stage(town).play(f"3 {code} * 1", caller=LANDLINE).transcript.text
    assert text.count("Zadejte šestimístný kód objednávky.") == 1
    assert MOVED in text
    assert start_of_visit(town) != before


@pytest.mark.parametrize("key", ["1", "2", "3"])
def test_at_a_counter_that_closes_the_number_alone_changes_nothing(town: Path, key: str) -> None:
    closed(town, MORNING, LANDLINE, "asked")
    before = start_of_visit(town)
    text = stage(town).play(f"{key} {NOBODYS} 1", caller=LANDLINE).transcript.text
    assert "Spojujeme vás s operátorem." in text
    assert MOVED not in text
    assert start_of_visit(town) == before
    assert Rows(town).one("SELECT state FROM visits ORDER BY id DESC") == "booked"
    assert Rows(town).holds == 1  # what is offered to them
