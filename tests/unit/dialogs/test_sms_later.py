"""Callers are not promised an SMS that would not go now, and hear what to do instead."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.support.calls import stage
from tests.support.databases import Templates

STRANGER, KNOWN = "+420605000999", "+420777000321"
LATER = "SMS teď poslat nemůžeme"
SENT = "v SMS na číslo končící na"


@pytest.fixture
def town(templates: Templates, tmp_path: Path) -> Path:
    """As many went in this hour as may."""
    copy = templates.copy("lipov", tmp_path / "town.db")
    with sqlite3.connect(copy) as database:
        database.execute(
            "INSERT INTO message_ceiling (name, since, until, most) VALUES"
            " ('sms', '2026-11-23 06:30:00.000000', '2026-11-23 23:00:00.000000', 300)"
        )
    database.close()
    return copy


def test_a_booking_says_that_the_sms_comes_later_and_to_write_the_code_down(town: Path) -> None:
    text = stage(town).play("1 1 1 1", caller=STRANGER).transcript.text
    assert "Termín je objednán." in text
    assert f"{LATER}, přijde později. Kód si prosím zapište:" in text
    assert SENT not in text


def test_a_proven_number_is_promised_its_sms(town: Path) -> None:
    text = stage(town).play("1 1 1 1", caller=KNOWN).transcript.text
    assert SENT in text
    assert LATER not in text


def test_while_there_is_room_strangers_are_promised_theirs(
    templates: Templates, tmp_path: Path
) -> None:
    copy = templates.copy("lipov", tmp_path / "other.db")
    text = stage(copy).play("1 1 1 1", caller=STRANGER).transcript.text
    assert SENT in text
    assert LATER not in text


def test_a_keyed_mobile_is_told_the_same(town: Path) -> None:
    keys = "2 4 4 2 1 602123456 hangup"
    text = stage(town).play(keys, caller="+420596123456").transcript.text
    assert f"{LATER}, přijde později. Číslo a kód si prosím zapište. Zapsali jsme:" in text
    assert "Posíláme SMS" not in text


def test_a_life_situation_is_not_asked_for_in_vain(town: Path) -> None:
    text = stage(town).play("3 1 1 3 1 hangup", caller=STRANGER).transcript.text
    assert f"{LATER}. Zkuste to prosím za hodinu, nebo pro operátora stiskněte nulu." in text
    assert "Posíláme SMS" not in text
    with sqlite3.connect(town) as database:
        asked = "SELECT count(*) FROM events WHERE kind = 'topic_message_asked'"
        assert database.execute(asked).fetchone() == (0,)
    database.close()
