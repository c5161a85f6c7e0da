"""Callers who may book no more hear so, and get to a person."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from booking.api import PRAGUE
from tests.support.calls import Rows, stage
from tests.support.databases import MORNING, Templates

SUNDAY = datetime(2026, 11, 22, 10, tzinfo=PRAGUE)
LIMIT = "Více návštěv takto objednat nelze. Další vám objedná operátor."
MOBILE, LANDLINE = "+420777000321", "+420596000321"


@pytest.fixture
def town(templates: Templates, tmp_path: Path) -> Path:
    return templates.copy("lipov", tmp_path / "town.db")


def with_limits(town: Path, **limits: int) -> Path:
    with sqlite3.connect(town) as database:
        (body,) = database.execute("SELECT body FROM town").fetchone()
        told = json.loads(body)
        told["person_limits"] |= limits
        database.execute("UPDATE town SET body = ?, revision = revision + 1", (json.dumps(told),))
    database.close()
    return town


def test_a_number_with_as_many_visits_as_it_may_have_gets_to_an_operator(town: Path) -> None:
    made = stage(with_limits(town, number_visits=2))
    for n in (1, 2):
        assert "Termín je objednán." in made.play("1 1 1 1", call_id=f"call-{n}").transcript.text
    text = made.play("1 1 1 1", call_id="call-3").transcript.text
    assert LIMIT in text
    assert "Spojujeme vás s operátorem." in text
    assert (Rows(town).visits, Rows(town).holds) == (2, 0)


def test_a_landline_counts_though_no_message_goes_there(town: Path) -> None:
    made = stage(with_limits(town, number_visits=1))
    made.play("1 1 1 1", caller=LANDLINE, call_id="call-1")
    assert LIMIT in made.play("1 1 1 1", caller=LANDLINE, call_id="call-2").transcript.text
    assert Rows(town).visits == 1


def test_out_of_hours_they_are_offered_a_call_back(town: Path) -> None:
    made = stage(with_limits(town, number_visits=1), start=SUNDAY)
    made.play("1 1 1 1", call_id="call-1")
    text = made.play("1 1 1 1", call_id="call-2").transcript.text
    assert LIMIT in text
    assert "Operátoři jsou na lince" in text


def test_one_robot_with_many_calls_cannot_keep_many_times(town: Path) -> None:
    made = stage(with_limits(town, number_holds=2, number_visits=1000))
    with sqlite3.connect(town) as database:
        for n in range(2):
            database.execute(
                "INSERT INTO holds (id, counter, office, start, minutes, cells, activity, persons,"
                " owner, expires_at) VALUES (?, 'x', 'lidicka', '2026-12-01 08:00:00.000000', 15,"
                " 1, 'passport.new', 1, ?, '2026-11-24 08:00:00.000000')",
                (900 + n, f"other-{n}"),
            )
            database.execute("INSERT INTO hold_callers VALUES (?, ?)", (900 + n, MOBILE))
    database.close()
    assert LIMIT in made.play("1 1 1 1", call_id="call-1").transcript.text
    assert (
        "Termín je objednán."
        in made.play("1 1 1 1", caller="+420777000322", call_id="call-2").transcript.text
    )


def test_no_more_messages_are_sent_to_a_number_than_it_may_get(town: Path) -> None:
    made = stage(with_limits(town, number_messages_day=1), start=MORNING)
    first = made.play("1 1 1 1 777000999", caller=None, call_id="call-1").transcript.text
    second = made.play("1 1 1 1 777000999", caller=None, call_id="call-2").transcript.text
    assert "Posíláme SMS na číslo končící na" in first
    assert "Na toto číslo dnes další SMS neposíláme." in second
    assert Rows(town).visits == 2


def test_how_an_application_stands_is_heard_but_not_sent_to_a_number_that_got_enough(
    town: Path,
) -> None:
    made = stage(with_limits(town, number_messages_day=1))
    script = "2 2 (47201533) (836104) 1"
    first = made.play(script, call_id="call-1").transcript.text
    assert "Stav posíláme v SMS na číslo končící na tři dva jedna. Na shledanou." in first
    second = made.play(script, call_id="call-2").transcript.text
    assert "Žádost o kácení dřevin" in second
    assert "Na toto číslo dnes další SMS neposíláme. Na shledanou." in second
    assert "Stav posíláme" not in second


def test_a_number_that_has_filed_enough_today_gets_to_an_operator(town: Path) -> None:
    made = stage(with_limits(town, number_filings_day=1))
    script = "2 4 1 1 3 1"
    assert "Zapsali jsme" in made.play(script, call_id="call-1").transcript.text
    text = made.play(script, call_id="call-2").transcript.text
    assert "Další podání takto nyní zapsat nelze. Zapíše je operátor." in text
    assert "Spojujeme vás s operátorem." in text
    assert Rows(town).one("SELECT count(*) FROM applications WHERE channel = 'phone'") == 1


def test_the_receipt_is_not_sent_to_a_number_that_got_enough_messages(town: Path) -> None:
    made = stage(with_limits(town, number_messages_day=1))
    script = "2 4 1 1 3 1 602123456"
    first = made.play(script, caller=LANDLINE, call_id="call-1").transcript.text
    assert "Posíláme SMS na číslo končící na čtyři pět šest." in first
    second = made.play(script, caller=LANDLINE, call_id="call-2").transcript.text
    assert "Na toto číslo dnes další SMS neposíláme." in second
    assert Rows(town).one("SELECT count(*) FROM applications WHERE channel = 'phone'") == 2
