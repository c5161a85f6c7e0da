"""What somebody who means harm can do with the keys of one call."""

from __future__ import annotations

from pathlib import Path

from stdnum import damm

from tests.support.calls import Rows, stage
from tests.support.databases import Templates


def checked(body: str) -> str:
    return body + damm.calc_check_digit(body)


def test_one_call_keeps_one_slot_however_often_it_goes_in_and_out(
    templates: Templates, tmp_path: Path
) -> None:
    database = templates.copy("lipov", tmp_path / "town.db")
    stage(database).play("1 1 1 " + "<* <1 " * 20 + "* 2 * 1 0 * 1 1 1 lost")
    assert Rows(database).holds == 1


def test_a_hidden_caller_tries_three_pins_in_a_call_whatever_the_logins(
    templates: Templates, tmp_path: Path
) -> None:
    database = templates.copy("lipov", tmp_path / "town.db")
    guesses = [
        f"2 2 ({checked(f'4{number:06d}')}) (918273) (918274) (918275) *" for number in range(4)
    ]
    stage(database).play(" ".join(guesses) + " hangup", caller=None)
    tried = Rows(database).one("SELECT sum(failures) FROM pin_counts WHERE subject LIKE 'unknown%'")
    assert tried == 3


def test_whoever_has_guessed_three_codes_finds_no_visit(
    templates: Templates, tmp_path: Path
) -> None:
    database = templates.copy("lipov", tmp_path / "town.db")
    made = stage(database)
    made.play("1 1 1 1", call_id="earlier")
    code = Rows(database).one("SELECT code FROM visits ORDER BY id DESC")
    free = [checked(f"{n:05d}") for n in range(10400, 10404) if checked(f"{n:05d}") != code][:3]
    guesses = " ".join(f"({guess})" for guess in free)
    first = made.play(f"4 1 {guesses} hangup", caller="+420777000999", call_id="a")
    again = made.play(f"4 1 ({code}) 1 1 hangup", caller="+420777000999", call_id="b")
    assert "zrušena" not in (first.transcript.text + again.transcript.text)
    assert Rows(database).visits == 1
    own = made.play(f"4 1 ({code}) 1 1 hangup", caller="+420777000321", call_id="c")
    assert "zrušena" in own.transcript.text
